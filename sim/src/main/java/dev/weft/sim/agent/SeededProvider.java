package dev.weft.sim.agent;

import dev.weft.sim.agent.hook.Hooks;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.Map;
import java.util.Objects;

/**
 * Makes every {@code new SecureRandom()}, and so UUID.randomUUID, draw from the simulation when
 * simulated code asks; all other code gets the JVM's own.
 */
final class SeededProvider extends Provider {

    private static final long serialVersionUID = 1;

    SeededProvider() {
        super("WeftSim", "1", "SecureRandom of simulated time");
        putService(new Service(this, "SecureRandom", "WeftSim", Seeded.class.getName(), null,
                Map.of("ThreadSafe", "true")) {
            @Override
            public Object newInstance(Object parameter) {
                return new Seeded();
            }
        });
    }

    private static final class Seeded extends SecureRandomSpi {
        private static final long serialVersionUID = 1;

        @Override
        protected void engineSetSeed(byte[] seed) {
            if (Hooks.world() == null) {
                Real.RANDOM.setSeed(seed);
            }
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            var world = Hooks.world();
            if (world == null) {
                Real.RANDOM.nextBytes(bytes);
                return;
            }
            var bits = 0L;
            for (var i = 0; i < bytes.length; i++, bits >>>= 8) {
                bits = i % 8 == 0 ? world.nextLong() : bits;
                bytes[i] = (byte) bits;
            }
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            if (Hooks.world() == null) {
                return Real.RANDOM.generateSeed(count);
            }
            var seed = new byte[count];
            engineNextBytes(seed);
            return seed;
        }
    }

    /** The JVM's own, made when first needed. */
    private static final class Real {
        static final SecureRandom RANDOM = next();

        private static SecureRandom next() {
            for (var provider : Security.getProviders()) {
                if (provider instanceof SeededProvider) {
                    continue;
                }
                for (var service : provider.getServices()) {
                    if (service.getType().equals("SecureRandom")) {
                        try {
                            return Objects.requireNonNull(
                                    SecureRandom.getInstance(service.getAlgorithm(), provider));
                        } catch (NoSuchAlgorithmException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }
            }
            throw new IllegalStateException("this JVM has no SecureRandom");
        }
    }
}
