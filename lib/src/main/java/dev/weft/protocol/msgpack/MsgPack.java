package dev.weft.protocol.msgpack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.weft.protocol.Protocol;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The protocol "msgpack": records and plain values, in bytes that every language reads.
 *
 * <p>A record is a map from the names of its components, an enum its name, {@code byte[]} binary,
 * {@link java.time.Duration} and {@link java.time.Instant} their ISO-8601 text, {@code BigDecimal}
 * and {@code BigInteger} their decimal text. Numbers, strings, booleans, arrays, lists, sets and
 * maps are what they are; a map's keys are strings.
 *
 * <p>An old peer may meet a new one: an unknown component is ignored. All else is strict: a missing
 * component, a null for a primitive, a name that comes twice, a string where a number belongs, a
 * number that doesn't fit, and bytes behind the value are refused. Only the classes that the
 * program asks for are ever made. Bytes go through {@link WellFormed} first.
 *
 * <p>It runs on the threads that send and receive, holds one prepared reader and writer for each
 * class, which go with the class, and nothing for a thread.
 */
public final class MsgPack implements Protocol {

    /** A peer's bytes may stand in a message of ours; a log line stays a line. */
    private static final int MAX_TOLD = 400;

    private final ObjectMapper mapper = SafeMapper.create();

    private final ClassValue<ObjectReader> readers = new ClassValue<>() {
        @Override
        protected ObjectReader computeValue(Class<?> type) {
            return mapper.readerFor(type);
        }
    };

    private final ClassValue<ObjectWriter> writers = new ClassValue<>() {
        @Override
        protected ObjectWriter computeValue(Class<?> type) {
            return mapper.writerFor(type);
        }
    };

    /** Made once for each node, or shared: the prepared readers and writers are worth keeping. */
    public MsgPack() {}

    @Override
    public String name() {
        return "msgpack";
    }

    @Override
    public void encode(Object body, OutputStream to) throws IOException {
        var type = body.getClass();
        try {
            writers.get(type).writeValue(to, body);
        } catch (JsonProcessingException | RuntimeException | StackOverflowError e) {
            throw failure("can't write a " + type.getTypeName(), e);
        }
    }

    @Override
    public <T> T decode(byte[] bytes, int offset, int length, Class<T> type) throws IOException {
        try {
            WellFormed.check(bytes, offset, length);
            T body = readers.get(type).readValue(bytes, offset, length);
            if (body == null) {
                throw new IOException("it is null");
            }
            return body;
        } catch (IOException | RuntimeException e) {
            throw failure("can't read a " + type.getTypeName(), e);
        }
    }

    /** The codec throws exceptions of many kinds for bad bytes; the caller sees one. */
    private static IOException failure(String what, Throwable e) {
        var path = e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()
                ? " at " + mapping.getPathReference() : "";
        var why = e instanceof JsonProcessingException processing
                ? processing.getOriginalMessage() : String.valueOf(e.getMessage());
        var told = "msgpack: " + what + path + ": " + (why == null ? e : why);
        var line = told.replaceAll("\\p{Cntrl}", " ");
        return new IOException(
                line.length() > MAX_TOLD ? line.substring(0, MAX_TOLD) + "..." : line, e);
    }
}
