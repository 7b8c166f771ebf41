// libzmq with one I/O thread: pairs, as JeroMqPeer.java uses them.
#include "lines.h"
#include <zmq.h>

int main(int argc, char **argv) {
    if (argc < 3) return 1;
    int one_way = !strncmp(argv[2], "ONE_WAY", 7);
    if (!one_way && strcmp(argv[2], "ROUND_TRIP")) return fprintf(stderr, "no such load\n"), 1;
    static char body[64];
    char in[64];
    void *context = zmq_ctx_new();
    void *socket = zmq_socket(context, ZMQ_PAIR);
    int most = one_way ? 100000 : 1000;
    zmq_setsockopt(socket, ZMQ_SNDHWM, &most, sizeof most);
    zmq_setsockopt(socket, ZMQ_RCVHWM, &most, sizeof most);
    if (!strcmp(argv[1], "server")) {
        char endpoint[64];
        size_t size = sizeof endpoint;
        if (zmq_bind(socket, "tcp://127.0.0.1:*")) return 1;
        zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size);
        printf("port %s\n", strrchr(endpoint, ':') + 1);
        fflush(stdout);
        while (1) {
            int n = zmq_recv(socket, in, sizeof in, 0);
            if (n < 0) return 1;
            if (!one_way || n == 1) zmq_send(socket, in, n, 0);
        }
    }
    char endpoint[64];
    snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%s", argv[3]);
    if (zmq_connect(socket, endpoint)) return 1;
    printf("ready\n");
    fflush(stdout);
    for (int64_t nanos = next_run(); nanos; nanos = next_run()) {
        int64_t begin = now(), last = begin, count = 0, sampled = 0;
        while (last - begin < nanos) {
            if (one_way) {
                for (int i = 0; i < 64; i++) zmq_send(socket, body, sizeof body, 0);
                count += 64;
                last = now();
                continue;
            }
            zmq_send(socket, body, sizeof body, 0);
            zmq_recv(socket, in, sizeof in, 0);
            int64_t t = now();
            if (sampled < MOST_SAMPLES) samples[sampled++] = t - last;
            last = t;
            count++;
        }
        if (one_way) {
            zmq_send(socket, body, 1, 0);
            zmq_recv(socket, in, sizeof in, 0);
            last = now();
        }
        done(count, last - begin, sampled);
    }
    return 0;
}
