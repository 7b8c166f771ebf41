package dev.weft.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SealTest {

    private static final int HEAD = 9;

    private final byte[] secret = bytes(1, 32);

    private static byte[] bytes(int seed, int count) {
        var bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] sealed(Seal seal, byte[] frame) {
        seal.room(frame.length).put(frame);
        return taken(seal.seal(HEAD));
    }

    private static byte[] opened(Seal seal, byte[] frame) throws GeneralSecurityException {
        seal.room(frame.length).put(frame);
        return taken(seal.open(HEAD));
    }

    private static byte[] taken(ByteBuffer from) {
        var bytes = new byte[from.remaining()];
        from.get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatIsSealedOpensInOrderAlsoAcrossNewKeys(int algorithm) throws Exception {
        var sealing = new Seal(true, algorithm, secret, 3);
        var opening = new Seal(false, algorithm, secret, 3);
        for (var i = 0; i < 20; i++) {
            var frame = bytes(i, HEAD + 100 * i);
            var sealed = sealed(sealing, frame);
            assertEquals(frame.length + Seal.TAG_BYTES, sealed.length);
            assertArrayEquals(Arrays.copyOf(frame, HEAD), Arrays.copyOf(sealed, HEAD));
            assertArrayEquals(frame, opened(opening, sealed));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void eachChangedBitIsNoticed(int algorithm) {
        var sealed = sealed(new Seal(true, algorithm, secret), bytes(5, HEAD + 20));
        for (var bit = 0; bit < 8 * sealed.length; bit++) {
            var changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(GeneralSecurityException.class,
                    () -> opened(new Seal(false, algorithm, secret), changed));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatWasRepeatedMovedOrCutDoesNotOpen(int algorithm) throws Exception {
        var sealing = new Seal(true, algorithm, secret);
        var first = sealed(sealing, bytes(1, 50));
        var second = sealed(sealing, bytes(2, 50));
        for (var wrong : new byte[][] {
            second, Arrays.copyOf(first, 49), Arrays.copyOf(first, HEAD + 15), new byte[HEAD]}) {
            assertThrows(GeneralSecurityException.class,
                    () -> opened(new Seal(false, algorithm, secret), wrong));
        }
        var opening = new Seal(false, algorithm, secret);
        opened(opening, first);
        assertThrows(GeneralSecurityException.class, () -> opened(opening, first));
    }

    /** The construction once more, from the page and the JDK: no key ever sees a nonce twice. */
    @Test
    void keysAndNoncesAreAsThePageSays() throws Exception {
        var sealing = new Seal(true, 1, secret, 4);
        var seen = new LinkedHashSet<String>();
        var now = secret;
        for (var i = 0; i < 13; i++) {
            if (i > 0 && i % 4 == 0) {
                now = expand(now, "weft1 next");
            }
            var key = expand(now, "weft1 key");
            var nonce = ByteBuffer.allocate(12).putInt(0).putLong(i).array();
            var hex = HexFormat.of();
            assertTrue(seen.add(hex.formatHex(key) + hex.formatHex(nonce)));
            var frame = bytes(i, HEAD + 30);
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(128, nonce));
            cipher.updateAAD(frame, 0, HEAD);
            var sealed = sealed(sealing, frame);
            assertArrayEquals(Arrays.copyOfRange(frame, HEAD, frame.length),
                    cipher.doFinal(sealed, HEAD, sealed.length - HEAD));
        }
        assertEquals(4, seen.stream().map(it -> it.substring(0, 64)).distinct().count());
    }

    private static byte[] expand(byte[] secret, String label) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        mac.update(label.getBytes());
        return mac.doFinal(new byte[] {1});
    }

    /** RFC 5869, A.1 and A.3: the second half of HKDF. */
    @Test
    void expandIsThatOfTheStandard() {
        var hex = HexFormat.of();
        assertEquals("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
                hex.formatHex(KeySchedule.expand(hex.parseHex(
                        "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"),
                        hex.parseHex("f0f1f2f3f4f5f6f7f8f9"), 32)));
        assertEquals("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d",
                hex.formatHex(KeySchedule.expand(hex.parseHex(
                        "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04"),
                        new byte[0], 32)));
    }
}
