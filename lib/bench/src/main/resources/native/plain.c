// The floor: blocking sockets, 4 bytes of length before each body, and nothing else.
#include "lines.h"
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#define BODY 64

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void read_all(int fd, char *to, int length) {
    for (int got = 0; got < length;) {
        int n = read(fd, to + got, length - got);
        if (n <= 0) exit(0);
        got += n;
    }
}

// One read where it all comes at once, as it does here.
static int read_frame(int fd, char *to) {
    int n = read(fd, to, 4 + BODY);
    if (n <= 0) exit(0);
    if (n < 4) read_all(fd, to + n, 4 - n), n = 4;
    int length = 4 + ntohl(*(uint32_t *) to);
    if (n < length) read_all(fd, to + n, length - n);
    return length;
}

int main(int argc, char **argv) {
    if (argc < 3 || strcmp(argv[2], "ROUND_TRIP")) return fprintf(stderr, "round trips only\n"), 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    char frame[4 + BODY] = {0};
    if (!strcmp(argv[1], "server")) {
        if (bind(fd, (struct sockaddr *) &at, size) || listen(fd, 1)) fail("listen");
        getsockname(fd, (struct sockaddr *) &at, &size);
        printf("port %d\n", ntohs(at.sin_port));
        fflush(stdout);
        int peer = accept(fd, NULL, NULL);
        setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        while (1) {
            int length = read_frame(peer, frame);
            if (write(peer, frame, length) != length) fail("write");
        }
    }
    at.sin_port = htons(atoi(argv[3]));
    if (connect(fd, (struct sockaddr *) &at, size)) fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    printf("ready\n");
    fflush(stdout);
    for (int64_t nanos = next_run(); nanos; nanos = next_run()) {
        int64_t begin = now(), last = begin, count = 0, sampled = 0;
        while (last - begin < nanos) {
            *(uint32_t *) frame = htonl(BODY);
            if (write(fd, frame, sizeof frame) != sizeof frame) fail("write");
            read_frame(fd, frame);
            int64_t t = now();
            if (sampled < MOST_SAMPLES) samples[sampled++] = t - last;
            last = t;
            count++;
        }
        done(count, last - begin, sampled);
    }
    return 0;
}
