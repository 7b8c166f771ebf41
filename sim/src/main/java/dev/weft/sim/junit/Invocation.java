package dev.weft.sim.junit;

import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/**
 * A line of JUnit's report, with something else behind it than one call of the method.
 *
 * @param title the line
 * @param body what is done; it fails by what it throws
 */
record Invocation(String title, Body body) implements TestTemplateInvocationContext {

    /** What is done. */
    @FunctionalInterface
    interface Body {
        void run() throws Throwable;
    }

    @Override
    public String getDisplayName(int number) {
        return title;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(new Instead());
    }

    private final class Instead implements InvocationInterceptor, ParameterResolver {

        @Override
        public void interceptTestTemplateMethod(InvocationInterceptor.Invocation<Void> invocation,
                ReflectiveInvocationContext<Method> method, ExtensionContext context)
                throws Throwable {
            invocation.skip();
            body.run();
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return true;
        }

        /** For the call that is skipped. */
        @Override
        public @Nullable Object resolveParameter(
                ParameterContext parameter, ExtensionContext context) {
            return null;
        }
    }
}
