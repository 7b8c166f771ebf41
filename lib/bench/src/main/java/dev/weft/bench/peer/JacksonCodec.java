package dev.weft.bench.peer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.weft.bench.Quote;
import java.io.IOException;
import java.io.OutputStream;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/** jackson-dataformat-msgpack as it is used best: one reader and one writer, kept. */
final class JacksonCodec {

    private static final ObjectMapper MAPPER = new ObjectMapper(new MessagePackFactory());
    private static final ObjectWriter WRITER = MAPPER.writerFor(Quote.class);
    private static final ObjectReader READER = MAPPER.readerFor(Quote.class);

    private JacksonCodec() {}

    static void encode(Quote quote, OutputStream to) throws IOException {
        WRITER.writeValue(to, quote);
    }

    static byte[] encode(Quote quote) throws IOException {
        return WRITER.writeValueAsBytes(quote);
    }

    static Quote decode(byte[] bytes) throws IOException {
        return READER.readValue(bytes);
    }
}
