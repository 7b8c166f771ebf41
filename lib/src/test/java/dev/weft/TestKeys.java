package dev.weft;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Keys and X.509 certificates (RFC 5280) for tests, made when a test asks, so that none is ever
 * out of date. The JDK reads certificates but has no public way to make one: hence the DER here.
 */
public final class TestKeys {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ECDSA_WITH_SHA256 = "06082a8648ce3d040302";
    private static final String COMMON_NAME = "0603550403";
    private static final String SUBJECT_ALT_NAME = "0603551d11";
    private static final String BASIC_CONSTRAINTS = "0603551d13";

    /** A key and the certificate of its name. */
    public record Identity(String name, PrivateKey key, Certificate certificate) {}

    private TestKeys() {}

    /** An identity that signs itself, may sign others, and is this machine's by any name. */
    public static Identity here(String name) throws Exception {
        return signed(name, null, 7, names());
    }

    /**
     * An identity.
     *
     * @param issuer who signs it; null if itself
     * @param days how long it is still valid; negative if it has expired
     * @param names the DER of its GeneralNames
     */
    public static Identity signed(String name, Identity issuer, int days, byte[] names)
            throws Exception {
        var pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        var algorithm = der(0x30, hex(ECDSA_WITH_SHA256));
        var end = Instant.now().plus(days, ChronoUnit.DAYS);
        var content = der(0x30,
                der(0xA0, der(0x02, new byte[] {2})),
                der(0x02, new byte[] {1}),
                algorithm,
                commonName(issuer == null ? name : issuer.name()),
                der(0x30, time(end.minus(30, ChronoUnit.DAYS)), time(end)),
                commonName(name),
                pair.getPublic().getEncoded(),
                der(0xA3, der(0x30,
                        der(0x30, hex(SUBJECT_ALT_NAME), der(0x04, der(0x30, names))),
                        der(0x30, hex(BASIC_CONSTRAINTS),
                                der(0x04, der(0x30, der(0x01, new byte[] {-1})))))));
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuer == null ? pair.getPrivate() : issuer.key());
        signature.update(content);
        var whole = der(0x30, content, algorithm,
                der(0x03, new byte[] {0}, signature.sign()));
        return new Identity(name, pair.getPrivate(), CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(whole)));
    }

    /** 127.0.0.1 and these, as GeneralNames. */
    public static byte[] names(String... dns) throws Exception {
        var names = new ByteArrayOutputStream();
        names.write(der(0x87, new byte[] {127, 0, 0, 1}));
        for (var name : dns) {
            names.write(dnsName(name));
        }
        return names.toByteArray();
    }

    public static byte[] dnsName(String name) throws Exception {
        return der(0x82, name.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * A context.
     *
     * @param own null for none
     */
    public static SSLContext context(Identity own, Identity... trusted) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(own), PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        var certificates = store(null);
        for (var it : trusted) {
            certificates.setCertificateEntry(it.name(), it.certificate());
        }
        trust.init(certificates);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(Identity own) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (own != null) {
            store.setKeyEntry("own", own.key(), PASSWORD, new Certificate[] {own.certificate()});
        }
        return store;
    }

    private static byte[] commonName(String name) throws Exception {
        return der(0x30, der(0x31, der(0x30, hex(COMMON_NAME),
                der(0x0C, name.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant at) throws Exception {
        return der(0x18, DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC)
                .format(at).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] hex(String text) throws GeneralSecurityException {
        return HexFormat.of().parseHex(text);
    }

    /** Tag, length, value. */
    private static byte[] der(int tag, byte[]... parts) throws Exception {
        var value = new ByteArrayOutputStream();
        for (var part : parts) {
            value.write(part);
        }
        var whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (value.size() < 128) {
            whole.write(value.size());
        } else {
            whole.write(0x82);
            whole.write(value.size() >> 8);
            whole.write(value.size());
        }
        value.writeTo(whole);
        return whole.toByteArray();
    }
}
