package dev.weft.roles.lobby;

import dev.weft.NetException;
import dev.weft.Node;
import dev.weft.roles.message.PeerMessages;
import dev.weft.roles.message.PeerMessages.CancelJoin;
import dev.weft.roles.message.PeerMessages.JoinState;
import dev.weft.roles.message.Place;
import java.time.Duration;
import java.util.Optional;

/** Asks other lobbies about matches in doubt. Seldom, so each question has its own connection. */
record Peers(Node node, Duration timeout) {

    /** Takes a ticket back, unless its user plays there already; empty: no answer. */
    Optional<Boolean> cancelJoin(Place lobby, CancelJoin question) throws InterruptedException {
        try {
            var pipe = node.connect(lobby.endpoint(), timeout);
            try {
                var answer = pipe.open(PeerMessages.CHANNEL)
                        .request(question, JoinState.class, timeout);
                return Optional.of(answer.joined());
            } finally {
                pipe.destroy();
            }
        } catch (NetException e) {
            return Optional.empty();
        }
    }
}
