#include "CAllocationCount.h"
#include <stdlib.h> // tells whose C library it is

#if defined(__linux__) && defined(__GLIBC__)
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>

// A program's own malloc stands before the C library's (glibc manual, "Replacing malloc"). These count
// and hand on, so that what they return is the library's to free.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_size_t count;

static void increment(void) { atomic_fetch_add_explicit(&count, 1, memory_order_relaxed); }

void *malloc(size_t size) {
  increment();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  increment();
  return __libc_calloc(number, size);
}

void *realloc(void *block, size_t size) {
  increment();
  return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size) {
  increment();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  increment();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  increment();
  void *made = __libc_memalign(alignment, size);
  if (made == NULL) return ENOMEM;
  *block = made;
  return 0;
}

size_t allocation_count(void) { return atomic_load_explicit(&count, memory_order_relaxed); }

size_t allocated_bytes(void) {
  struct mallinfo2 information = mallinfo2();
  return information.uordblks + information.hblkhd;
}
#else
size_t allocation_count(void) { return 0; }
size_t allocated_bytes(void) { return 0; }
#endif
