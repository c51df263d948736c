// Calls that fail, as those of a disk that is full, broken or read-only; see `failing.c`.

#include <stddef.h>
#include <sys/types.h>

// What a call does; a failure is of some of these.
enum call_class {
  WRITES = 1,  // bytes of a file
  SYNCS = 2,   // waits for the disk: a sync, a write through a descriptor with O_DSYNC
  MAKES = 4,   // needs room for a name or for the length of a file
  CHANGES = 8  // anything else that a medium refuses which is read-only
};

// What becomes of a write.
struct write_answer {
  size_t count;     // how many of its bytes are written
  int error;        // what it says; 0 for as many bytes as are written
  int is_swallowed; // says that all of it is written
};

// Whether the descriptor is of a file below the folder, and calls are watched.
int failing_watches(int descriptor);

struct write_answer failing_write(int descriptor, size_t count, off_t offset);

// The error that a call fails with; 0 for none, -1 for one that is not made and says that it was.
int failing_sync(int descriptor, const char *call);
int failing_length(int descriptor, unsigned classes, const char *call);
int failing_name(const char *path, unsigned classes, const char *call);

// Tells that a sync was made.
void failing_was_synced(int descriptor);

// What a commit of LMDB answers.
int failing_commit(int code);
