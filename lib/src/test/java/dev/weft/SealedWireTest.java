package dev.weft;

import static dev.weft.Channel.Algorithm.AES_256_GCM;
import static dev.weft.Channel.Algorithm.CHACHA20_POLY1305;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.Channel.Algorithm;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An encrypted channel as a client in another language would make it: from the page of the wire
 * format, on a plain socket, with the JDK's primitives and nothing of ours; and as an attacker
 * would, who can change what goes over that socket.
 */
@Timeout(60)
class SealedWireTest {

    private static final int CHANNEL = 1;
    private static final byte[] WHOLE = {0x0c}; // flags: a message, first and last fragment
    private static final byte[] SHARED = new byte[40];
    private static final byte[] SALT = new byte[32];

    static {
        new Random(8).nextBytes(SHARED);
        new Random(9).nextBytes(SALT);
    }

    private final LinkedBlockingQueue<byte[]> got = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<CloseReason> reasons = new LinkedBlockingQueue<>();
    private Node node;
    private Socket socket;
    private DataInputStream in;
    private DataOutputStream out;
    private int code;
    private byte[] peersSalt;
    private long sent;
    private long received;

    @BeforeEach
    void start() {
        node = Node.start("victim");
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        node.close();
    }

    /** Hello, a channel, and the salts of both. */
    private void open(Algorithm algorithm) throws Exception {
        code = algorithm == AES_256_GCM ? 1 : 2;
        var listener = node.listen("tcp://127.0.0.1:0/bytes", (pipe, channel) -> channel
                .encrypt(new SecretKeySpec(SHARED, "any"), algorithm)
                .on("k", message -> {
                    got.add(message.as(byte[].class));
                    channel.send("k", message.as(byte[].class));
                })
                .onClose(reasons::add));
        socket = new Socket("127.0.0.1", listener.port());
        socket.setSoTimeout(5_000); // an interrupt does not wake it
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        frame(1, ascii("WEFT"), new byte[] {1, 1}, number(1 << 20), text("bytes"), text("raw"));
        frame(2, number(CHANNEL), number(1 << 20), number(100), text("vault"));
        frame(11, number(CHANNEL), new byte[] {(byte) code}, SALT, proof(0, SALT));
        var encrypt = next(11);
        assertEquals(CHANNEL, ByteBuffer.wrap(encrypt).getInt());
        assertEquals(code, encrypt[4]);
        peersSalt = Arrays.copyOfRange(encrypt, 5, 37);
        assertArrayEquals(proof(1, peersSalt), Arrays.copyOfRange(encrypt, 37, 53));
    }

    // ---- the page, in the words of the JDK

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static byte[] text(String text) {
        return join(new byte[] {0, (byte) text.length()}, ascii(text));
    }

    private static byte[] join(byte[]... parts) {
        var joined = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(it -> it.length).sum());
        for (var part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    private void frame(int kind, byte[]... parts) throws IOException {
        var content = join(parts);
        out.writeInt(1 + content.length);
        out.writeByte(kind);
        out.write(content);
        out.flush();
    }

    /** The content of the next frame of a kind; others before it are passed over. */
    private byte[] next(int kind) throws IOException {
        while (true) {
            var length = in.readInt();
            var found = in.readByte();
            var content = in.readNBytes(length - 1);
            if (found == kind) {
                return content;
            }
        }
    }

    private static byte[] hmac(byte[] key, byte[] input) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(input);
    }

    private static byte[] hkdf(byte[] salt, byte[] input, byte[] info) throws Exception {
        return hmac(hmac(salt, input), join(info, new byte[] {1}));
    }

    private byte[] context(String label, int side) {
        return join(ascii(label), new byte[] {(byte) side, (byte) code}, number(CHANNEL));
    }

    private byte[] proof(int side, byte[] salt) throws Exception {
        return Arrays.copyOf(hkdf(salt, SHARED, context("weft1 proof", side)), 16);
    }

    private Cipher cipher(int mode, int side, long counter) throws Exception {
        var secret = hkdf(join(SALT, peersSalt), SHARED, context("weft1 secret", side));
        var key = hmac(secret, join(ascii("weft1 key"), new byte[] {1}));
        var nonce = ByteBuffer.allocate(12).putLong(4, counter).array();
        var gcm = code == 1;
        var cipher = Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305");
        cipher.init(mode, new SecretKeySpec(key, gcm ? "AES" : "ChaCha20"),
                gcm ? new GCMParameterSpec(128, nonce) : new IvParameterSpec(nonce));
        return cipher;
    }

    /** A whole frame of kind 12 for this content. */
    private byte[] sealed(byte[]... content) throws Exception {
        var plain = join(content);
        var head = join(number(1 + 4 + plain.length + 16), new byte[] {12}, number(CHANNEL));
        var cipher = cipher(Cipher.ENCRYPT_MODE, 0, sent++);
        cipher.updateAAD(head);
        return join(head, cipher.doFinal(plain));
    }

    private byte[] message(String body) throws Exception {
        return sealed(WHOLE, number(body.length()), text("k"), ascii(body));
    }

    private void send(byte[]... frames) throws IOException {
        out.write(join(frames));
        out.flush();
    }

    /** The body of the next message that the node sent. */
    private String receive() throws Exception {
        var content = next(12);
        var cipher = cipher(Cipher.DECRYPT_MODE, 1, received++);
        cipher.updateAAD(join(number(1 + content.length), new byte[] {12}));
        cipher.updateAAD(content, 0, 4);
        var plain = ByteBuffer.wrap(cipher.doFinal(content, 4, content.length - 4));
        assertEquals(0x0c, plain.get());
        var body = new byte[plain.getInt()];
        var key = new byte[plain.getShort()];
        plain.get(key).get(body);
        assertEquals(0, plain.remaining());
        return new String(body, StandardCharsets.US_ASCII);
    }

    // ---- a peer that keeps to the page

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void anIndependentPeerUnderstandsAndIsUnderstood(Algorithm algorithm) throws Exception {
        open(algorithm);
        for (var text : new String[] {"one", "", "three"}) {
            send(message(text));
            assertEquals(text, new String(got.take()));
            assertEquals(text, receive());
        }
        send(sealed(new byte[] {0x10}, text("bye")));
        assertEquals(new CloseReason.ClosedByPeer("bye"), reasons.take());
    }

    @Test
    void nothingOfTheMessageIsReadable() throws Exception {
        open(AES_256_GCM);
        var secret = "a secret that stands nowhere on the wire";
        send(message(secret));
        var answer = new String(next(12), StandardCharsets.ISO_8859_1);
        assertTrue(!answer.contains("secret") && !answer.contains("stands"), answer);
    }

    // ---- an attacker

    private void assertNoticed(String text) throws Exception {
        var reason = assertInstanceOf(CloseReason.ProtocolViolated.class, reasons.take());
        assertTrue(reason.detail().contains(text), reason.detail());
        var close = ByteBuffer.wrap(next(7));
        assertEquals(CHANNEL, close.getInt());
        assertEquals(1, close.get(), "our fault");
        frame(8);
        next(9); // the pipe lives
    }

    @Test
    void aChangedByteEndsTheChannelAndNotThePipe() throws Exception {
        open(CHACHA20_POLY1305);
        send(message("fine"));
        var changed = message("payload");
        changed[changed.length - 20] ^= 1;
        send(changed);
        assertNoticed("changed, repeated, moved or left out");
        assertEquals("fine", new String(got.take()));
        assertEquals(null, got.poll());
    }

    @Test
    void aReplayedFrameEndsTheChannel() throws Exception {
        open(AES_256_GCM);
        var once = message("once");
        send(once, once);
        assertNoticed("repeated");
        assertEquals("once", new String(got.take()));
        assertEquals(null, got.poll());
    }

    @Test
    void framesInAnotherOrderEndTheChannel() throws Exception {
        open(AES_256_GCM);
        var first = message("first");
        send(message("second"), first);
        assertNoticed("moved");
        assertEquals(null, got.poll());
    }

    @Test
    void aMissingFrameEndsTheChannel() throws Exception {
        open(AES_256_GCM);
        message("lost");
        send(message("after"));
        assertNoticed("left out");
        assertEquals(null, got.poll());
    }

    @Test
    void ourOwnFramesSentBackDoNotOpen() throws Exception {
        open(AES_256_GCM);
        send(message("ping"));
        var ours = next(12);
        send(join(number(1 + ours.length), new byte[] {12}, ours));
        assertNoticed("moved");
    }

    @Test
    void aPlainMessageInTheMidstOfItEndsTheChannel() throws Exception {
        open(AES_256_GCM);
        frame(5, number(CHANNEL), WHOLE, number(1), text("k"), new byte[1]);
        assertNoticed("not encrypted");
        assertEquals(null, got.poll());
    }

    @Test
    void anEndThatIsNotSealedIsACutAndNoClose() throws Exception {
        open(AES_256_GCM);
        send(message("before"));
        assertEquals("before", new String(got.take()));
        frame(7, number(CHANNEL), new byte[1], text(""));
        var cut = assertInstanceOf(CloseReason.TransportFailed.class, reasons.take());
        assertTrue(cut.cause().getMessage().contains("cut off"), cut.cause().getMessage());
    }

    @Test
    void aGoodbyeOfThePipeDoesNotSealTheEnd() throws Exception {
        open(AES_256_GCM);
        frame(10, new byte[1], text(""));
        assertInstanceOf(CloseReason.TransportFailed.class, reasons.take());
    }

    @Test
    void aSecondKeyForAChannelIsAViolation() throws Exception {
        open(AES_256_GCM);
        frame(11, number(CHANNEL), new byte[] {(byte) code}, SALT, proof(0, SALT));
        assertInstanceOf(CloseReason.ProtocolViolated.class, reasons.take());
    }
}
