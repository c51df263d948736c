// Records what a process does to the files below one folder, and makes its calls fail where `failing.c`
// says so; loaded with LD_PRELOAD, Linux only.
//
// DISK_STUDY_ROOT    the folder, absolute and without links, empty when the first process begins
// DISK_STUDY_RECORD  the file that the record is appended to, outside that folder; or empty, for none;
//                    a process may go on with the folder and the record of one that was killed
// DISK_STUDY_FAULT   what the process is to suffer, or empty; see `fault` below
// DISK_STUDY_KILL    the sync, from 1, that the process is killed before; or empty, for none
// DISK_STUDY_LOSE    the sync of a file, from 1, that fails, what was to be synced being dropped; or empty
// DISK_STUDY_MAP     how large LMDB's map is at first, in bytes, so that it has to grow; or empty
//
// Each call is made and recorded under one lock, so that the record has one order and no sync is
// recorded before a write that it covers. A file is told by device and inode; a new name in the folder
// gets a new number, so that a reused inode is another file. Every record is, little-endian:
//
//   0 kind (4)  4 flags (4)  8 file (8)  16 place (8)  24 payload length (8)  32 payload
//
// The place is the offset of a write, a new length, or the inode of a file that was made.
//
// What cannot be modelled (a shared writable map of a file other than lock.mdb, and the like) is
// recorded as such, and the study refuses the record.

#define _GNU_SOURCE
#include "failing.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { CREATED = 1, WRITTEN, TRUNCATED, SYNCED, LINKED, UNLINKED, RENAMED, MARKED, UNKNOWN,
            LOST };
enum { IS_FOLDER = 1, IS_DURABLE = 1 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[4096];
static size_t root_length;
static int record_descriptor = -1;

// What a build with a defect would do, or a disk that fails.
enum fault {
  NONE,
  SKIP_SYNC,    // no sync of what it is about is made, and each says that it was
  LATE_SYNC,    // such a sync says that it was made, and is made when the next one is asked for
  DROP_HEADS,   // one put in `fault_period` into the table of stream heads is left out
  IGNORE_SHORT, // one write in `fault_period` is made to the half, and says that it was made whole
  SHORT_WRITE,  // one write in `fault_period` is made to the half, and says so
  FAILED_SYNC   // the sync of number `fault_period` fails, and nothing of it is on the disk
};

// By name; the files that a sync is of by the end of their path, and all folders by a slash.
static const struct { const char *name; enum fault fault; const char *part; } faults[] = {
  {"skip-data-sync", SKIP_SYNC, "/data.mdb"},
  {"skip-folder-sync", SKIP_SYNC, "/"},
  {"skip-keys-sync", SKIP_SYNC, "/desk.ledger/keys"},
  {"skip-wrapping-sync", SKIP_SYNC, "/desk.keys/wrapping.new"},
  {"late-data-sync", LATE_SYNC, "/data.mdb"},
  {"drop-heads", DROP_HEADS, ""},
  {"ignore-short", IGNORE_SHORT, ""},
  {"short-write", SHORT_WRITE, ""},
  {"failed-sync", FAILED_SYNC, ""},
};
static enum fault fault;
static const char *fault_part;
static unsigned long fault_period, fault_count;
static unsigned long killing_sync, losing_sync, syncs;

static struct { dev_t device; ino_t inode; uint64_t number; } files[4096];
static size_t file_count;
static uint64_t next_number = 1;
static uint64_t late[64];
static size_t late_count;

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void put(uint32_t kind, uint32_t flags, uint64_t file, uint64_t offset, const void *payload,
                size_t length) {
  unsigned char header[32];
  uint64_t size = length;
  memcpy(header, &kind, 4);
  memcpy(header + 4, &flags, 4);
  memcpy(header + 8, &file, 8);
  memcpy(header + 16, &offset, 8);
  memcpy(header + 24, &size, 8);
  struct iovec parts[2] = {{header, sizeof header}, {(void *)payload, length}};
  size_t wanted = sizeof header + length;
  // A record that is cut would be read as another one.
  if (syscall(SYS_writev, record_descriptor, parts, length > 0 ? 2 : 1) != (ssize_t)wanted) abort();
}

static void know(const struct stat *status, uint64_t number) {
  for (size_t index = 0; index < file_count; index++) {
    if (files[index].device != status->st_dev || files[index].inode != status->st_ino) continue;
    files[index].number = number;
    return;
  }
  if (file_count == sizeof files / sizeof *files) abort();
  files[file_count].device = status->st_dev;
  files[file_count].inode = status->st_ino;
  files[file_count++].number = number;
}

// 0 for a file that is not below the folder.
static uint64_t number_of(int descriptor, struct stat *status) {
  if (record_descriptor < 0 || fstat(descriptor, status) != 0) return 0;
  for (size_t index = 0; index < file_count; index++) {
    if (files[index].device == status->st_dev && files[index].inode == status->st_ino) {
      return files[index].number;
    }
  }
  return 0;
}

// The part of a path below the folder; NULL for another one.
static const char *inside(const char *path) {
  if (record_descriptor < 0 || strncmp(path, root, root_length) != 0) return NULL;
  return path[root_length] == '/' ? path + root_length + 1 : NULL;
}

// Takes up the files that an earlier process made, by its record; whether there is one.
static int recall(dev_t device) {
  unsigned char header[32];
  off_t place = 0;
  while (syscall(SYS_pread64, record_descriptor, header, sizeof header, place) == sizeof header) {
    uint32_t kind;
    uint64_t number, inode, size;
    memcpy(&kind, header, 4);
    memcpy(&number, header + 8, 8);
    memcpy(&inode, header + 16, 8);
    memcpy(&size, header + 24, 8);
    place += sizeof header + size;
    if (kind != CREATED) continue;
    struct stat status = {.st_dev = device, .st_ino = inode};
    know(&status, number);
    next_number = number + 1;
  }
  return place > 0;
}

static void choose_fault(const char *wanted) {
  for (size_t index = 0; wanted && index < sizeof faults / sizeof *faults; index++) {
    size_t length = strlen(faults[index].name);
    if (strncmp(wanted, faults[index].name, length) != 0) continue;
    fault = faults[index].fault;
    fault_part = faults[index].part;
    fault_period = wanted[length] == ':' ? strtoul(wanted + length + 1, NULL, 10) : 1;
  }
}

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("DISK_STUDY_ROOT"), *record = getenv("DISK_STUDY_RECORD");
  const char *killing = getenv("DISK_STUDY_KILL"), *losing = getenv("DISK_STUDY_LOSE");
  if (!folder || !record || strlen(folder) >= sizeof root) return;
  strcpy(root, folder);
  root_length = strlen(root);
  choose_fault(getenv("DISK_STUDY_FAULT"));
  killing_sync = killing ? strtoul(killing, NULL, 10) : 0;
  losing_sync = losing ? strtoul(losing, NULL, 10) : 0;
  struct stat status;
  if (stat(root, &status) != 0) abort();
  record_descriptor = syscall(SYS_openat, AT_FDCWD, record,
                              O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (record_descriptor < 0) abort();
  if (recall(status.st_dev)) return;
  know(&status, next_number);
  put(CREATED, IS_FOLDER, next_number++, status.st_ino, "", 0);
}

// What the workload says of itself, in the same order.
void disk_study_mark(const void *text, size_t length) {
  if (record_descriptor < 0) return;
  pthread_mutex_lock(&lock);
  put(MARKED, 0, 0, 0, text, length);
  pthread_mutex_unlock(&lock);
}

static void unknown(const char *what) {
  if (record_descriptor < 0) return;
  pthread_mutex_lock(&lock);
  put(UNKNOWN, 0, 0, 0, what, strlen(what));
  pthread_mutex_unlock(&lock);
}

// MARK: Names

// Ends a call that fails.
#define END_IF_FAILING(code)                                                                       \
  do {                                                                                             \
    int failure = (code);                                                                          \
    if (failure < 0) return 0;                                                                     \
    if (failure > 0) {                                                                             \
      errno = failure;                                                                             \
      return -1;                                                                                   \
    }                                                                                              \
  } while (0)

static int opening_fails(const char *path, int flags) {
  struct stat status;
  if (!(flags & (O_CREAT | O_TRUNC | O_WRONLY | O_RDWR))) return 0;
  int makes = (flags & O_CREAT) && lstat(path, &status) != 0;
  return failing_name(path, makes ? MAKES | CHANGES : CHANGES, "open");
}

static int opened(const char *path, int flags, mode_t mode) {
  const char *name = inside(path);
  int failure = opening_fails(path, flags);
  if (failure > 0) {
    errno = failure;
    return -1;
  }
  if (!name) return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  pthread_mutex_lock(&lock);
  struct stat status;
  int is_new = (flags & O_CREAT) && lstat(path, &status) != 0;
  int is_cut = (flags & O_TRUNC) && !is_new;
  int descriptor = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  int code = errno;
  if (descriptor >= 0 && is_new && fstat(descriptor, &status) == 0) {
    know(&status, next_number);
    put(CREATED, 0, next_number++, status.st_ino, name, strlen(name));
  } else if (descriptor >= 0 && is_cut) {
    put(TRUNCATED, 0, number_of(descriptor, &status), 0, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = code;
  return descriptor;
}

#define MODE(flags)                                                                                \
  mode_t mode = 0;                                                                                 \
  if ((flags) & (O_CREAT | O_TMPFILE)) {                                                           \
    va_list rest;                                                                                  \
    va_start(rest, flags);                                                                         \
    mode = va_arg(rest, mode_t);                                                                   \
    va_end(rest);                                                                                  \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  return opened(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE(flags)
  return opened(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  MODE(flags)
  if (path[0] == '/') return opened(path, flags, mode);
  if (flags & (O_CREAT | O_TRUNC)) unknown("openat");
  return syscall(SYS_openat, folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
  MODE(flags)
  return openat(folder, path, flags, mode);
}

int creat(const char *path, mode_t mode) {
  return opened(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int mkdir(const char *path, mode_t mode) {
  struct stat present;
  // What is there needs no room.
  END_IF_FAILING(failing_name(path, lstat(path, &present) == 0 ? 0 : MAKES | CHANGES, "mkdir"));
  const char *name = inside(path);
  pthread_mutex_lock(&lock);
  int result = syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  int code = errno;
  struct stat status;
  if (name && result == 0 && lstat(path, &status) == 0) {
    know(&status, next_number);
    put(CREATED, IS_FOLDER, next_number++, status.st_ino, name, strlen(name));
  }
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}

static int removed(const char *path, int flags) {
  struct stat present;
  END_IF_FAILING(failing_name(path, lstat(path, &present) == 0 ? CHANGES : 0, "unlink"));
  const char *name = inside(path);
  pthread_mutex_lock(&lock);
  int result = syscall(SYS_unlinkat, AT_FDCWD, path, flags);
  int code = errno;
  if (name && result == 0) put(UNLINKED, 0, 0, 0, name, strlen(name));
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}

int unlink(const char *path) { return removed(path, 0); }
int rmdir(const char *path) { return removed(path, AT_REMOVEDIR); }

// Both names, with a zero between.
static void put_names(uint32_t kind, const char *from, const char *to) {
  char names[8192];
  size_t first = strlen(from) + 1, second = strlen(to);
  if (first + second > sizeof names) abort();
  memcpy(names, from, first);
  memcpy(names + first, to, second);
  put(kind, 0, 0, 0, names, first + second);
}

int rename(const char *from, const char *to) {
  const char *source = inside(from), *target = inside(to);
  if (!source != !target) unknown("rename");
  END_IF_FAILING(failing_name(to, MAKES | CHANGES, "rename"));
  pthread_mutex_lock(&lock);
  int result = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  int code = errno;
  if (source && target && result == 0) put_names(RENAMED, source, target);
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}

int link(const char *from, const char *to) {
  const char *source = inside(from), *target = inside(to);
  if (!source != !target) unknown("link");
  END_IF_FAILING(failing_name(to, MAKES | CHANGES, "link"));
  pthread_mutex_lock(&lock);
  int result = syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
  int code = errno;
  if (source && target && result == 0) put_names(LINKED, source, target);
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}

// MARK: Bytes

// Whether the file that is open has a path that ends so.
static int is_called(int descriptor, const char *end) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1), count = strlen(end);
  if (length < count) return 0;
  path[length] = 0;
  return strcmp(path + length - count, end) == 0;
}

// Whether a sync of it suffers that fault.
static int suffers(enum fault wanted, int descriptor, int is_folder) {
  if (fault != wanted) return 0;
  if (strcmp(fault_part, "/") == 0) return is_folder;
  return !is_folder && is_called(descriptor, fault_part);
}

static void put_bytes(int descriptor, uint64_t file, off_t offset, const void *bytes, ssize_t count) {
  int flags = fcntl(descriptor, F_GETFL);
  int is_durable = (flags & O_DSYNC) != 0;
  if (is_durable && suffers(SKIP_SYNC, descriptor, 0)) is_durable = 0;
  if (is_durable && suffers(LATE_SYNC, descriptor, 0)) {
    is_durable = 0;
    if (late_count < sizeof late / sizeof *late) late[late_count++] = file;
  }
  put(WRITTEN, is_durable ? IS_DURABLE : 0, file, offset, bytes, count);
}

static ssize_t written(int descriptor, const void *bytes, size_t count, off_t offset, int moves) {
  struct stat status;
  pthread_mutex_lock(&lock);
  uint64_t file = number_of(descriptor, &status);
  if (moves && file) offset = lseek(descriptor, 0, SEEK_CUR);
  size_t wanted = count;
  // Pages only: half of less is no write at all.
  if (file && count >= 1024 && (fault == IGNORE_SHORT || fault == SHORT_WRITE)) {
    if (++fault_count % fault_period == 0) wanted = count / 1024 * 512;
  }
  ssize_t result = moves ? syscall(SYS_write, descriptor, bytes, wanted)
                         : syscall(SYS_pwrite64, descriptor, bytes, wanted, offset);
  int code = errno;
  if (file && result > 0) put_bytes(descriptor, file, offset, bytes, result);
  if (fault == IGNORE_SHORT && wanted < count && result == (ssize_t)wanted) {
    if (moves) lseek(descriptor, count - wanted, SEEK_CUR);
    result = count;
  }
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}

// A write that may fail, or be made in part.
static ssize_t attempted(int descriptor, const void *bytes, size_t count, off_t offset, int moves) {
  if (!failing_watches(descriptor)) return written(descriptor, bytes, count, offset, moves);
  off_t start = moves ? lseek(descriptor, 0, SEEK_CUR) : offset;
  struct write_answer answer = failing_write(descriptor, count, start);
  ssize_t result = 0;
  if (answer.count > 0) result = written(descriptor, bytes, answer.count, offset, moves);
  if (answer.is_swallowed) {
    if (moves) lseek(descriptor, start + count, SEEK_SET);
    return count;
  }
  if (answer.error == 0) return result;
  errno = answer.error;
  return -1;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  return attempted(descriptor, bytes, count, offset, 0);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
  return attempted(descriptor, bytes, count, offset, 0);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  return attempted(descriptor, bytes, count, 0, 1);
}

// One write for all parts, as the system makes it.
static ssize_t gathered(int descriptor, const struct iovec *parts, int count, off_t offset, int moves) {
  struct stat status;
  if (number_of(descriptor, &status) == 0 && !failing_watches(descriptor)) {
    return moves ? syscall(SYS_writev, descriptor, parts, count)
                 : syscall(SYS_pwritev, descriptor, parts, count, offset, 0);
  }
  size_t size = 0, filled = 0;
  for (int index = 0; index < count; index++) size += parts[index].iov_len;
  char *bytes = malloc(size ? size : 1);
  if (!bytes) abort();
  for (int index = 0; index < count; index++) {
    memcpy(bytes + filled, parts[index].iov_base, parts[index].iov_len);
    filled += parts[index].iov_len;
  }
  ssize_t result = attempted(descriptor, bytes, size, offset, moves);
  int code = errno;
  free(bytes);
  errno = code;
  return result;
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  return gathered(descriptor, parts, count, 0, 1);
}

ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) {
  return gathered(descriptor, parts, count, offset, 0);
}

ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off64_t offset) {
  return gathered(descriptor, parts, count, offset, 0);
}

int ftruncate(int descriptor, off_t length) {
  struct stat status;
  int is_longer = fstat(descriptor, &status) == 0 && length > status.st_size;
  END_IF_FAILING(failing_length(descriptor, is_longer ? MAKES | CHANGES : CHANGES, "ftruncate"));
  pthread_mutex_lock(&lock);
  int result = syscall(SYS_ftruncate, descriptor, length);
  int code = errno;
  uint64_t file = number_of(descriptor, &status);
  if (file && result == 0) put(TRUNCATED, 0, file, length, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}

int ftruncate64(int descriptor, off64_t length) { return ftruncate(descriptor, length); }

// MARK: Syncs

static int synced(int descriptor, long call) {
  struct stat status;
  END_IF_FAILING(failing_sync(descriptor, call == SYS_fsync ? "fsync" : "fdatasync"));
  pthread_mutex_lock(&lock);
  uint64_t file = number_of(descriptor, &status);
  int is_folder = file && S_ISDIR(status.st_mode);
  // Under the lock, so that the record is whole.
  if (file && ++syncs == killing_sync) kill(getpid(), SIGKILL);
  if (file && syncs == losing_sync) {
    losing_sync = 0;
    put(LOST, 0, file, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = EIO;
    return -1;
  }
  if (file && suffers(SKIP_SYNC, descriptor, is_folder)) {
    pthread_mutex_unlock(&lock);
    return 0;
  }
  if (file && !is_folder && fault == FAILED_SYNC && ++fault_count == fault_period) {
    pthread_mutex_unlock(&lock);
    errno = EIO;
    return -1;
  }
  int result = syscall(call, descriptor);
  int code = errno;
  if (result == 0) failing_was_synced(descriptor);
  if (file && result == 0 && suffers(LATE_SYNC, descriptor, is_folder)) {
    for (size_t index = 0; index < late_count; index++) put(SYNCED, 0, late[index], 0, NULL, 0);
    late[0] = file;
    late_count = 1;
  } else if (file && result == 0) {
    put(SYNCED, is_folder ? IS_FOLDER : 0, file, 0, NULL, 0);
  }
  pthread_mutex_unlock(&lock);
  errno = code;
  return result;
}

int fsync(int descriptor) { return synced(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return synced(descriptor, SYS_fdatasync); }

// MARK: What the ledger does not do, and the model does not know

#define REFUSED(descriptor, name)                                                                  \
  do {                                                                                             \
    struct stat status;                                                                            \
    pthread_mutex_lock(&lock);                                                                     \
    if (number_of(descriptor, &status)) put(UNKNOWN, 0, 0, 0, name, strlen(name));                 \
    pthread_mutex_unlock(&lock);                                                                   \
  } while (0)

// Whether the descriptor is of a file that the system loses nothing with: LMDB makes it anew.
static int is_lock_file(int descriptor) { return is_called(descriptor, "/lock.mdb"); }

void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
  if (descriptor >= 0 && (protection & PROT_WRITE) && (flags & MAP_SHARED) && record_descriptor >= 0
      && !is_lock_file(descriptor)) {
    REFUSED(descriptor, "mmap");
  }
  return (void *)syscall(SYS_mmap, address, length, protection, flags, descriptor, offset);
}

void *mmap64(void *address, size_t length, int protection, int flags, int descriptor, off64_t offset) {
  return mmap(address, length, protection, flags, descriptor, offset);
}

int fallocate(int descriptor, int mode, off_t offset, off_t length) {
  struct stat status;
  // What has its room already is given none.
  int is_new = fstat(descriptor, &status) == 0 && status.st_blocks * 512 < offset + length;
  END_IF_FAILING(failing_length(descriptor, is_new ? MAKES | CHANGES : 0, "fallocate"));
  if (!is_lock_file(descriptor)) REFUSED(descriptor, "fallocate");
  return syscall(SYS_fallocate, descriptor, mode, offset, length);
}

int fallocate64(int descriptor, int mode, off64_t offset, off64_t length) {
  return fallocate(descriptor, mode, offset, length);
}

int posix_fallocate(int descriptor, off_t offset, off_t length) {
  REFUSED(descriptor, "posix_fallocate");
  return syscall(SYS_fallocate, descriptor, 0, offset, length) == 0 ? 0 : errno;
}

ssize_t copy_file_range(int from, off64_t *source, int to, off64_t *target, size_t length,
                        unsigned flags) {
  REFUSED(to, "copy_file_range");
  return syscall(SYS_copy_file_range, from, source, to, target, length, flags);
}

ssize_t sendfile(int to, int from, off_t *offset, size_t count) {
  REFUSED(to, "sendfile");
  return syscall(SYS_sendfile, to, from, offset, count);
}

int sync_file_range(int descriptor, off64_t offset, off64_t length, unsigned flags) {
  REFUSED(descriptor, "sync_file_range");
  return syscall(SYS_sync_file_range, descriptor, offset, length, flags);
}

// MARK: LMDB

typedef struct { size_t size; void *data; } value;

static unsigned heads = 0;
static int has_heads;
static unsigned long heads_count;

int mdb_dbi_open(void *transaction, const char *name, unsigned flags, unsigned *handle) {
  int result = NEXT(mdb_dbi_open)(transaction, name, flags, handle);
  if (result == 0 && name && strcmp(name, "streams") == 0) {
    heads = *handle;
    has_heads = 1;
  }
  return result;
}

int mdb_put(void *transaction, unsigned handle, value *key, value *content, unsigned flags) {
  int is_dropped = fault == DROP_HEADS && has_heads && handle == heads;
  if (is_dropped && ++heads_count % fault_period == 0) return 0;
  return NEXT(mdb_put)(transaction, handle, key, content, flags);
}

int mdb_txn_commit(void *transaction) { return failing_commit(NEXT(mdb_txn_commit)(transaction)); }

// The first size that an environment is given is made smaller; later ones are of a map that grows.
static size_t first_map;
static int is_fresh;

int mdb_env_create(void **environment) {
  const char *size = getenv("DISK_STUDY_MAP");
  first_map = size ? strtoul(size, NULL, 10) : 0;
  is_fresh = 1;
  return NEXT(mdb_env_create)(environment);
}

int mdb_env_set_mapsize(void *environment, size_t size) {
  if (is_fresh && first_map > 0 && first_map < size) size = first_map;
  is_fresh = 0;
  return NEXT(mdb_env_set_mapsize)(environment, size);
}

unsigned mdb_cursor_dbi(void *cursor);

int mdb_cursor_put(void *cursor, value *key, value *content, unsigned flags) {
  int is_dropped = fault == DROP_HEADS && has_heads && NEXT(mdb_cursor_dbi)(cursor) == heads;
  if (is_dropped && ++heads_count % fault_period == 0) return 0;
  return NEXT(mdb_cursor_put)(cursor, key, content, flags);
}
