package dev.weft.sim.db;

import dev.weft.sim.core.Life;
import dev.weft.sim.core.Loop;
import dev.weft.sim.core.Stream;
import dev.weft.sim.events.Moment;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The server side: takes requests in the order of their arrival, does one transaction at a time,
 * and fails as it is told. It runs in the loop and never on a client's thread, so that it goes on
 * when a client's host stands still, and so that H2 never waits for a lock in real time.
 */
final class Server {

    private static final int DONE = 3;
    private static final long MICRO = 1_000;
    private static final long TURN_SECONDS_MAX = 20;

    private final Loop loop;
    private final String name;
    private final Engine engine;
    private final Map<String, Stream> latencies = new HashMap<>();
    private final Faults faults;
    private final Set<Session> sessions = new LinkedHashSet<>();
    private final Set<Life> clients = new LinkedHashSet<>();
    private final ArrayList<Request> queue = new ArrayList<>();

    private @Nullable Session owner;
    private int sessionsMade;
    private boolean down;
    private boolean frozen;

    Server(Loop loop, String name, Engine engine, Faults faults) {
        this.loop = loop;
        this.name = name;
        this.engine = engine;
        this.faults = faults;
    }

    Loop loop() {
        return loop;
    }

    String name() {
        return name;
    }

    Engine engine() {
        return engine;
    }

    int nextSession() {
        return ++sessionsMade;
    }

    /** On a client's thread: the request is on its way. */
    void send(Request request) {
        var session = request.session;
        var way = loop.log().sent(
                session.life().host(), name, session.toString(), 0, List.of(request.what));
        loop.after(halfTrip(session), () -> {
            way.arrived();
            arrive(request);
        });
    }

    /** On a client's thread: its end of the connection is closed. */
    void hangUp(Session session) {
        loop.after(halfTrip(session), () -> {
            session.hungUp = true;
            endIfHungUp(session);
        });
    }

    private void arrive(Request request) {
        var session = request.session;
        if (down && request.kind == Request.Kind.CONNECT) {
            request.fail(Errors.refused(name));
            reply(request);
        } else if (session.error() != null) {
            request.fail(session.error());
            reply(request);
        } else if (!session.life().isEnded()) {
            queue.add(request);
            work();
            if (queue.contains(request)) {
                loop.after(TURN_SECONDS_MAX * 1_000_000_000, () -> giveUp(request));
            }
        }
    }

    private void giveUp(Request request) {
        if (frozen && queue.contains(request)) {
            loop.after(TURN_SECONDS_MAX * 1_000_000_000, () -> giveUp(request));
        } else if (owner != null && queue.remove(request)) {
            request.fail(Errors.notYourTurn(name, owner.life().host(), TURN_SECONDS_MAX));
            reply(request);
        }
    }

    /** Does what can be done now. */
    private void work() {
        for (var next = next(); next != null; next = next()) {
            perform(next);
        }
    }

    private @Nullable Request next() {
        for (var i = 0; i < queue.size() && !frozen; i++) {
            var request = queue.get(i);
            if (owner == null || owner == request.session || !request.needsTurn()) {
                return queue.remove(i);
            }
        }
        return null;
    }

    private void perform(Request request) {
        var session = request.session;
        loop.trace().event(DONE, request.what.hashCode() * 31L + session.number());
        var injected = request.isStatement() ? faults.statement() : null;
        if (injected != null) {
            request.fail(Errors.injected(name, injected));
        } else {
            var commits = session.wouldCommit(request);
            var fault = commits ? faults.commit(loop.nanos) : Faults.Commit.GOES_WELL;
            if (commits) {
                loop.log().moment(Moment.Kind.DATABASE, name, session + " " + fault.text());
            }
            if (fault != Faults.Commit.LOST_BEFORE) {
                request.perform();
                admit(request);
            }
            if (fault != Faults.Commit.GOES_WELL) {
                loop.trace().note(name, fault.text());
                breakOff(session, () -> Errors.lost(name));
                request.fail(Errors.lost(name));
            }
        }
        reply(request);
        endIfHungUp(session);
    }

    /** Keeps the turn of a session that is in a transaction now. */
    private void admit(Request request) {
        var session = request.session;
        if (request.kind == Request.Kind.CONNECT) {
            sessions.add(session);
            if (clients.add(session.life())) {
                session.life().atEnd(() -> died(session.life()));
            }
        }
        session.done(request);
        if (session.isInTransaction()) {
            owner = session;
        } else if (owner == session) {
            owner = null;
        }
    }

    private void reply(Request request) {
        var session = request.session;
        var way = loop.log().sent(
                name, session.life().host(), session.toString(), 0, List.of(request.outcome()));
        loop.after(halfTrip(session), () -> {
            if (session.life().isEnded()) {
                way.lost();
            } else {
                way.arrived();
            }
            request.replied();
        });
    }

    private void endIfHungUp(Session session) {
        var busy = queue.stream().anyMatch(request -> request.session == session);
        if (session.hungUp && !frozen && !busy) {
            end(session);
            work();
        }
    }

    private void died(Life life) {
        clients.remove(life);
        queue.removeIf(request -> request.session.life() == life);
        for (var session : new ArrayList<>(sessions)) {
            if (session.life() == life) {
                end(session);
            }
        }
        work();
    }

    private void end(Session session) {
        sessions.remove(session);
        session.end();
        if (owner == session) {
            owner = null;
        }
    }

    /** The connection is gone; the client finds out when it uses it. */
    private void breakOff(Session session, Supplier<SQLException> error) {
        sessions.remove(session);
        session.breakOff(error);
        if (owner == session) {
            owner = null;
        }
        for (Iterator<Request> i = queue.iterator(); i.hasNext();) {
            var request = i.next();
            if (request.session == session) {
                i.remove();
                request.fail(error.get());
                reply(request);
            }
        }
    }

    void breakAll(Supplier<SQLException> error) {
        new ArrayList<>(sessions).forEach(session -> breakOff(session, error));
        work();
    }

    void down() {
        down = true;
        frozen = false;
        for (var request : new ArrayList<>(queue)) {
            breakOff(request.session, () -> request.kind == Request.Kind.CONNECT
                    ? Errors.refused(name) : Errors.lost(name));
        }
        breakAll(() -> Errors.lost(name));
    }

    void freeze() {
        frozen = true;
        down = false;
    }

    void up() {
        down = false;
        frozen = false;
        work();
        for (var session : new ArrayList<>(sessions)) {
            endIfHungUp(session);
        }
    }

    /** Each host has latencies of its own, which the requests of others do not change. */
    private long halfTrip(Session session) {
        var latency = latencies.computeIfAbsent(session.life().host(),
                host -> loop.stream("database latency " + name + " " + host)).at(loop.nanos);
        var rare = latency.chance(0.001);
        return faults.slowerNanos() / 2
                + latency.between(50 * MICRO, rare ? 20_000 * MICRO : 300 * MICRO);
    }
}
