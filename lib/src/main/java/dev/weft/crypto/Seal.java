package dev.weft.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the frames of one direction of a channel, or opens them, in order.
 *
 * <pre>
 * key     = hkdf-expand(secret, "weft1 key", 32)
 * nonce   = 0 u32, counter u64        the counter is that of the frame: 0, 1, 2 ...
 * next secret = hkdf-expand(secret, "weft1 next", 32)     after each 2^24 frames
 * </pre>
 *
 * <p>The nonce is not sent: a frame that was repeated, left out or moved meets another counter than
 * it was sealed with, and does not open. No key seals two frames with one nonce, since each
 * direction of each channel has its own and the counter never goes back. 2^24 frames of 16 KiB are
 * within what AES-GCM is safe for (RFC 8446, 5.5).
 *
 * <p>Not for several threads at once. It keeps one buffer as long as its longest frame.
 */
public final class Seal {

    /** How much longer a frame is when it is sealed. */
    public static final int TAG_BYTES = 16;

    /** How many frames a key is good for. */
    public static final int FRAMES_OF_A_KEY = 1 << 24;

    private static final byte[] KEY = "weft1 key".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEXT = "weft1 next".getBytes(StandardCharsets.US_ASCII);

    private final boolean sealing;
    private final boolean gcm;
    private final int framesOfAKey;
    private final Cipher cipher;
    private final byte[] nonce = new byte[12];
    private byte[] secret;
    private SecretKeySpec key;
    private long counter;
    private ByteBuffer buffer = ByteBuffer.allocate(256);

    /**
     * Begins with the first frame.
     *
     * @param sealing whether it seals, or opens
     * @param algorithm 1 for AES-256-GCM, 2 for ChaCha20-Poly1305
     * @param secret of this direction
     */
    public Seal(boolean sealing, int algorithm, byte[] secret) {
        this(sealing, algorithm, secret, FRAMES_OF_A_KEY);
    }

    Seal(boolean sealing, int algorithm, byte[] secret, int framesOfAKey) {
        this.sealing = sealing;
        this.gcm = algorithm == 1;
        this.secret = secret;
        this.framesOfAKey = framesOfAKey;
        try {
            this.cipher = Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks an algorithm that all have", e);
        }
        this.key = key();
    }

    private SecretKeySpec key() {
        return new SecretKeySpec(
                KeySchedule.expand(secret, KEY, KeySchedule.KEY_BYTES), gcm ? "AES" : "ChaCha20");
    }

    /** The buffer, empty, with room for this many bytes and a tag. */
    public ByteBuffer room(int bytes) {
        if (buffer.capacity() < bytes + TAG_BYTES) {
            buffer = ByteBuffer.allocate(Math.max(bytes + TAG_BYTES, 2 * buffer.capacity()));
        }
        return buffer.clear();
    }

    /**
     * Seals what was put into the buffer, in place.
     *
     * @param head how many bytes at the beginning stay readable, and are authenticated as well
     * @return the buffer, with all that is to be sent
     */
    public ByteBuffer seal(int head) {
        try {
            return pass(head, buffer.position());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e); // never by any input
        }
    }

    /**
     * Opens what was put into the buffer, in place.
     *
     * @param head as it was sealed
     * @return the buffer, with the head and what was sealed
     * @throws AEADBadTagException when it is not the next frame of a peer with the same key
     */
    public ByteBuffer open(int head) throws GeneralSecurityException {
        if (buffer.position() < head + TAG_BYTES) {
            throw new AEADBadTagException("shorter than a tag");
        }
        return pass(head, buffer.position());
    }

    private ByteBuffer pass(int head, int end) throws GeneralSecurityException {
        if (counter > 0 && counter % framesOfAKey == 0) {
            secret = KeySchedule.expand(secret, NEXT, KeySchedule.KEY_BYTES);
            key = key();
        }
        ByteBuffer.wrap(nonce).putLong(4, counter);
        AlgorithmParameterSpec parameters =
                gcm ? new GCMParameterSpec(8 * TAG_BYTES, nonce) : new IvParameterSpec(nonce);
        cipher.init(sealing ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE, key, parameters);
        cipher.updateAAD(buffer.array(), 0, head);
        var length = cipher.doFinal(buffer.array(), head, end - head, buffer.array(), head);
        counter++;
        return buffer.position(0).limit(head + length);
    }
}
