// N clients of server-sent events in several processes and from several loopback addresses, each with a token
// of its own; they read, take events apart, come back when they are cut. Commands on the standard input, one
// line of JSON for each:
//
//   phones -p PORT -t TOKENS -n N -P processes [-w watched topic] [-r connections/s]
//   stat          counts, and for each position of the watched topic: how many clients took it apart, when the
//                 first did (CLOCK_MONOTONIC, ns), and the others' delay behind the first (ms)
//   reset         forget the positions
//   behind POS    clients that do not show POS or later of the watched topic, or are not connected
//   storm SECS    all hang up with a reset at once and come back, evenly spread over so many seconds, with the
//                 position that they have
//   quit
#include "common.h"

enum { EVENTS = 256, BUCKETS = 80000, PROCESSES = 64, LINE = 96, AT_ONCE = 400 };
#define PER_MS 4 // buckets of a millisecond

typedef struct {
    _Atomic long long pos;
    _Atomic uint64_t first, count, last;
    _Atomic uint32_t delays[BUCKETS];
} Event;

static struct {
    _Atomic int order, done; // orders are counted; each process says when it has carried one out
    _Atomic int sort;        // of the last order
    _Atomic long long asked;
    _Atomic double storm;
    _Atomic long open, views, cut, failed, refused, bytes, behind, back;
    _Atomic uint64_t storm_at, back_at;
    _Atomic uint32_t returns[BUCKETS];
    Event events[EVENTS];
} *all;

enum { QUIT = 1, BEHIND, STORM };
enum { AWAY, DIALLING, STATUS, HEAD, OPEN };

typedef struct {
    int fd;
    uint8_t state, have;
    bool watched, ours;
    uint64_t due, since;
    long long pos, last, shown; // of the event that is being read; of any topic; of the watched topic
    char line[LINE];
} Client;

static int port, processes = 1, me, poller;
static long wanted = 1000, count;
static double per_second = 12000;
static char watched[128];
static char **tokens;
static size_t token_count;
static Client *clients;
// Those that wait for their moment, in the order of their moments; and those that were cut.
static long next_client, *returning, back_from, back_to, dialling;

static void add_delay(_Atomic uint32_t *delays, uint64_t ns) {
    uint64_t place = ns * PER_MS / 1000000;
    delays[place < BUCKETS ? place : BUCKETS - 1]++;
}

static void keep_latest(_Atomic uint64_t *kept, uint64_t value) {
    uint64_t before = *kept;
    while (value > before && !atomic_compare_exchange_weak(kept, &before, value)) {
    }
}

static void took_apart(long long pos) {
    uint64_t now = now_ns();
    for (int step = 0; step < EVENTS; step++) {
        Event *e = &all->events[(pos + step) % EVENTS];
        long long before = 0;
        if (e->pos != pos && !atomic_compare_exchange_strong(&e->pos, &before, pos) && before != pos) continue;
        uint64_t nobody = 0;
        atomic_compare_exchange_strong(&e->first, &nobody, now);
        uint64_t first = e->first;
        add_delay(e->delays, now > first ? now - first : 0);
        e->count++;
        keep_latest(&e->last, now);
        return;
    }
}

static void leave(Client *c) {
    if (c->state == OPEN) all->open--;
    if (c->state == DIALLING || c->state == STATUS || c->state == HEAD) dialling--;
    if (c->fd >= 0) close(c->fd);
    c->fd = -1;
    c->state = AWAY;
}

static void come_back_later(Client *c) {
    leave(c);
    c->due = now_ns() + 1000000000ull;
    returning[back_to++ % count] = c - clients;
}

static void dial(Client *c) {
    long place = c - clients;
    int one = 1;
    struct linger reset = {1, 0};
    struct sockaddr_in own = {.sin_family = AF_INET}, node = loopback(port);
    own.sin_addr.s_addr = htonl(0x7f000001u | (uint32_t)(me + 1) << 16 | (uint32_t)(place % 8 + 1) << 8);
    c->have = 0;
    c->watched = c->ours = false;
    c->since = now_ns();
    dialling++;
    c->state = DIALLING;
    if ((c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) >= 0) {
        setsockopt(c->fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        bind(c->fd, (void *)&own, sizeof own);
        if (!connect(c->fd, (void *)&node, sizeof node) || errno == EINPROGRESS) {
            struct epoll_event event = {.events = EPOLLOUT, .data.u64 = (uint64_t)place};
            epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event);
            return;
        }
    }
    all->failed++;
    come_back_later(c);
}

static void ask(Client *c) {
    long place = c - clients;
    int fault = 0;
    socklen_t size = sizeof fault;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &fault, &size);
    char request[2048];
    int length = snprintf(request, sizeof request,
                          "GET /live/stream?after=%lld HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n"
                          "Authorization: Bearer %s\r\n\r\n",
                          c->last, tokens[(size_t)(place * processes + me) % token_count]);
    if (fault || send(c->fd, request, (size_t)length, MSG_NOSIGNAL) != length) {
        all->failed++;
        come_back_later(c);
        return;
    }
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)place};
    epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &event);
    c->state = STATUS;
}

// A line has ended; false when this is no stream.
static bool line_ended(Client *c) {
    if (c->have && c->line[c->have - 1] == '\r') c->have--;
    c->line[c->have < LINE ? c->have : LINE - 1] = 0;
    switch (c->state) {
    case STATUS:
        c->state = HEAD;
        return !strncmp(c->line, "HTTP/1.1 200", 12);
    case HEAD:
        if (c->have) return true;
        c->state = OPEN;
        dialling--;
        all->open++;
        all->back++;
        keep_latest(&all->back_at, now_ns());
        add_delay(all->returns, now_ns() - c->since);
        return true;
    default:
        if (!c->have) {
            if (c->ours) {
                c->last = c->pos > c->last ? c->pos : c->last;
                if (c->watched) {
                    c->shown = c->pos;
                    took_apart(c->pos);
                }
                all->views++;
            }
            c->watched = c->ours = false;
        } else if (!strncmp(c->line, "id: ", 4)) {
            c->pos = atoll(c->line + 4);
        } else if (!strncmp(c->line, "data: ", 6)) {
            c->ours = true;
            c->watched = !strncmp(c->line + 6, watched, strlen(watched));
        }
        return true;
    }
}

static void take(Client *c, const char *bytes, size_t size) {
    while (size) {
        const char *end = memchr(bytes, '\n', size);
        size_t part = end ? (size_t)(end - bytes) : size, room = LINE - 1 - c->have;
        memcpy(c->line + c->have, bytes, part < room ? part : room);
        c->have = (uint8_t)(c->have + (part < room ? part : room));
        if (!end) return;
        if (!line_ended(c)) {
            all->refused++;
            come_back_later(c);
            return;
        }
        c->have = 0;
        size -= part + 1;
        bytes = end + 1;
    }
}

static void look_at(Client *c) {
    static char bytes[65536];
    if (c->fd < 0) return;
    if (c->state == DIALLING) {
        ask(c);
        return;
    }
    ssize_t size = read(c->fd, bytes, sizeof bytes);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) {
        all->cut++;
        come_back_later(c);
        return;
    }
    all->bytes += size;
    take(c, bytes, (size_t)size);
}

static void carry_out(int sort) {
    if (sort == QUIT) _exit(0);
    if (sort == BEHIND) {
        long behind = 0;
        for (long i = 0; i < count; i++) behind += clients[i].state != OPEN || clients[i].shown < all->asked;
        all->behind += behind;
    }
    if (sort == STORM) {
        uint64_t span = (uint64_t)(all->storm * 1e9);
        for (long i = 0; i < count; i++) leave(&clients[i]);
        for (long i = 0; i < count; i++) clients[i].due = all->storm_at + span * (uint64_t)i / (uint64_t)count;
        next_client = back_from = back_to = 0;
    }
    all->done++;
}

static void live(void) {
    count = wanted / processes + (me < wanted % processes);
    clients = calloc((size_t)count, sizeof *clients);
    returning = calloc((size_t)count, sizeof *returning);
    poller = epoll_create1(0);
    uint64_t start = now_ns();
    for (long i = 0; i < count; i++) {
        clients[i].fd = -1;
        clients[i].due = start + (uint64_t)(1e9 * (double)processes / per_second * (double)i);
    }
    struct epoll_event events[1024];
    for (int seen = 0;;) {
        if (seen != all->order) {
            seen = all->order;
            carry_out(all->sort);
        }
        uint64_t now = now_ns();
        while (next_client < count && dialling < AT_ONCE && clients[next_client].due <= now) dial(&clients[next_client++]);
        while (back_from < back_to && dialling < AT_ONCE && clients[returning[back_from % count]].due <= now)
            dial(&clients[returning[back_from++ % count]]);
        int found = epoll_wait(poller, events, 1024, next_client < count ? 1 : 20);
        for (int i = 0; i < found; i++) look_at(&clients[events[i].data.u64]);
    }
}

static double share_ms(_Atomic uint32_t *delays, uint64_t of, double share) {
    uint64_t seen = 0;
    for (int i = 0; i < BUCKETS; i++)
        if ((seen += delays[i]) && (double)seen >= share * (double)of) return (double)(i + 1) / PER_MS;
    return 0;
}

static void order(int sort) {
    all->done = 0;
    all->sort = sort;
    all->order++;
    for (int waited = 0; sort != QUIT && all->done < processes && waited < 30000; waited++) usleep(1000);
}

static void print_stat(void) {
    printf("{\"open\":%ld,\"views\":%ld,\"cut\":%ld,\"failed\":%ld,\"refused\":%ld,\"bytes\":%ld,\"back\":%ld,"
           "\"back_seconds\":%.3f,\"return_p50\":%.2f,\"return_p99\":%.2f,\"events\":{",
           all->open, all->views, all->cut, all->failed, all->refused, all->bytes, all->back,
           all->storm_at && all->back_at > all->storm_at ? (double)(all->back_at - all->storm_at) / 1e9 : 0,
           share_ms(all->returns, (uint64_t)all->back, .5), share_ms(all->returns, (uint64_t)all->back, .99));
    const char *comma = "";
    for (int i = 0; i < EVENTS; i++) {
        Event *e = &all->events[i];
        if (!e->count) continue;
        printf("%s\"%lld\":{\"n\":%llu,\"first\":%llu,\"p50\":%.2f,\"p99\":%.2f,\"last\":%.2f}", comma, e->pos,
               (unsigned long long)e->count, (unsigned long long)e->first, share_ms(e->delays, e->count, .5),
               share_ms(e->delays, e->count, .99), (double)(e->last - e->first) / 1e6);
        comma = ",";
    }
    puts("}}");
}

int main(int given_count, char **given) {
    const char *token_path = NULL, *topic = "phones";
    for (int option; (option = getopt(given_count, given, "p:t:n:P:w:r:")) > 0;) switch (option) {
        case 'p': port = atoi(optarg); break;
        case 't': token_path = optarg; break;
        case 'n': wanted = atol(optarg); break;
        case 'P': processes = atoi(optarg); break;
        case 'w': topic = optarg; break;
        case 'r': per_second = atof(optarg); break;
        default: return 2;
        }
    if (!port || !token_path || processes < 1 || processes > PROCESSES)
        fail("phones: -p and -t are needed, -P is 1 to %d", PROCESSES);
    snprintf(watched, sizeof watched, "{\"topic\":\"%s\"", topic);
    end_with_parent();
    all_files();
    nice(10); // phones are elsewhere: on shared cores they must not take the server's turn
    tokens = read_lines(token_path, &token_count);
    all = mmap(NULL, sizeof *all, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) fail("phones: no memory");
    for (me = 0; me < processes; me++)
        if (!fork()) {
            end_with_parent();
            live();
        }
    char line[128];
    while (fgets(line, sizeof line, stdin)) {
        if (!strncmp(line, "quit", 4)) break;
        if (!strncmp(line, "stat", 4)) {
            print_stat();
        } else if (!strncmp(line, "reset", 5)) {
            memset(all->events, 0, sizeof all->events);
            puts("{}");
        } else if (!strncmp(line, "behind", 6)) {
            all->behind = 0;
            all->asked = atoll(line + 6);
            order(BEHIND);
            printf("{\"behind\":%ld,\"asked\":%d}\n", all->behind, all->done == processes);
        } else if (!strncmp(line, "storm", 5)) {
            memset(all->returns, 0, sizeof all->returns);
            all->back = 0;
            all->storm = atof(line + 5);
            all->storm_at = now_ns();
            order(STORM);
            puts("{}");
        }
        fflush(stdout);
    }
    order(QUIT);
    while (wait(NULL) > 0) {
    }
    return 0;
}
