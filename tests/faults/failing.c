/* Fails the k-th call of a kind to the files of a journal, in the process that is to suffer it.

   Loaded by LD_PRELOAD. FAILING_FILES: how the paths begin; FAILING_PROCESS: a word of the command line;
   FAILING_CONTROL: a file that the test maps too, see `struct control`. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum { OPEN, WRITE, SYNC, TRUNCATE, KINDS };

struct control {
    int64_t at[KINDS];    /* the call of a kind fails that brings this down to 0; below: none does */
    int64_t error[KINDS]; /* errno */
    int64_t seen[KINDS];  /* how many calls there were, with those that failed */
    int64_t failed[KINDS];
};

static struct control *control;
static const char *files;
static char ours[4096]; /* by descriptor */

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
    char line[4096] = {0};
    int (*open_)(const char *, int, ...) = real("open");
    const char *process = getenv("FAILING_PROCESS"), *path = getenv("FAILING_CONTROL");
    files = getenv("FAILING_FILES");
    int fd = open_("/proc/self/cmdline", O_RDONLY);
    ssize_t size = read(fd, line, sizeof line - 1);
    close(fd);
    for (ssize_t i = 0; i < size; i++)
        if (!line[i]) line[i] = ' ';
    if (!files || !process || !path || !strstr(line, process)) return;
    fd = open_(path, O_RDWR);
    void *map = mmap(0, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    control = map == MAP_FAILED ? 0 : map;
}

static int fails(int kind) {
    if (!control) return 0;
    __atomic_add_fetch(&control->seen[kind], 1, __ATOMIC_SEQ_CST);
    if (control->at[kind] < 0 || __atomic_sub_fetch(&control->at[kind], 1, __ATOMIC_SEQ_CST)) return 0;
    control->at[kind] = -1;
    control->failed[kind]++;
    errno = control->error[kind];
    return 1;
}

static int is_ours(int fd) { return fd >= 0 && fd < (int)sizeof ours && ours[fd]; }

static int opened(const char *name, const char *path, int flags, mode_t mode) {
    int (*open_)(const char *, int, ...) = real(name);
    int wanted = control && !strncmp(path, files, strlen(files));
    if (wanted && fails(OPEN)) return -1;
    int fd = open_(path, flags, mode);
    if (fd >= 0 && fd < (int)sizeof ours) ours[fd] = wanted;
    return fd;
}

#define OPENING(name) \
    int name(const char *path, int flags, ...) { \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = va_arg(more, mode_t); \
        va_end(more); \
        return opened(#name, path, flags, mode); \
    }
OPENING(open)
OPENING(open64)

#define CALL(kind, type, name, declared, passed) \
    type name declared { \
        type(*it) declared = real(#name); \
        return is_ours(fd) && fails(kind) ? -1 : it passed; \
    }
CALL(WRITE, ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
CALL(WRITE, ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
CALL(WRITE, ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
CALL(SYNC, int, fsync, (int fd), (fd))
CALL(SYNC, int, fdatasync, (int fd), (fd))
CALL(TRUNCATE, int, ftruncate, (int fd, off_t size), (fd, size))
CALL(TRUNCATE, int, ftruncate64, (int fd, off64_t size), (fd, size))
CALL(TRUNCATE, int, fallocate, (int fd, int mode, off_t at, off_t size), (fd, mode, at, size))
CALL(TRUNCATE, int, posix_fallocate, (int fd, off_t at, off_t size), (fd, at, size))

int close(int fd) {
    int (*close_)(int) = real("close");
    if (fd >= 0 && fd < (int)sizeof ours) ours[fd] = 0;
    return close_(fd);
}
