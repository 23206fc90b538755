// POSTs commands to a live node: closed loop, open loop at a fixed rate, or a fixed number of them, each by
// another sender. One request in flight on a connection; keep-alive. Prints one line of JSON.
//
//   load -p PORT -t TOKENS [-c connections] [-T threads] [-d seconds] [-w warm seconds] [-r commands/s]
//        [-n commands] [-s percent sent again] [-a file of acknowledged ids] [-u path]
//        [-k kind] [-y activity] [-b body, % becomes 1..m] [-m m]
//
// Each command has a fresh UUIDv7. What got no answer (closed connection, 5xx) is sent again with the same
// id, as a phone does, and its time counts from the first sending. In an open loop the time counts from the
// moment at which the command was due, so a server that stops makes all that were due meanwhile late.
#include "common.h"
#include <pthread.h>

enum { BUCKETS = 4096, ANSWER = 8192, THREADS = 16 };

static int port, connections = 256, threads = 1, share, most = 4;
static double seconds = 5, warm, rate;
static long total;
static const char *path = "/live/commands", *kind = "", *activity = "", *body = "{}", *acks_path;
static char **tokens;
static size_t token_count;
static uint64_t started, counted_from, ends;
static _Atomic long next_command, settled;

typedef struct {
    int fd;
    bool busy, again;
    size_t token, have;
    int choice;
    uint64_t since;
    long long seq;
    char id[40], answer[ANSWER + 1];
} Sender;

typedef struct {
    pthread_t thread;
    int number, count;
    uint64_t chance, histogram[BUCKETS], largest, first, last;
    long answered, receipts, repeats, doubled, refused, retried, closed, status[600];
    FILE *acks;
    Sender *senders;
    int *idle, idle_count, poller;
} Worker;

static uint64_t any(Worker *w) {
    w->chance ^= w->chance << 13;
    w->chance ^= w->chance >> 7;
    return w->chance ^= w->chance << 17;
}

// Microseconds to buckets: exact below 64, then 64 buckets for each power of two.
static int bucket(uint64_t us) {
    if (us < 64) return (int)us;
    int power = 63 - __builtin_clzll(us);
    int found = (power - 5) * 64 + (int)((us >> (power - 6)) & 63);
    return found < BUCKETS ? found : BUCKETS - 1;
}

static double bucket_ms(int place) {
    if (place < 64) return place / 1000.0;
    int power = place / 64 + 5;
    return (double)((1ull << power) | (uint64_t)(place % 64) << (power - 6)) / 1000.0;
}

static void new_id(Worker *w, char *id) {
    uint64_t ms = clock_ns(CLOCK_REALTIME) / 1000000, a = any(w), b = any(w);
    sprintf(id, "%08x-%04x-7%03x-%04x-%012llx", (unsigned)(ms >> 16), (unsigned)(ms & 0xffff), (unsigned)(a & 0xfff),
            (unsigned)(0x8000 | (a >> 12 & 0x3fff)), (unsigned long long)(b & 0xffffffffffffull));
}

static bool dial(Worker *w, int place) {
    Sender *s = &w->senders[place];
    struct sockaddr_in address = loopback(port);
    int one = 1;
    s->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (s->fd < 0) fail("socket: %s", strerror(errno));
    setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(s->fd, (void *)&address, sizeof address) < 0) {
        close(s->fd);
        s->fd = -1;
        return false;
    }
    fcntl(s->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)place};
    epoll_ctl(w->poller, EPOLL_CTL_ADD, s->fd, &event);
    return true;
}

static void hang_up(Sender *s) {
    if (s->fd >= 0) close(s->fd);
    s->fd = -1;
}

static int write_body(char *out, size_t room, const char *shape, int choice) {
    const char *mark = strchr(shape, '%');
    if (!mark) return snprintf(out, room, "%s", shape);
    return snprintf(out, room, "%.*s%d%s", (int)(mark - shape), shape, choice, mark + 1);
}

static bool put(Sender *s) {
    char inner[512], content[1024], request[4096];
    int length;
    write_body(inner, sizeof inner, body, s->choice);
    if (*kind)
        length = snprintf(content, sizeof content,
                          "{\"commands\":[{\"id\":\"%s\",\"kind\":\"%s\",\"activity\":\"%s\",\"body\":%s}]}", s->id, kind,
                          activity, inner);
    else
        length = snprintf(content, sizeof content, "%s", inner);
    int size = snprintf(request, sizeof request,
                        "POST %s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
                        "Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s",
                        path, tokens[s->token], length, content);
    s->have = 0;
    return send(s->fd, request, (size_t)size, MSG_NOSIGNAL) == size;
}

// The next command on a free connection; false when there is nothing more to send.
static bool begin(Worker *w, int place, uint64_t due) {
    Sender *s = &w->senders[place];
    long number = atomic_fetch_add(&next_command, 1);
    if (total && number >= total) return false;
    s->token = (size_t)number % token_count;
    s->choice = 1 + (int)(number % most);
    s->again = false;
    s->seq = -1;
    s->since = due;
    new_id(w, s->id);
    s->busy = true;
    if (s->fd >= 0 || dial(w, place)) put(s); // else come_back() sends it
    return true;
}

// What got no answer goes out again on a new connection.
static void come_back(Worker *w, int place) {
    Sender *s = &w->senders[place];
    hang_up(s);
    w->retried += s->busy;
    if (dial(w, place) && s->busy) put(s);
}

static void go_on(Worker *w, int place) {
    Sender *s = &w->senders[place];
    if (!s->again && s->seq >= 0 && (int)(any(w) % 100) < share) {
        s->again = true;
        s->since = now_ns();
        put(s);
        return;
    }
    s->busy = false;
    if (rate > 0)
        w->idle[w->idle_count++] = place;
    else
        begin(w, place, now_ns());
}

static void settle(Worker *w, int place, int status, const char *content) {
    Sender *s = &w->senders[place];
    uint64_t now = now_ns(), us = (now - s->since) / 1000;
    const char *found = strstr(content, "\"seq\":");
    w->status[status < 600 && status > 0 ? status : 0]++;
    if (status >= 500) { // nothing is known to be kept
        w->retried++;
        usleep(1000);
        put(s);
        return;
    }
    if (status == 200 && !strstr(content, "\"refused\"")) {
        long long seq = found ? atoll(found + 6) : -1;
        if (s->again) {
            w->repeats++;
            w->doubled += seq != s->seq || !strstr(content, "\"repeat\":true");
        } else if (now >= counted_from) {
            w->answered++;
            w->receipts += seq >= 0;
            w->histogram[bucket(us)]++;
            if (us > w->largest) w->largest = us;
            if (!w->first) w->first = now;
            w->last = now;
        }
        if (seq >= 0 && !s->again && w->acks) fprintf(w->acks, "%s %lld\n", s->id, seq);
        s->seq = seq;
    } else {
        w->refused++;
        if (w->refused == 1) fprintf(stderr, "load: %d %.300s\n", status, content);
    }
    if (!s->again) atomic_fetch_add(&settled, 1);
    go_on(w, place);
}

static void take(Worker *w, int place) {
    Sender *s = &w->senders[place];
    ssize_t got = read(s->fd, s->answer + s->have, ANSWER - s->have);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
        w->closed++;
        come_back(w, place);
        return;
    }
    s->have += (size_t)got;
    s->answer[s->have] = 0;
    char *content = strstr(s->answer, "\r\n\r\n");
    if (!content) return;
    char *length = strcasestr(s->answer, "content-length:");
    size_t size = length && length < content ? (size_t)atol(length + 15) : 0;
    content += 4;
    if (s->have < (size_t)(content - s->answer) + size) return;
    settle(w, place, atoi(s->answer + 9), content);
}

static bool over(void) { return now_ns() >= ends || (total && settled >= total); }

// Waits on the poller to the nanosecond, so that an open loop is not late by its own timer.
static void rest(Worker *w, uint64_t until) {
    uint64_t now = now_ns(), wait = until > now ? until - now : 0;
    struct timespec t = {.tv_sec = (time_t)(wait / 1000000000ull), .tv_nsec = (long)(wait % 1000000000ull)};
    struct pollfd one = {.fd = w->poller, .events = POLLIN};
    ppoll(&one, 1, &t, NULL);
}

static void *work(void *given) {
    Worker *w = given;
    struct epoll_event events[512];
    w->poller = epoll_create1(0);
    w->senders = calloc((size_t)w->count, sizeof *w->senders);
    w->idle = calloc((size_t)w->count, sizeof *w->idle);
    for (int place = 0; place < w->count; place++) {
        w->senders[place].fd = -1;
        if (!dial(w, place)) fail("load: nobody answers on port %d", port);
        if (rate > 0) w->idle[w->idle_count++] = place;
    }
    if (rate <= 0)
        for (int place = 0; place < w->count; place++) begin(w, place, now_ns());
    uint64_t step = rate > 0 ? (uint64_t)(1e9 * threads / rate) : 0, due = now_ns(), looked = due;
    while (!over()) {
        uint64_t now = now_ns(), until = now + 50000000;
        for (; step && w->idle_count && due <= now; due += step)
            if (!begin(w, w->idle[--w->idle_count], due)) {
                step = 0;
                break;
            }
        if (step && w->idle_count && due < until) until = due;
        rest(w, until);
        int count = epoll_wait(w->poller, events, 512, 0);
        for (int i = 0; i < count; i++)
            if (w->senders[events[i].data.u32].fd >= 0) take(w, (int)events[i].data.u32);
        if (now - looked > 100000000) { // those that could not even connect
            looked = now;
            for (int place = 0; place < w->count; place++)
                if (w->senders[place].fd < 0) come_back(w, place);
        }
    }
    for (int place = 0; place < w->count; place++) hang_up(&w->senders[place]);
    if (w->acks) fclose(w->acks);
    return NULL;
}

static void print(Worker *all) {
    static uint64_t sum[BUCKETS];
    static long status[600];
    long answered = 0, receipts = 0, repeats = 0, doubled = 0, refused = 0, retried = 0, closed = 0;
    uint64_t largest = 0, first = 0, last = 0;
    for (int t = 0; t < threads; t++) {
        Worker *w = &all[t];
        for (int i = 0; i < BUCKETS; i++) sum[i] += w->histogram[i];
        for (int i = 0; i < 600; i++) status[i] += w->status[i];
        answered += w->answered, receipts += w->receipts, repeats += w->repeats, doubled += w->doubled;
        refused += w->refused, retried += w->retried, closed += w->closed;
        if (w->largest > largest) largest = w->largest;
        if (w->first && (!first || w->first < first)) first = w->first;
        if (w->last > last) last = w->last;
    }
    // A fixed number is timed from the first sending to the last receipt, a fixed time is what it is.
    double took = total ? (double)(last > started ? last - started : 0) / 1e9 : seconds;
    static const double parts[] = {.5, .9, .99, .999};
    double found[4] = {0};
    uint64_t seen = 0;
    for (int i = 0, part = 0; i < BUCKETS && part < 4; i++) {
        seen += sum[i];
        while (part < 4 && answered && seen >= parts[part] * (double)answered) found[part++] = bucket_ms(i);
    }
    printf("{\"answered\":%ld,\"receipts\":%ld,\"repeats\":%ld,\"doubled\":%ld,\"refused\":%ld,\"retried\":%ld,"
           "\"closed\":%ld,\"seconds\":%.4f,\"rate\":%.1f,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"p999\":%.3f,"
           "\"max\":%.3f,\"cpu\":%.4f,\"lasted\":%.4f,\"status\":{",
           answered, receipts, repeats, doubled, refused, retried, closed, took, took > 0 ? (double)answered / took : 0,
           found[0], found[1], found[2], found[3], (double)largest / 1000.0, cpu_seconds(RUSAGE_SELF),
           (double)(now_ns() - started) / 1e9);
    const char *comma = "";
    for (int i = 0; i < 600; i++)
        if (status[i]) printf("%s\"%d\":%ld", comma, i, status[i]), comma = ",";
    puts("}}");
}

int main(int count, char **given) {
    const char *token_path = NULL;
    for (int option; (option = getopt(count, given, "p:t:c:T:d:w:r:n:s:a:u:k:y:b:m:")) > 0;) switch (option) {
        case 'p': port = atoi(optarg); break;
        case 't': token_path = optarg; break;
        case 'c': connections = atoi(optarg); break;
        case 'T': threads = atoi(optarg); break;
        case 'd': seconds = atof(optarg); break;
        case 'w': warm = atof(optarg); break;
        case 'r': rate = atof(optarg); break;
        case 'n': total = atol(optarg); break;
        case 's': share = atoi(optarg); break;
        case 'a': acks_path = optarg; break;
        case 'u': path = optarg; break;
        case 'k': kind = optarg; break;
        case 'y': activity = optarg; break;
        case 'b': body = optarg; break;
        case 'm': most = atoi(optarg); break;
        default: return 2;
        }
    if (!port || !token_path || threads < 1 || threads > THREADS) fail("load: -p and -t are needed, -T is 1 to %d", THREADS);
    end_with_parent();
    all_files();
    tokens = read_lines(token_path, &token_count);
    static Worker workers[THREADS];
    started = now_ns();
    counted_from = started + (uint64_t)(warm * 1e9);
    ends = counted_from + (uint64_t)(seconds * 1e9);
    for (int t = 0; t < threads; t++) {
        Worker *w = &workers[t];
        w->number = t;
        w->count = connections / threads + (t < connections % threads);
        w->chance = 0x9E3779B97F4A7C15ull * (uint64_t)(t + 1) ^ clock_ns(CLOCK_REALTIME) ^ (uint64_t)getpid() << 32;
        if (acks_path) {
            char name[4096];
            snprintf(name, sizeof name, "%s.%d", acks_path, t);
            if (!(w->acks = fopen(name, "w"))) fail("%s: %s", name, strerror(errno));
        }
        pthread_create(&w->thread, NULL, work, w);
    }
    for (int t = 0; t < threads; t++) pthread_join(workers[t].thread, NULL);
    print(workers);
    return 0;
}
