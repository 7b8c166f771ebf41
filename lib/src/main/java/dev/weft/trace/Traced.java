package dev.weft.trace;

import dev.weft.Described;

/** A noun whose log lines and text both begin with its description. */
public abstract class Traced implements Described {

    /** For nouns of the library. */
    protected Traced() {}

    @Override
    public final void log(System.Logger.Level level, String format, Object... arguments) {
        Log.log(this, level, format, arguments);
    }

    @Override
    public final String toString() {
        return describe();
    }
}
