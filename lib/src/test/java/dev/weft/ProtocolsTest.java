package dev.weft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.protocol.Protocol;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Protocols by name, shown by one that is not ours. */
@Timeout(60)
class ProtocolsTest {

    record Move(String piece, List<Integer> to) {}

    /** JSON as a user would add it. */
    private static final class Json implements Protocol {

        private final ObjectMapper mapper = new ObjectMapper()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

        @Override
        public void encode(Object body, OutputStream to) throws IOException {
            mapper.writeValue(to, body);
        }

        @Override
        public <T> T decode(byte[] bytes, int offset, int length, Class<T> type)
                throws IOException {
            return mapper.readValue(bytes, offset, length, type);
        }
    }

    @Test
    void anAddedProtocolIsUsedAndPipesKeepItWhenItIsRemoved() throws Exception {
        try (var node = Node.start()) {
            node.protocols().add("json", new Json());
            var listener = node.listen("tcp://127.0.0.1:0/json", (pipe, channel) -> channel
                    .on(Move.class, channel::send)
                    .onOther(message -> channel.send("raw", message.as(Object.class))));
            var address = "tcp://127.0.0.1:" + listener.port() + "/json";
            var channel = node.connect(address).open("board");

            assertTrue(node.protocols().remove("json"));
            assertFalse(node.protocols().remove("json"));
            var move = new Move("knight", List.of(3, 5));
            channel.send(move);
            assertEquals(move, channel.receive(Move.class));
            channel.send("anything", List.of("a", 1, true));
            assertEquals(List.of("a", 1, true), channel.receive().as(List.class));

            var thrown = assertThrows(
                    IllegalArgumentException.class, () -> node.connect(address));
            assertTrue(thrown.getMessage().contains(
                    "no protocol \"json\"; there are bytes, msgpack"), thrown.getMessage());
        }
    }

    @Test
    void whatAProtocolThrowsIsABadMessage() throws Exception {
        try (var node = Node.start()) {
            node.protocols().add("json", new Json());
            var listener = node.listen("tcp://127.0.0.1:0/json", (pipe, channel) ->
                    channel.on("text", message -> channel.send("text", "no move")));
            var channel = node.connect("tcp://127.0.0.1:" + listener.port() + "/json").open("x");
            assertThrows(NetException.BadMessage.class,
                    () -> channel.send("key", new Object()));
            channel.send("text", "hello");
            var answer = channel.receive();
            assertThrows(NetException.BadMessage.class, () -> answer.as(Move.class));
            assertEquals("no move", answer.as(String.class));
        }
    }

    @Test
    void aNameIsTakenOnceUntilItIsRemoved() {
        try (var node = Node.start()) {
            node.protocols().add("json", new Json());
            assertThrows(IllegalArgumentException.class,
                    () -> node.protocols().add("json", new Json()));
            node.protocols().remove("json");
            node.protocols().add("json", new Json());
        }
    }
}
