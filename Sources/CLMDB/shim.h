#include <lmdb.h>
#ifdef __linux__
/* statfs, which Swift's Glibc module leaves out */
#include <sys/vfs.h>
/* fallocate, which is declared only where _GNU_SOURCE is */
#include <linux/falloc.h>
#include <sys/types.h>
int fallocate(int descriptor, int mode, off_t offset, off_t length);
#endif
