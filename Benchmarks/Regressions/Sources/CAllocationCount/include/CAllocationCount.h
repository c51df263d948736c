#pragma once
#include <stddef.h>

/// The allocations that this process made so far, of all threads; 0 where they cannot be counted.
size_t allocation_count(void);

/// The bytes that are allocated and not freed; 0 where the allocator does not tell.
size_t allocated_bytes(void);
