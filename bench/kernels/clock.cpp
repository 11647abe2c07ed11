// The processor time of the calling thread, in milliseconds: what else the machine runs does not count.
#include <time.h>

extern "C" double threadTime() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}
