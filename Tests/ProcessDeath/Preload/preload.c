// What a build with a defect would do below the library, and a map that begins small; loaded with
// LD_PRELOAD into a writer, Linux only.
//
// PROCESS_DEATH_FAULT  late-commit, lost-commit, skipped-page, dropped-head, or none
// PROCESS_DEATH_MAP    how large LMDB's map is at first, in bytes, so that it has to grow; or none
//
// It says on the standard output when the map grows and when projections are written: "doing growth",
// "done growth", "doing projections", "done projections".

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define READ_ONLY 0x20000

typedef struct { size_t size; void *bytes; } value;

static enum { NONE, LATE_COMMIT, LOST_COMMIT, SKIPPED_PAGE, DROPPED_HEAD } fault;
static unsigned heads, projections, has_heads, has_projections;
static unsigned long put_count, page_count, commit_count;

// Of the thread that writes: LMDB binds a write transaction to it.
static __thread void *begun, *unfinished;
static __thread int writes_projections;

static void say(const char *line) {
  if (write(STDOUT_FILENO, line, strlen(line)) < 0) return;
}

__attribute__((constructor)) static void begin(void) {
  const char *name = getenv("PROCESS_DEATH_FAULT");
  if (!name) return;
  if (!strcmp(name, "late-commit")) fault = LATE_COMMIT;
  if (!strcmp(name, "lost-commit")) fault = LOST_COMMIT;
  if (!strcmp(name, "skipped-page")) fault = SKIPPED_PAGE;
  if (!strcmp(name, "dropped-head")) fault = DROPPED_HEAD;
}

// MARK: The map

static int is_first_size;

int mdb_env_create(void **environment) {
  is_first_size = 1;
  return NEXT(mdb_env_create)(environment);
}

int mdb_env_set_mapsize(void *environment, size_t size) {
  const char *first = getenv("PROCESS_DEATH_MAP");
  if (is_first_size) {
    is_first_size = 0;
    if (first) size = strtoul(first, NULL, 10);
    return NEXT(mdb_env_set_mapsize)(environment, size);
  }
  say("doing growth\n");
  // Else it is over before anybody can be killed in its midst.
  if (first) usleep(1500);
  int result = NEXT(mdb_env_set_mapsize)(environment, size);
  if (first) usleep(1500);
  say("done growth\n");
  return result;
}

// MARK: Commits

int mdb_txn_commit(void *transaction);
void mdb_txn_abort(void *transaction);

static void finish(void) {
  if (!unfinished) return;
  void *transaction = unfinished;
  unfinished = NULL;
  NEXT(mdb_txn_commit)(transaction);
}

int mdb_txn_begin(void *environment, void *parent, unsigned flags, void **transaction) {
  int writes = !(flags & READ_ONLY);
  if (writes) finish();
  int result = NEXT(mdb_txn_begin)(environment, parent, flags, transaction);
  if (writes && result == 0) begun = *transaction;
  return result;
}

int mdb_txn_commit(void *transaction) {
  if (transaction != begun) return NEXT(mdb_txn_commit)(transaction);
  begun = NULL;
  unsigned long number = ++commit_count;
  // The first ones make the tables and the ledger, without which nothing would go on.
  if (fault == LATE_COMMIT && number > 6) {
    unfinished = transaction;
    return 0;
  }
  if (fault == LOST_COMMIT && number > 6 && number % 7 == 0) {
    NEXT(mdb_txn_abort)(transaction);
    return 0;
  }
  int result = NEXT(mdb_txn_commit)(transaction);
  if (writes_projections) say("done projections\n");
  writes_projections = 0;
  return result;
}

// MARK: Tables

int mdb_dbi_open(void *transaction, const char *name, unsigned flags, unsigned *handle) {
  int result = NEXT(mdb_dbi_open)(transaction, name, flags, handle);
  if (result || !name) return result;
  if (!strcmp(name, "streams")) heads = *handle, has_heads = 1;
  if (!strcmp(name, "projections")) projections = *handle, has_projections = 1;
  return result;
}

// Whether what is put is to be left out.
static int is_left_out(unsigned handle) {
  if (has_projections && handle == projections && !writes_projections) {
    writes_projections = 1;
    say("doing projections\n");
  }
  return fault == DROPPED_HEAD && has_heads && handle == heads && ++put_count % 5 == 0;
}

int mdb_put(void *transaction, unsigned handle, value *key, value *content, unsigned flags) {
  if (is_left_out(handle)) return 0;
  return NEXT(mdb_put)(transaction, handle, key, content, flags);
}

unsigned mdb_cursor_dbi(void *cursor);

int mdb_cursor_put(void *cursor, value *key, value *content, unsigned flags) {
  if (is_left_out(NEXT(mdb_cursor_dbi)(cursor))) return 0;
  return NEXT(mdb_cursor_put)(cursor, key, content, flags);
}

// MARK: Pages

// Whether a write of that size at that place is one of pages, beyond the two headers, and to be skipped.
static int is_skipped(size_t size, off_t offset) {
  return fault == SKIPPED_PAGE && size >= 4096 && offset >= 8192 && ++page_count % 12 == 0;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t offset) {
  if (is_skipped(size, offset)) return size;
  return syscall(SYS_pwrite64, descriptor, bytes, size, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t offset) {
  return pwrite(descriptor, bytes, size, offset);
}

ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) {
  size_t size = 0;
  for (int index = 0; index < count; index++) size += parts[index].iov_len;
  if (is_skipped(size, offset)) return size;
  return syscall(SYS_pwritev, descriptor, parts, count, offset, 0);
}

ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off64_t offset) {
  return pwritev(descriptor, parts, count, offset);
}
