package dev.weft.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.protocol.Protocol.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The protocol "bytes". */
@Timeout(60)
class BytesTest {

    private final Bytes protocol = new Bytes();

    @Test
    void bytesTravelAsTheyAre() throws Exception {
        var to = new ByteArrayOutputStream();
        protocol.encode(new byte[] {1, 2, 3}, to);
        assertArrayEquals(new byte[] {1, 2, 3}, to.toByteArray());
    }

    @Test
    void whatIsReadIsACopyOfItsPartOfTheFrame() throws Exception {
        var frame = new byte[] {9, 1, 2, 3, 9};
        var body = protocol.decode(frame, 1, 3, byte[].class);
        frame[1] = 7;
        assertArrayEquals(new byte[] {1, 2, 3}, body);
        assertEquals(0, protocol.decode(frame, 5, 0, byte[].class).length);
    }

    @Test
    void anythingElseIsRefusedByName() {
        var written = assertThrows(IOException.class,
                () -> protocol.encode("text", new ByteArrayOutputStream()));
        assertEquals("bytes: a body must be byte[], not java.lang.String", written.getMessage());
        var read = assertThrows(IOException.class,
                () -> protocol.decode(new byte[1], 0, 1, String.class));
        assertEquals("bytes: a body can be read as byte[] only, not as java.lang.String",
                read.getMessage());
    }
}
