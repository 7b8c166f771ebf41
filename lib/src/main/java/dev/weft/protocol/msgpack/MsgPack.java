package dev.weft.protocol.msgpack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.weft.protocol.Protocol;
import dev.weft.protocol.Protocol.Body;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
 * <p>Most messages take a short way, {@link Part}, which knows the plain types and accepts only
 * what it would have written itself. All others, and all errors, are the codec's, whose bytes are
 * the same; so there is one set of rules.
 *
 * <p>It runs on the threads that send and receive, holds what it prepared for each class, which
 * goes with the class, and nothing for a thread.
 */
public final class MsgPack implements Protocol {

    /** A peer's bytes may stand in a message of ours; a log line stays a line. */
    private static final int MAX_TOLD = 400;

    private final ObjectMapper mapper = SafeMapper.create();

    /** What is prepared for a class; {@code part} is null when only the codec knows it. */
    private record Prepared(@Nullable Part part, ObjectReader reader, ObjectWriter writer) {}

    private final ClassValue<Prepared> prepared = new ClassValue<>() {
        @Override
        protected Prepared computeValue(Class<?> type) {
            return new Prepared(
                    Part.of(type, Set.of()), mapper.readerFor(type), mapper.writerFor(type));
        }
    };

    /** Made once for each node, or shared: the prepared readers and writers are worth keeping. */
    public MsgPack() {}

    @Override
    public void encode(Object body, OutputStream to) throws IOException {
        var type = body.getClass();
        var ways = prepared.get(type);
        if (ways.part != null && quickly(ways.part, body, to)) {
            return;
        }
        try {
            ways.writer.writeValue(to, body);
        } catch (JsonProcessingException | RuntimeException | StackOverflowError e) {
            throw failure("can't write a " + type.getTypeName(), e);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T decode(byte[] bytes, int offset, int length, Class<T> type) throws IOException {
        var ways = prepared.get(type);
        var body = ways.part == null
                ? null : quickly(ways.part, new Unpacker(bytes, offset, length));
        if (body != null) {
            return (T) body;
        }
        try {
            WellFormed.check(bytes, offset, length);
            body = ways.reader.readValue(bytes, offset, length);
            if (body == null) {
                throw new IOException("it is null");
            }
            return (T) body;
        } catch (IOException | RuntimeException e) {
            throw failure("can't read a " + type.getTypeName(), e);
        }
    }

    /** False when the codec is to write it, or to say why it can't. */
    private static boolean quickly(Part part, Object value, OutputStream to) throws IOException {
        var body = to instanceof Body ours ? ours : new Body(128);
        var packer = new Packer(body);
        try {
            part.write(packer, value);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            return false; // and nothing has been added to the body
        }
        packer.finish(body);
        if (body != to) {
            to.write(body.bytes(), 0, body.size());
        }
        return true;
    }

    /** Null when the codec is to read it, or to say what is wrong. */
    private static @Nullable Object quickly(Part part, Unpacker from) {
        try {
            var body = part.read(from);
            from.finish();
            return body;
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            return null;
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
