#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension SecretFile {
  /// Does something while no other process does anything under the same lock; `flock`.
  ///
  /// The lock is an empty file of the name with `.lock` at its end, which stays: the file itself is
  /// replaced as a whole, and a lock on the old one would keep nobody from the new one. A link is
  /// followed first, so that every path to the file leads to one lock. It waits for the others, and
  /// the system lets go of the lock of a process that ends in whatever way.
  ///
  /// Throws `networkFileSystem` where locks do not hold between machines, `system`, and what the body
  /// throws, which is given the file to use.
  package func withLock<Result>(_ body: (SecretFile) throws -> Result) throws -> Result {
    let file = SecretFile(at: resolvedPath, maximumSizeInBytes: maximumSizeInBytes)
    try FileSystem.requireLocal(FileSystem.parent(of: file.path))
    let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    let descriptor = unsafe open(file.path + ".lock", flags, 0o600)
    guard descriptor >= 0 else { throw StoreError.fromErrno("open", path: file.path + ".lock") }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw StoreError.fromErrno("flock", path: file.path + ".lock") }
    }
    return try body(file)
  }
}
