package dev.weft.roles.login;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Hashes passwords with PBKDF2, each with its own salt. The stored text says how it was made, so
 * the cost can be raised for new accounts while old ones still work.
 */
record Passwords(int iterations) {

    private static final int BITS = 256;

    String hash(String password) {
        var salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        var hex = HexFormat.of();
        return iterations + ":" + hex.formatHex(salt) + ":"
                + hex.formatHex(derive(password, salt, iterations));
    }

    boolean fits(String password, String stored) {
        var parts = stored.split(":");
        var hex = HexFormat.of();
        var derived = derive(password, hex.parseHex(parts[1]), Integer.parseInt(parts[0]));
        return MessageDigest.isEqual(derived, hex.parseHex(parts[2]));
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
