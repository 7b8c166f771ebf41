package dev.weft.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of one channel, derived from the key that both sides share. All is HKDF with SHA-256,
 * RFC 5869, written here as hkdf(salt, input, info, length); numbers are big-endian.
 *
 * <pre>
 * context = side u8, algorithm u8, channel u32      side: 0 opened the channel, 1 accepted it
 * proof   = hkdf(salt of the side, shared key, "weft1 proof" context, 16)
 * secret  = hkdf(opener's salt then acceptor's, shared key, "weft1 secret" context, 32)
 * </pre>
 *
 * <p>Each side chooses a random salt of 32 bytes for each channel, so no secret is ever the same
 * twice, and what was recorded fits no other channel. The proof shows, before the first message,
 * whether both have the same key. Immutable.
 */
public final class KeySchedule {

    /** The length of a salt. */
    public static final int SALT_BYTES = 32;

    /** The length of a proof. */
    public static final int PROOF_BYTES = 16;

    /** The length of the secrets, of the keys made of them, and at least of a shared key. */
    public static final int KEY_BYTES = 32;

    private static final String HMAC = "HmacSHA256";

    private final byte[] sharedKey;
    private final int algorithm;
    private final int channel;

    /**
     * For one channel.
     *
     * @param sharedKey at least 32 bytes
     * @param algorithm the number of the algorithm, as on the wire
     * @param channel the number of the channel, as on the wire
     */
    public KeySchedule(byte[] sharedKey, int algorithm, int channel) {
        this.sharedKey = sharedKey.clone();
        this.algorithm = algorithm;
        this.channel = channel;
    }

    /** Shows that a side has the key. */
    public byte[] proof(boolean opener, byte[] salt) {
        return hkdf(salt, sharedKey, info("weft1 proof", opener), PROOF_BYTES);
    }

    /** The first secret of what a side sends. */
    public byte[] secret(boolean opener, byte[] openerSalt, byte[] acceptorSalt) {
        var salts = Arrays.copyOf(openerSalt, openerSalt.length + acceptorSalt.length);
        System.arraycopy(acceptorSalt, 0, salts, openerSalt.length, acceptorSalt.length);
        return hkdf(salts, sharedKey, info("weft1 secret", opener), KEY_BYTES);
    }

    private byte[] info(String label, boolean opener) {
        var text = label.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(text.length + 6).put(text).put((byte) (opener ? 0 : 1))
                .put((byte) algorithm).putInt(channel).array();
    }

    private static byte[] hkdf(byte[] salt, byte[] input, byte[] info, int length) {
        return expand(hmac(salt, input), info, length);
    }

    /** The second half of HKDF, for up to one block of SHA-256. */
    static byte[] expand(byte[] secret, byte[] info, int length) {
        var last = Arrays.copyOf(info, info.length + 1);
        last[info.length] = 1;
        return Arrays.copyOf(hmac(secret, last), length);
    }

    private static byte[] hmac(byte[] key, byte[] input) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + HMAC, e);
        }
    }
}
