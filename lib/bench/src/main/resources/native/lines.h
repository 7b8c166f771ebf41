// The lines that a process of the benchmark and Bench exchange; see Child.java.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

#define MOST_SAMPLES (1 << 20)
static int64_t samples[MOST_SAMPLES];

// Reads the next "run <millis>"; 0 at the end.
static int64_t next_run(void) {
    char line[64];
    if (!fgets(line, sizeof line, stdin)) return 0;
    return atoll(line + 4) * 1000000LL;
}

static void done(int64_t count, int64_t nanos, int64_t sampled) {
    if (sampled > 0) qsort(samples, sampled, sizeof samples[0], by_value);
    printf("done %lld %lld %lld %lld\n", (long long) count, (long long) nanos,
           (long long) (sampled ? samples[sampled / 2] : 0),
           (long long) (sampled ? samples[(int64_t) (sampled * 0.99)] : 0));
    fflush(stdout);
}
