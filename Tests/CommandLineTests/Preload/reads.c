// Stands between a process and its reads of a ledger's file; loaded with LD_PRELOAD, Linux only.
//
// READS_FAIL   the number, from 1 on, of the one read of a data.mdb that fails with EIO, or none
// READS_COUNT  a file to which a byte is added for every read of a data.mdb, or none
// READS_BOUND  how many bytes of data.mdb the process may read; more end it by SIGABRT; or none

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static unsigned long failing, bound;
static int count_descriptor = -1;
static atomic_ulong reads, bytes;

static unsigned long number(const char *name) {
  const char *text = getenv(name);
  return text ? strtoul(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void begin(void) {
  failing = number("READS_FAIL");
  bound = number("READS_BOUND");
  const char *count = getenv("READS_COUNT");
  if (count) count_descriptor = open(count, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int is_data(int descriptor) {
  static const char name[] = "/data.mdb";
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path);
  size_t end = sizeof name - 1;
  return length >= (ssize_t)end && memcmp(path + length - end, name, end) == 0;
}

typedef ssize_t reader(int, void *, size_t, off_t);

static ssize_t read_at(reader *real, int descriptor, void *buffer, size_t size, off_t offset) {
  if (!is_data(descriptor)) return real(descriptor, buffer, size, offset);
  if (count_descriptor >= 0 && write(count_descriptor, ".", 1) != 1) abort();
  if (atomic_fetch_add(&reads, 1) + 1 == failing) {
    errno = EIO;
    return -1;
  }
  ssize_t result = real(descriptor, buffer, size, offset);
  if (result > 0 && bound && atomic_fetch_add(&bytes, result) + result > bound) abort();
  return result;
}

ssize_t pread(int descriptor, void *buffer, size_t size, off_t offset) {
  return read_at(dlsym(RTLD_NEXT, "pread"), descriptor, buffer, size, offset);
}

ssize_t pread64(int descriptor, void *buffer, size_t size, off_t offset) {
  return read_at(dlsym(RTLD_NEXT, "pread64"), descriptor, buffer, size, offset);
}
