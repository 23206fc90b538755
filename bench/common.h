// What the three programs share: time, histograms, addresses, and how they end with a reason.
#pragma once
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static inline uint64_t clock_ns(clockid_t which) {
    struct timespec t;
    clock_gettime(which, &t);
    return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static inline uint64_t now_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

static inline double cpu_seconds(int whose) {
    struct rusage used;
    getrusage(whose, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static inline void fail(const char *words, ...) {
    va_list rest;
    va_start(rest, words);
    vfprintf(stderr, words, rest);
    va_end(rest);
    fputc('\n', stderr);
    exit(2);
}

static inline struct sockaddr_in loopback(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// A program must not outlive the one that started it, however that ended.
static inline void end_with_parent(void) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_IGN);
}

static inline void all_files(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// Lines of a file, without their ends.
static inline char **read_lines(const char *path, size_t *count) {
    FILE *file = fopen(path, "r");
    if (!file) fail("%s: %s", path, strerror(errno));
    char **lines = NULL, *line = NULL;
    size_t room = 0, size = 0;
    ssize_t length;
    *count = 0;
    while ((length = getline(&line, &size, file)) > 0) {
        if (*count == room) lines = realloc(lines, (room = room ? room * 2 : 1024) * sizeof *lines);
        line[strcspn(line, "\n")] = 0;
        lines[(*count)++] = strdup(line);
    }
    fclose(file);
    free(line);
    if (!*count) fail("%s is empty", path);
    return lines;
}
