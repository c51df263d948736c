// Records the syncs of a process, and makes some of them fail; loaded with LD_PRELOAD, Linux only.
//
// SYNCS_RECORD   the file that gets a line of each, as in "fsync /tmp/desk.keys"
// SYNCS_FAILING  what the lines of those hold that fail, or none
// SYNCS_NUMBER   which of these fails, counted from 1, or 0 for all of them
// SYNCS_ERROR    what they say, an errno

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int count;

static int number_in(const char *variable) {
  const char *text = getenv(variable);
  return text ? atoi(text) : 0;
}

static void record(const char *line) {
  const char *path = getenv("SYNCS_RECORD");
  int file = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
  if (file < 0 || dprintf(file, "%s\n", line) < 0) abort();
  close(file);
}

// Whether the sync fails; says why in errno.
static int fails(const char *call, int descriptor) {
  char link[64], path[4096], line[4200];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  snprintf(line, sizeof line, "%s %s", call, path);
  const char *failing = getenv("SYNCS_FAILING");
  int number = number_in("SYNCS_NUMBER");
  pthread_mutex_lock(&lock);
  record(line);
  int is_failing = failing && strstr(line, failing) && (++count == number || number == 0);
  pthread_mutex_unlock(&lock);
  if (is_failing) errno = number_in("SYNCS_ERROR");
  return is_failing;
}

int fsync(int descriptor) {
  return fails("fsync", descriptor) ? -1 : NEXT(fsync)(descriptor);
}

int fdatasync(int descriptor) {
  return fails("fdatasync", descriptor) ? -1 : NEXT(fdatasync)(descriptor);
}
