package dev.weft.roles.command;

import picocli.CommandLine.Option;

/** Where a server listens, and how it is called. */
final class ServerOptions {

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "The name of this"
            + " server, its own among all: a process that is started anew with it takes over its"
            + " place.")
    private String name;

    @Option(names = "--host", defaultValue = "127.0.0.1", paramLabel = "HOST",
            description = "The address to listen on, where peers and clients reach it too;"
                    + " default ${DEFAULT-VALUE}.")
    private String host;

    @Option(names = "--port", required = true, paramLabel = "PORT",
            description = "The port to listen on, 1 to 65535; 0 takes a free one.")
    private int port;

    @Option(names = "--quiet", description = "Writes no line for each event.")
    private boolean quiet;

    String name() {
        return name;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    Journal journal() {
        return new Journal(System.out, quiet);
    }
}
