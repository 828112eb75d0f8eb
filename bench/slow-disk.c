// A library that makes every sync take TEST_SYNC_MILLISECONDS, as on a slow memory card: preloaded by tests and by bench/answers.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
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
