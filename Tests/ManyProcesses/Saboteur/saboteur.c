/* Stands between a process and the system, as SABOTAGE says:

   no-lock     LMDB's mutexes, which are those shared between processes, are not taken
   no-clear    mdb_reader_check clears nothing
   no-folder-lock  flock takes no lock
   one-link    lstat says that every file has one name
   ahead       the wall clock is an hour ahead of the one that waits are measured by, as it seems to
               whoever begins a wait right before the clock is set back
   wall-waits  ahead, and waits by the clock that nobody can set become waits by the wall clock

   Loaded with LD_PRELOAD; Linux only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>

static int no_lock, no_clear, no_folder_lock, one_link, ahead, wall_waits;
static int (*real_lock)(pthread_mutex_t *);
static int (*real_unlock)(pthread_mutex_t *);
static int (*real_clock)(clockid_t, struct timespec *);
static int (*real_wait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  const char *sabotage = getenv("SABOTAGE");
  if (!sabotage) return;
  no_lock = !strcmp(sabotage, "no-lock");
  no_clear = !strcmp(sabotage, "no-clear");
  no_folder_lock = !strcmp(sabotage, "no-folder-lock");
  one_link = !strcmp(sabotage, "one-link");
  wall_waits = !strcmp(sabotage, "wall-waits");
  ahead = wall_waits || !strcmp(sabotage, "ahead");
}

static int is_shared(pthread_mutex_t *mutex) { return no_lock && mutex->__data.__kind & 128; }

int pthread_mutex_lock(pthread_mutex_t *mutex) {
  if (!real_lock) real_lock = next("pthread_mutex_lock");
  return is_shared(mutex) ? 0 : real_lock(mutex);
}

int pthread_mutex_unlock(pthread_mutex_t *mutex) {
  if (!real_unlock) real_unlock = next("pthread_mutex_unlock");
  return is_shared(mutex) ? 0 : real_unlock(mutex);
}

int mdb_reader_check(void *environment, int *dead) {
  int (*real)(void *, int *) = next("mdb_reader_check");
  if (!no_clear) return real(environment, dead);
  if (dead) *dead = 0;
  return 0;
}

int flock(int descriptor, int operation) {
  int (*real)(int, int) = next("flock");
  return no_folder_lock ? 0 : real(descriptor, operation);
}

int lstat(const char *path, struct stat *status) {
  int (*real)(const char *, struct stat *) = next("lstat");
  int result = real(path, status);
  if (one_link && result == 0) status->st_nlink = 1;
  return result;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  if (!real_clock) real_clock = next("clock_gettime");
  int result = real_clock(clock, time);
  if (ahead && clock == CLOCK_REALTIME) time->tv_sec += 3600;
  return result;
}

int gettimeofday(struct timeval *time, void *zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

/* An hour too late, as a wait by the wall clock would end. */
int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                           const struct timespec *until) {
  if (!real_wait) real_wait = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
  if (!real_wait) real_wait = next("pthread_cond_timedwait");
  struct timespec later = *until;
  if (wall_waits) later.tv_sec += 3600;
  return real_wait(condition, mutex, &later);
}
