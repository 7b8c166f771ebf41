package dev.weft.roles.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Is told every change of state, on the thread that made the change: it must neither block nor
 * throw. The real run prints what it hears; a simulation checks its invariants on it.
 *
 * <p>Names of events, with their details:
 *
 * <ul>
 *   <li>anyone: {@code registered} epoch; {@code superseded} epoch; {@code db-suspect},
 *       {@code db-down} db, why; {@code db-up} db, millis; {@code db-slow} db, call, wait, run,
 *       rows, sql (at most once a second)
 *   <li>login: {@code login} uid, epoch, lobby; {@code login-refused} name, code
 *   <li>lobby, users: {@code key-used} key (a part of its hash), rid, uid; {@code lobby-joined}
 *       uid, epoch; {@code lobby-refused} code; {@code lobby-left} uid, why
 *   <li>lobby, tickets: {@code queued}, {@code handed-over} ticket, uid, age in ms;
 *       {@code reserved}, {@code released} ticket, match; {@code assigned} ticket, uid, match;
 *       {@code cancelled} ticket, uid, why; {@code moved} uid, match, to
 *   <li>lobby, instances: {@code instance-created} match; {@code instance-refused} match, code;
 *       {@code player-joined} match, uid; {@code game-started}, {@code game-ended} match, players;
 *       {@code game-aborted} match, why
 *   <li>lobby, results: {@code result-waits} match, uid, db, why; {@code result-stored} match,
 *       uid, first (false: an attempt before, whose answer was lost, had stored it)
 *   <li>lobby, matchmaker: {@code mm-attached}, {@code mm-detached} epoch
 *   <li>lobby, wait-stop: {@code wait-stop}, {@code wait-stop-off} users, games;
 *       {@code sent-away} uid, to, ticket; {@code stays} uid; {@code wait-stop-stuck} users, why;
 *       {@code wait-stop-done}
 *   <li>matchmaker: {@code mm-active}, {@code mm-lost}, {@code mm-replaced}, {@code mm-stopped}
 *       epoch; {@code match-formed}, {@code match-committed} match, epoch; {@code match-released}
 *       match, why
 *   <li>client: {@code client-in} uid, lobby; {@code lobby-lost} why; {@code client-refused} code;
 *       {@code client-moved} match, to; {@code game-played} match, outcome
 * </ul>
 */
@FunctionalInterface
public interface Audit {

    /** Hears nothing. */
    Audit NONE = event -> {};

    /**
     * One change of state.
     *
     * @param who the node that made it
     * @param what the name of the event
     * @param details what it is about, in the order told
     */
    record Event(String who, String what, Map<String, String> details) {

        /** Keeps a copy. */
        public Event {
            details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        }

        /** One detail. */
        public @Nullable String detail(String name) {
            return details.get(name);
        }

        @Override
        public String toString() {
            return who + " " + what + (details.isEmpty() ? "" : " " + details);
        }
    }

    /** Hears of one event. */
    void hear(Event event);

    /**
     * Tells of one event.
     *
     * @param details names and values in turn
     */
    default void tell(String who, String what, Object... details) {
        var map = new LinkedHashMap<String, String>();
        for (var i = 0; i + 1 < details.length; i += 2) {
            map.put(details[i].toString(), Objects.toString(details[i + 1]));
        }
        hear(new Event(who, what, map));
    }
}
