// A library that makes every sync take TEST_SYNC_MILLISECONDS, as on a slow memory card: preloaded by tests and by bench/answers.
// While the file TEST_HANG_FILE is there, reads of the database do not come back, as on a disk that is failing.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static void wait_for_disk(void) {
    const char *time = getenv("TEST_SYNC_MILLISECONDS");
    if (time) usleep(1000 * atoi(time));
}
int fsync(int file) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fsync");
    wait_for_disk();
    return real(file);
}
int fdatasync(int file) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    wait_for_disk();
    return real(file);
}
static void hang(int file) {
    const char *flag = getenv("TEST_HANG_FILE");
    char link[64], path[4096];
    if (!flag || access(flag, F_OK)) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    while (strstr(path, "/mathsoc.db") && !access(flag, F_OK)) usleep(10000);
}
ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) {
    static ssize_t (*real)(int, void *, size_t, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "pread64");
    hang(file);
    return real(file, bytes, count, offset);
}
int fcntl64(int file, int command, void *argument) {
    static int (*real)(int, int, void *);
    if (!real) real = dlsym(RTLD_NEXT, "fcntl64");
    hang(file);
    return real(file, command, argument);
}
