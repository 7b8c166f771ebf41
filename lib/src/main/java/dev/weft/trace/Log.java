package dev.weft.trace;

import dev.weft.Described;
import java.lang.StackWalker.StackFrame;
import java.text.MessageFormat;

/** Writes log lines that begin with who speaks; all go to the logger "dev.weft". */
public final class Log {

    private static final System.Logger LOGGER = System.getLogger("dev.weft");
    private static final StackWalker WALKER = StackWalker.getInstance();

    private Log() {}

    /** One line; the caller's method and line are looked up only when the level is on. */
    public static void log(
            Described who, System.Logger.Level level, String format, Object... arguments) {
        if (!LOGGER.isLoggable(level)) {
            return;
        }
        var at = WALKER.walk(frames -> frames.filter(Log::isCaller).findFirst());
        var text = MessageFormat.format(format, arguments);
        Throwable thrown = null;
        for (var argument : arguments) {
            thrown = argument instanceof Throwable it ? it : thrown;
        }
        var line = who.describe() + ": " + text
                + at.map(frame -> " (" + frame.toStackTraceElement() + ")").orElse("");
        LOGGER.log(level, line, thrown);
    }

    private static boolean isCaller(StackFrame frame) {
        var name = frame.getClassName();
        return !name.equals(Log.class.getName()) && !name.equals(Traced.class.getName());
    }
}
