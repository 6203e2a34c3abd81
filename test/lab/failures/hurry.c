// Preloaded into programs: while /run/hurry is there, their monotonic clock runs 100 times as fast, so that a test need
// not wait for a quarter of an hour to see what the handler does then. Not beyond 800 s: what it does with the rest of
// its 870 s takes as long as it takes.
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const long long factor = 100, second = 1000000000, most = 800 * second;
static long long ahead, last;
static char busy;

int clock_gettime(clockid_t clock, struct timespec *time)
{
    if (clock != CLOCK_MONOTONIC && clock != CLOCK_MONOTONIC_COARSE)
        return syscall(SYS_clock_gettime, clock, time);
    if (syscall(SYS_clock_gettime, CLOCK_MONOTONIC, time) != 0)
        return -1;
    while (__sync_lock_test_and_set(&busy, 1))
        ;
    long long now = time->tv_sec * second + time->tv_nsec;
    if (last != 0 && now > last && ahead < most && access("/run/hurry", F_OK) == 0)
        ahead += (now - last) * factor;
    if (now > last)
        last = now;
    now += ahead;
    __sync_lock_release(&busy);
    time->tv_sec = now / second;
    time->tv_nsec = now % second;
    return 0;
}
