package dev.weft.roles.login;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Hashes passwords with PBKDF2, each with its own salt. The stored text says how it was made, so
 * the cost can be raised for new accounts while old ones still work.
 *
 * <p>A hash is work for a processor, and a virtual thread does not make room for others while it
 * computes. So at most half of the processors hash at once; more callers wait, for a while.
 */
final class Passwords {

    /** Too many wait already. */
    static final class Crowded extends Exception {
        private static final long serialVersionUID = 1;
    }

    private static final int BITS = 256;

    private final int iterations;
    private final Duration patience;
    private final Semaphore hashing =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    Passwords(int iterations, Duration patience) {
        this.iterations = iterations;
        this.patience = patience;
    }

    String hash(String password) throws InterruptedException, Crowded {
        var salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        var hex = HexFormat.of();
        return iterations + ":" + hex.formatHex(salt) + ":"
                + hex.formatHex(inTurn(password, salt, iterations));
    }

    boolean fits(String password, String stored) throws InterruptedException, Crowded {
        var parts = stored.split(":");
        var hex = HexFormat.of();
        var derived = inTurn(password, hex.parseHex(parts[1]), Integer.parseInt(parts[0]));
        return MessageDigest.isEqual(derived, hex.parseHex(parts[2]));
    }

    private byte[] inTurn(String password, byte[] salt, int cost)
            throws InterruptedException, Crowded {
        if (!hashing.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new Crowded();
        }
        try {
            return derive(password, salt, cost);
        } finally {
            hashing.release();
        }
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2 with SHA-256", e);
        }
    }
}
