package dev.weft.trace;

import dev.weft.Described;
import java.lang.StackWalker.StackFrame;
import java.text.MessageFormat;

/**
 * A noun whose log lines and text both begin with its description. All lines go to the logger
 * "dev.weft"; they end with the method and line that wrote them.
 */
public abstract class Traced implements Described {

    private static final System.Logger LOGGER = System.getLogger("dev.weft");
    private static final StackWalker WALKER = StackWalker.getInstance();

    /** For nouns of the library. */
    protected Traced() {}

    @Override
    public final void log(System.Logger.Level level, String format, Object... arguments) {
        if (!LOGGER.isLoggable(level)) {
            return;
        }
        var at = WALKER.walk(frames -> frames.filter(Traced::isCaller).findFirst());
        var text = MessageFormat.format(format, arguments);
        Throwable thrown = null;
        for (var argument : arguments) {
            thrown = argument instanceof Throwable it ? it : thrown;
        }
        var line = describe() + ": " + text
                + at.map(frame -> " (" + frame.toStackTraceElement() + ")").orElse("");
        LOGGER.log(level, line, thrown);
    }

    private static boolean isCaller(StackFrame frame) {
        return !frame.getClassName().equals(Traced.class.getName());
    }

    @Override
    public final String toString() {
        return describe();
    }
}
