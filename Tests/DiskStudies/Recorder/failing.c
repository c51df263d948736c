// Makes one call of a process fail, or all from one on; Linux only.
//
// The process says which: `disk_study_arm` begins to count the calls that change something below the
// folder DISK_STUDY_ROOT, or wait for it. The first one from the given number on that the failure can
// be of fails. `disk_study_disarm` mends the disk.

#define _GNU_SOURCE
#include "failing.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// How a call fails.
enum {
  LASTS = 1,            // and every one after it that the failure can be of
  SHORTENS = 2,         // a part of the bytes is written, and said to be
  MAKES_ANYWAY = 4,     // the bytes are where they belong, though the call says that it failed
  LOSES = 8,            // what the sync was to make durable is lost
  SWALLOWS = 16,        // the defect: it says that all is well
  SWALLOWS_COMMIT = 32  // the defect: a commit that failed says that all is well
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[4096];
static size_t root_length;

static int is_armed, has_failed;
static unsigned classes_that_fail, flags_of_failure;
static int error_of_failure;
static unsigned long number_that_fails;
static uint64_t luck;
static unsigned char trace[1 << 16];
static size_t trace_count;
static char failed_call[512];

// What lay where a write went that is not synced yet, the last one first.
struct lost {
  dev_t device;
  ino_t inode;
  off_t offset;
  size_t count;
  unsigned char *bytes;
  struct lost *next;
};
static struct lost *unsynced;

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("DISK_STUDY_ROOT");
  if (!folder || strlen(folder) >= sizeof root) return;
  strcpy(root, folder);
  root_length = strlen(root);
}

static void forget(struct lost **place) {
  struct lost *gone = *place;
  *place = gone->next;
  free(gone->bytes);
  free(gone);
}

void disk_study_arm(unsigned classes, int error, unsigned flags, unsigned long number, uint64_t seed) {
  pthread_mutex_lock(&lock);
  while (unsynced) forget(&unsynced);
  classes_that_fail = classes;
  error_of_failure = error;
  flags_of_failure = flags;
  number_that_fails = number;
  luck = seed;
  has_failed = 0;
  trace_count = 0;
  failed_call[0] = 0;
  is_armed = 1;
  pthread_mutex_unlock(&lock);
}

void disk_study_disarm(void) {
  pthread_mutex_lock(&lock);
  is_armed = 0;
  pthread_mutex_unlock(&lock);
}

// The classes of the calls since the arming, in order, and how many there were.
size_t disk_study_trace(unsigned char *classes, size_t capacity) {
  pthread_mutex_lock(&lock);
  size_t count = trace_count;
  memcpy(classes, trace, count < capacity ? count : capacity);
  pthread_mutex_unlock(&lock);
  return count;
}

// What failed first, as in "pwrite desk.ledger/data.mdb"; nothing where none did yet.
size_t disk_study_failure(char *text, size_t capacity) {
  pthread_mutex_lock(&lock);
  size_t length = strlen(failed_call);
  memcpy(text, failed_call, length < capacity ? length : capacity);
  pthread_mutex_unlock(&lock);
  return length;
}

// MARK: Which call

static uint64_t next_luck(void) {
  luck += 0x9E3779B97F4A7C15;
  uint64_t mixed = (luck ^ (luck >> 30)) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
  return mixed ^ (mixed >> 31);
}

static const char *below(const char *path) {
  if (root_length == 0 || strncmp(path, root, root_length) != 0) return NULL;
  return path[root_length] == '/' ? path + root_length + 1 : NULL;
}

// The file's name below the folder; NULL for another one.
static const char *name_of(int descriptor, char *path, size_t capacity) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, capacity - 1);
  if (length < 0) return NULL;
  path[length] = 0;
  return below(path);
}

int failing_watches(int descriptor) {
  char path[4096];
  return is_armed && name_of(descriptor, path, sizeof path) != NULL;
}

// Counts a call, and says whether it is one that fails; with the lock held.
static int is_failing(unsigned classes, const char *call, const char *name) {
  if (!is_armed || !name) return 0;
  if (trace_count < sizeof trace) trace[trace_count] = classes;
  unsigned long number = trace_count++;
  if (has_failed && !(flags_of_failure & LASTS)) return 0;
  unsigned classes_now = classes_that_fail;
  // The rest of what was cut short has no room, and neither has a name.
  if (has_failed && (flags_of_failure & SHORTENS)) classes_now |= MAKES;
  if (number < number_that_fails || !(classes & classes_now)) return 0;
  if (!has_failed) snprintf(failed_call, sizeof failed_call, "%s %s", call, name);
  return 1;
}

static int answer(int is_first) {
  has_failed = 1;
  if (flags_of_failure & SWALLOWS) return -1;
  return is_first && (flags_of_failure & SHORTENS) ? 0 : error_of_failure;
}

static int failing(const char *name, unsigned classes, const char *call) {
  pthread_mutex_lock(&lock);
  int code = is_failing(classes, call, name) ? answer(0) : 0;
  pthread_mutex_unlock(&lock);
  return code;
}

int failing_name(const char *path, unsigned classes, const char *call) {
  return failing(is_armed ? below(path) : NULL, classes, call);
}

int failing_length(int descriptor, unsigned classes, const char *call) {
  char path[4096];
  return failing(is_armed ? name_of(descriptor, path, sizeof path) : NULL, classes, call);
}

// MARK: Bytes

static void remember(int descriptor, size_t count, off_t offset) {
  struct stat status;
  struct lost *entry = malloc(sizeof *entry);
  if (!entry || fstat(descriptor, &status) != 0) abort();
  entry->bytes = calloc(count ? count : 1, 1);
  if (!entry->bytes) abort();
  // What was not there yet comes back as zeros: its length may be on the disk before its bytes.
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  int reader = syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC);
  if (reader < 0 || syscall(SYS_pread64, reader, entry->bytes, count, offset) < 0) abort();
  close(reader);
  *entry = (struct lost){status.st_dev, status.st_ino, offset, count, entry->bytes, unsynced};
  unsynced = entry;
}

struct write_answer failing_write(int descriptor, size_t count, off_t offset) {
  char path[4096];
  struct write_answer result = {count, 0, 0};
  const char *name = is_armed ? name_of(descriptor, path, sizeof path) : NULL;
  if (!name) return result;
  pthread_mutex_lock(&lock);
  int is_durable = (fcntl(descriptor, F_GETFL) & O_DSYNC) != 0;
  int is_first = !has_failed;
  int shortens = is_first && (flags_of_failure & SHORTENS);
  // One byte cannot be cut.
  unsigned classes = (shortens && count < 2 ? 0 : WRITES) | (is_durable ? SYNCS : 0);
  if (is_failing(classes, "write", name)) {
    int code = answer(is_first);
    int is_kept = flags_of_failure & MAKES_ANYWAY;
    uint64_t chance = next_luck();
    result.count = is_kept ? count : 0;
    if (shortens) result.count = chance & 1 ? count / 2 : 1 + (chance >> 1) % (count - 1);
    result.error = code > 0 ? code : 0;
    result.is_swallowed = code < 0;
  } else if ((flags_of_failure & LOSES) && !is_durable) {
    remember(descriptor, count, offset);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

// Puts back what lay where the writes of a file went that are not synced: all, or some of them.
static void lose(int descriptor) {
  struct stat status;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  int writer = syscall(SYS_openat, AT_FDCWD, link, O_WRONLY | O_CLOEXEC);
  if (writer < 0 || fstat(writer, &status) != 0) return;
  int loses_all = next_luck() & 1;
  for (struct lost *entry = unsynced; entry; entry = entry->next) {
    if (entry->device != status.st_dev || entry->inode != status.st_ino) continue;
    if (!loses_all && next_luck() & 1) continue;
    if (syscall(SYS_pwrite64, writer, entry->bytes, entry->count, entry->offset) < 0) abort();
  }
  close(writer);
}

int failing_sync(int descriptor, const char *call) {
  char path[4096];
  const char *name = is_armed ? name_of(descriptor, path, sizeof path) : NULL;
  if (!name) return 0;
  pthread_mutex_lock(&lock);
  int code = 0;
  if (is_failing(SYNCS, call, name)) {
    code = answer(0);
    if (flags_of_failure & LOSES) lose(descriptor);
  }
  pthread_mutex_unlock(&lock);
  return code;
}

void failing_was_synced(int descriptor) {
  struct stat status;
  if (!is_armed || fstat(descriptor, &status) != 0) return;
  pthread_mutex_lock(&lock);
  struct lost **place = &unsynced;
  while (*place) {
    int is_of_file = (*place)->device == status.st_dev && (*place)->inode == status.st_ino;
    if (is_of_file) forget(place); else place = &(*place)->next;
  }
  pthread_mutex_unlock(&lock);
}

int failing_commit(int code) {
  pthread_mutex_lock(&lock);
  int is_swallowed = is_armed && has_failed && (flags_of_failure & SWALLOWS_COMMIT);
  pthread_mutex_unlock(&lock);
  return is_swallowed ? 0 : code;
}
