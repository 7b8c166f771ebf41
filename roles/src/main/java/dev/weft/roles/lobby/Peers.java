package dev.weft.roles.lobby;

import dev.weft.NetException;
import dev.weft.Node;
import dev.weft.roles.message.Code;
import dev.weft.roles.message.PeerMessages;
import dev.weft.roles.message.PeerMessages.CancelJoin;
import dev.weft.roles.message.PeerMessages.Expect;
import dev.weft.roles.message.PeerMessages.Expected;
import dev.weft.roles.message.PeerMessages.JoinState;
import dev.weft.roles.message.Place;
import java.time.Duration;
import java.util.Optional;

/** Asks other lobbies. Seldom, so each question has its own connection. */
record Peers(Node node, Duration timeout) {

    /** Takes a ticket back, unless its user plays there already; empty: no answer. */
    Optional<Boolean> cancelJoin(Place lobby, CancelJoin question) throws InterruptedException {
        return ask(lobby, question, JoinState.class).map(JoinState::joined);
    }

    /** Announces a user who is sent there; anything but OK: he can't come. */
    Code expect(Place lobby, Expect question) throws InterruptedException {
        return ask(lobby, question, Expected.class).map(Expected::code).orElse(Code.UNREACHABLE);
    }

    private <R> Optional<R> ask(Place lobby, Object question, Class<R> answer)
            throws InterruptedException {
        try {
            var pipe = node.connect(lobby.endpoint(), timeout);
            try {
                return Optional.of(pipe.open(PeerMessages.CHANNEL)
                        .request(question, answer, timeout));
            } finally {
                pipe.destroy();
            }
        } catch (NetException e) {
            return Optional.empty();
        }
    }
}
