package dev.weft.failures;

import dev.weft.Channel;
import dev.weft.Node;
import dev.weft.failures.cluster.SimCluster;
import dev.weft.roles.message.Code;
import dev.weft.roles.message.LoginMessages;
import dev.weft.roles.message.LoginMessages.Login;
import dev.weft.roles.message.LoginMessages.LoginReply;
import dev.weft.roles.message.Secret;
import dev.weft.roles.message.UserMessages;
import dev.weft.roles.message.UserMessages.Hello;
import dev.weft.roles.message.UserMessages.Welcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A client that uses its key twice, as somebody would who has stolen it. */
final class Thief {

    private static final Duration ANSWER = Duration.ofSeconds(3);

    /** What the lobby said to each attempt. */
    final List<Code> answers = new ArrayList<>();

    void steal(Node node) throws InterruptedException {
        var config = SimCluster.client(node.name());
        Thread.sleep(2_000); // until there is a lobby
        LoginReply reply;
        try (var channel = open(node, config.logins().getFirst().endpoint(),
                LoginMessages.CHANNEL)) {
            reply = channel.request(new Login(config.name(), new Secret(config.password()), null),
                    LoginReply.class, ANSWER);
        }
        var lobby = reply.lobbies().getFirst().place().endpoint();
        var loot = new ArrayList<Channel>();
        for (var i = 0; i < 2; i++) {
            var channel = open(node, lobby, UserMessages.CHANNEL);
            channel.send(new Hello(UserMessages.VERSION, UUID.randomUUID(), reply.key()));
            answers.add(channel.receive(Welcome.class).code());
            loot.add(channel);
        }
        loot.forEach(channel -> channel.pipe().close());
    }

    private static Channel open(Node node, String endpoint, String name)
            throws InterruptedException {
        return node.connect(endpoint, ANSWER).open(name);
    }
}
