package dev.weft.transport;

import static dev.weft.transport.TcpFixture.bytes;
import static dev.weft.transport.TcpFixture.fill;
import static dev.weft.transport.TcpFixture.onPlatform;
import static dev.weft.transport.TcpFixture.read;
import static dev.weft.transport.TcpFixture.running;
import static dev.weft.transport.TcpFixture.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection on loopback: bytes, waiting, interrupt, close. */
@Timeout(60)
class SocketLinkTest {

    private TcpFixture fixture;
    private Link client;
    private Link server;

    @BeforeEach
    void open() throws Exception {
        fixture = new TcpFixture();
        var ends = fixture.connected();
        client = ends.client();
        server = ends.server();
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void whatIsWrittenIsReadInOrderAndBothWays() throws Exception {
        write(client, bytes("hello"));
        write(client, bytes(", world"));
        assertEquals("hello, world", read(server, 12));
        write(server, bytes("and back"));
        assertEquals("and back", read(client, 8));
    }

    @Test
    void aReaderWaitsForTheFirstByte() throws Exception {
        var reader = running(() -> read(server, 5)).parked();
        write(client, bytes("later"));
        assertEquals("later", reader.result());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tenThousandTurnsLoseNoWakeUp(boolean platform) throws Exception {
        Callable<String> echo = () -> {
            var buffer = ByteBuffer.allocateDirect(16);
            while (server.read(buffer.clear()) >= 0) {
                write(server, buffer.flip());
            }
            return "ended";
        };
        Callable<String> turns = () -> {
            for (var i = 0; i < 10_000; i++) {
                var text = String.valueOf(100_000 + i);
                write(client, bytes(text));
                assertEquals(text, read(client, 6));
            }
            client.close();
            return "done";
        };
        var echoing = platform ? onPlatform(echo) : running(echo);
        var turning = platform ? onPlatform(turns) : running(turns);
        assertEquals("done", turning.result());
        assertEquals("ended", echoing.result());
    }

    @Test
    void aFullSocketTakesNothingAndWakesTheWriterWhenThePeerReads() throws Exception {
        var written = fill(client);
        assertEquals(0, client.tryWrite(bytes("more")));
        var writer = running(() -> {
            client.awaitWritable();
            return client.tryWrite(bytes("more"));
        }).parked();
        var buffer = ByteBuffer.allocateDirect(64 * 1024);
        for (var left = written; left > 0; ) {
            left -= server.read(buffer.clear().limit((int) Math.min(left, buffer.capacity())));
        }
        assertEquals(4, writer.result());
        assertEquals("more", read(server, 4));
    }

    @Test
    void aLargeTransferToASlowReaderArrivesWhole() throws Exception {
        var size = 32 * 1024 * 1024;
        var sum = running(() -> {
            var buffer = ByteBuffer.allocateDirect(10_007);
            var hash = 0L;
            for (var left = size; left > 0; ) {
                left -= server.read(buffer.clear());
                for (buffer.flip(); buffer.hasRemaining(); ) {
                    hash = 31 * hash + buffer.get();
                }
            }
            return hash;
        });
        var block = ByteBuffer.allocateDirect(256 * 1024);
        var expected = 0L;
        for (var sent = 0; sent < size; sent += block.capacity()) {
            block.clear();
            while (block.hasRemaining()) {
                var value = (byte) ((sent + block.position()) * 7 >> 3);
                expected = 31 * expected + value;
                block.put(value);
            }
            write(client, block.flip());
        }
        assertEquals(expected, sum.result());
    }

    @Test
    void readingAndWritingWaitAtTheSameTime() throws Exception {
        fill(client);
        var reader = running(() -> read(client, 2)).parked();
        var writer = running(() -> {
            client.awaitWritable();
            return "room";
        }).parked();
        write(server, bytes("in"));
        assertEquals("in", reader.result());
        var drain = running(() -> read(server, 1024 * 1024));
        assertEquals("room", writer.result());
        drain.result();
    }

    @Test
    void closeWakesABlockedRead() throws Exception {
        var reader = running(() -> assertThrows(IOException.class, () -> read(client, 1))).parked();
        client.close();
        assertTrue(reader.result().getMessage().endsWith(": closed"), reader.result()::toString);
    }

    @Test
    void closeWakesABlockedWriter() throws Exception {
        fill(client);
        var writer = running(() -> assertThrows(IOException.class, client::awaitWritable)).parked();
        client.close();
        assertTrue(writer.result().getMessage().endsWith(": closed"), writer.result()::toString);
    }

    @Test
    void aClosedLinkRefusesEverythingAndClosesAgainInSilence() {
        client.close();
        client.close();
        for (var refused : List.of(
                assertThrows(IOException.class, () -> read(client, 1)),
                assertThrows(IOException.class, () -> client.tryWrite(bytes("x"))),
                assertThrows(IOException.class, client::awaitWritable))) {
            assertTrue(refused.getMessage().endsWith(": closed"), refused::toString);
        }
    }

    @Test
    void thePeersCloseEndsTheReadAfterItsLastByte() throws Exception {
        write(client, bytes("bye"));
        client.close();
        assertEquals("bye", read(server, 3));
        assertEquals(-1, server.read(ByteBuffer.allocateDirect(1)));
        assertEquals(-1, server.read(ByteBuffer.allocateDirect(1)));
    }

    @Test
    void thePeersCloseWakesABlockedRead() throws Exception {
        var reader = running(() -> server.read(ByteBuffer.allocateDirect(1))).parked();
        client.close();
        assertEquals(-1, reader.result());
    }

    @Test
    void aCloseReachesThePeerAlsoWhenTheClosedSideHadWaited() throws Exception {
        var reader = running(() -> assertThrows(IOException.class, () -> read(client, 1))).parked();
        client.close();
        reader.result();
        assertEquals(-1, server.read(ByteBuffer.allocateDirect(1)));
    }

    @Test
    void aResetIsAnIoExceptionThatNamesTheLink() throws Exception {
        client.option(StandardSocketOptions.SO_LINGER, 0);
        var reader = running(() -> assertThrows(IOException.class, () -> read(server, 1))).parked();
        client.close();
        var failure = reader.result();
        assertTrue(failure.getMessage().startsWith("tcp " + server.local()), failure::toString);
    }

    @Test
    void anInterruptNeitherEndsAReadNorHarmsTheLinkAndIsKept() throws Exception {
        var reader = running(() -> {
            var text = read(server, 2) + read(server, 3);
            return text + Thread.currentThread().isInterrupted();
        }).parked();
        reader.thread.interrupt();
        write(client, bytes("ab"));
        write(client, bytes("cde"));
        assertEquals("abcdetrue", reader.result());
        write(server, bytes("fine"));
        assertEquals("fine", read(client, 4));
    }

    @Test
    void anInterruptedReaderParksInsteadOfSpinning() throws Exception {
        var reader = running(() -> {
            Thread.currentThread().interrupt();
            return read(server, 2);
        }).parked();
        reader.thread.interrupt();
        reader.parked();
        write(client, bytes("ab"));
        assertEquals("ab", reader.result());
    }

    @Test
    void aReaderOnAPlatformThreadSurvivesInterruptsAndEndsWithTheLink() throws Exception {
        var reader = onPlatform(() -> {
            Thread.currentThread().interrupt();
            var text = read(server, 2) + Thread.currentThread().isInterrupted();
            write(server, bytes("read"));
            return text + assertThrows(IOException.class, () -> read(server, 1)).getMessage();
        });
        reader.thread.interrupt();
        write(client, bytes("ab"));
        assertEquals("read", read(client, 4));
        reader.thread.interrupt();
        server.close();
        assertTrue(reader.result().startsWith("abtrue"), reader.result());
        assertTrue(reader.result().endsWith(": closed"), reader.result());
        assertEquals(-1, client.read(ByteBuffer.allocateDirect(1)));
    }

    @Test
    void anInterruptNeitherEndsAWaitForRoomNorHarmsTheLinkAndIsKept() throws Exception {
        var written = fill(client);
        var writer = running(() -> {
            client.awaitWritable();
            return Thread.currentThread().isInterrupted();
        }).parked();
        writer.thread.interrupt();
        assertEquals(written, read(server, (int) written).length());
        assertTrue(writer.result());
        write(client, bytes("fine"));
        assertEquals("fine", read(server, 4));
    }

    @Test
    void anInterruptedThreadMayWriteAndKeepsItsFlag() throws Exception {
        var writer = running(() -> {
            Thread.currentThread().interrupt();
            write(client, bytes("from an interrupted thread"));
            return Thread.currentThread().isInterrupted();
        });
        assertTrue(writer.result());
        assertEquals("from an interrupted thread", read(server, 26));
    }

    @Test
    void addressesAreWrittenAsHostAndPort() {
        assertEquals("127.0.0.1:" + fixture.listener.port(), client.remote());
        assertEquals(client.local(), server.remote());
        assertEquals("tcp " + client.local() + " -> " + client.remote(), client.toString());
    }

    @Test
    void anOptionIsSetOrRefusedByName() throws Exception {
        client.option(StandardSocketOptions.SO_KEEPALIVE, true);
        var unknown = assertThrows(IOException.class,
                () -> client.option(StandardSocketOptions.IP_MULTICAST_LOOP, true));
        assertTrue(unknown.getMessage().contains("IP_MULTICAST_LOOP"), unknown::toString);
        var wrong = assertThrows(IOException.class,
                () -> client.option(StandardSocketOptions.SO_RCVBUF, -1));
        assertTrue(wrong.getMessage().contains("SO_RCVBUF"), wrong::toString);
    }

    @Test
    void aBufferWithoutRoomIsRefusedInsteadOfWaitedFor() {
        assertThrows(IllegalArgumentException.class,
                () -> client.read(ByteBuffer.allocateDirect(0)));
    }

    @Test
    void optionsOfAConnectAreSetBeforeItOpens() throws Exception {
        var refused = assertThrows(IOException.class, () -> fixture.network.connect("127.0.0.1",
                fixture.listener.port(), Map.of(StandardSocketOptions.IP_MULTICAST_LOOP, true),
                TcpFixture.LONG));
        assertTrue(refused.getMessage().contains("IP_MULTICAST_LOOP"), refused::toString);
    }
}
