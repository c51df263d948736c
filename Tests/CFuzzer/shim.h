#include <stddef.h>
#include <stdint.h>
/* FuzzerInterface.h of LLVM, of which there is no header in Swift's toolchain */
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
