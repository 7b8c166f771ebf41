package dev.weft.failures.invariant;

import dev.weft.failures.witness.Records;
import dev.weft.failures.witness.Told;
import dev.weft.roles.directory.Directory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compares what lobbies accept with what they accepted before, and with the rows of the keys. */
final class KeyOpensOnce extends Invariant {

    private final Map<String, Told> uses = new LinkedHashMap<>();

    KeyOpensOnce() {
        super("I02", "a key opens one lobby, the right one, once and in time");
    }

    @Override
    public void heard(Told told) {
        if (told.what().equals("key-used")) {
            var before = uses.putIfAbsent(told.text("key"), told);
            if (before != null && !(before.who().equals(told.who())
                    && before.text("rid").equals(told.text("rid")))) {
                violated("key " + told.text("key") + " opened " + before.who() + " for attempt "
                        + before.text("rid") + ", then " + told.who() + " for attempt "
                        + told.text("rid"));
            }
        }
    }

    @Override
    public void look(Duration now, Records records) {
        for (var key : records.usedKeys()) {
            var use = uses.get(key.mark());
            if (key.late()) {
                violated("key " + key.mark() + " was used after it had expired");
            } else if (use != null && !Directory.idOf(use.who()).equals(key.node())) {
                violated("key " + key.mark() + " opened " + use.who() + ", which it is not for");
            } else if (use != null && use.number("uid") != key.uid()) {
                violated("key " + key.mark() + " let in user " + use.number("uid")
                        + ", but belongs to " + key.uid());
            }
        }
    }
}
