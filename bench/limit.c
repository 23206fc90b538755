// The limit of a fan-out on this machine: processes that do nothing but write(2) the same bytes to every socket.
// They answer any request with the head of a stream. Prints {} when it listens; then, on the standard input:
//
//   limit -p PORT -P processes -z bytes of an event
//   publish N     writes an event with the position N; {"at": CLOCK_MONOTONIC in ns before the first wake-up}
//   stat          {"open": sockets, "lost": writes that the kernel did not take}
//   quit
#include "common.h"
#include <sys/eventfd.h>

enum { PROCESSES = 64, LARGEST = 65536 };

static struct {
    _Atomic long open, lost;
    size_t size;
    char event[LARGEST];
} *all;

static const char HEAD[] = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\nretry: 2000\n\n";
static int port, processes = 1, wake[PROCESSES];

static int listen_here(void) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    struct sockaddr_in address = loopback(port);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    if (bind(fd, (void *)&address, sizeof address) || listen(fd, 8192)) fail("limit: port %d: %s", port, strerror(errno));
    return fd;
}

static void live(int listening, int waking) {
    static char rest[65536];
    static int open[1 << 20]; // sockets, dense; place[fd] is where one stands
    static int place[1 << 20];
    long count = 0;
    int poller = epoll_create1(0);
    struct epoll_event events[1024], listener = {.events = EPOLLIN, .data.fd = listening},
                                     waker = {.events = EPOLLIN, .data.fd = waking};
    epoll_ctl(poller, EPOLL_CTL_ADD, listening, &listener);
    epoll_ctl(poller, EPOLL_CTL_ADD, waking, &waker);
    for (;;) {
        int found = epoll_wait(poller, events, 1024, -1);
        for (int i = 0; i < found; i++) {
            int fd = events[i].data.fd;
            if (fd == waking) {
                uint64_t times;
                if (read(waking, &times, sizeof times) < 0) continue;
                for (long c = 0; c < count; c++)
                    if (write(open[c], all->event, all->size) != (ssize_t)all->size) all->lost++;
            } else if (fd == listening) {
                for (int client; (client = accept4(listening, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
                    struct epoll_event event = {.events = EPOLLIN, .data.fd = client};
                    epoll_ctl(poller, EPOLL_CTL_ADD, client, &event);
                    place[client] = -1;
                }
            } else {
                ssize_t size = read(fd, rest, sizeof rest);
                if (size > 0 && place[fd] < 0 && write(fd, HEAD, sizeof HEAD - 1) > 0) {
                    place[fd] = (int)count;
                    open[count++] = fd;
                    all->open++;
                } else if (size == 0 || (size < 0 && errno != EAGAIN)) {
                    if (place[fd] >= 0) {
                        open[place[fd]] = open[--count];
                        place[open[count]] = place[fd];
                        all->open--;
                    }
                    close(fd);
                }
            }
        }
    }
}

int main(int count, char **given) {
    size_t size = 1024;
    for (int option; (option = getopt(count, given, "p:P:z:")) > 0;) switch (option) {
        case 'p': port = atoi(optarg); break;
        case 'P': processes = atoi(optarg); break;
        case 'z': size = (size_t)atol(optarg); break;
        default: return 2;
        }
    if (!port || processes < 1 || processes > PROCESSES || size < 128 || size >= LARGEST)
        fail("limit: -p is needed, -P is 1 to %d, -z 128 to %d", PROCESSES, LARGEST - 1);
    end_with_parent();
    all_files();
    nice(10); // as the product's stream processes are
    all = mmap(NULL, sizeof *all, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) fail("limit: no memory");
    for (int p = 0; p < processes; p++) {
        wake[p] = eventfd(0, EFD_NONBLOCK);
        int listening = listen_here();
        if (!fork()) {
            end_with_parent();
            live(listening, wake[p]);
        }
        close(listening);
    }
    puts("{}");
    fflush(stdout);
    char line[128];
    while (fgets(line, sizeof line, stdin)) {
        if (!strncmp(line, "quit", 4)) break;
        if (!strncmp(line, "publish", 7)) {
            long long n = atoll(line + 7);
            int head = snprintf(all->event, LARGEST, "event: view\nid: %lld\ndata: {\"topic\":\"phones\",\"pos\":%lld,\"view\":\"",
                                n, n);
            memset(all->event + head, 'x', size - (size_t)head - 4);
            memcpy(all->event + size - 4, "\"}\n\n", 4);
            all->size = size;
            uint64_t at = now_ns(), one = 1;
            for (int p = 0; p < processes; p++)
                if (write(wake[p], &one, sizeof one) < 0) fail("limit: no wake-up");
            printf("{\"at\":%llu}\n", (unsigned long long)at);
        } else {
            printf("{\"open\":%ld,\"lost\":%ld}\n", all->open, all->lost);
        }
        fflush(stdout);
    }
    return 0;
}
