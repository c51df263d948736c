#if canImport(Darwin)
internal import Darwin
#else
internal import CLMDB
internal import Glibc
#endif

/// What tells whether another process has an environment open: LMDB's lock on the first byte of
/// `lock.mdb`, which whoever has it open shares.
///
/// Closing its descriptor lets go of all locks of this process on the file, LMDB's too; see `fcntl`.
struct LockFile {
  private let descriptor: Int32
  private let path: String

  /// Opens the file; `open`.
  ///
  /// Throws `notWritable`, `notFound` or `system`.
  init(in path: String, access: LogStore.Options.Access) throws(StoreError) {
    self.path = path
    let flags = access == .readWrite ? O_RDWR : O_RDONLY
    descriptor = unsafe open(path + "/lock.mdb", flags | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .fromErrno("open", path: path, detail: "lock.mdb") }
  }

  /// Gives `lock.mdb` its room on the disk, where that can be done: LMDB writes to it through a map, and
  /// a page for which there is no room ends the process with `SIGBUS`.
  ///
  /// On Linux `fallocate` with `FALLOC_FL_KEEP_SIZE`, so that LMDB alone decides on the length; it leaves
  /// what is there as it is, whoever uses it. To be called before LMDB has the file open here, since
  /// closing a descriptor lets go of its locks.
  ///
  /// Throws `diskFull` or `diskFailed`. A file that cannot be opened, and a file system that has no such
  /// call, are no error: what comes of them LMDB says.
  static func reserve(in path: String, maximumReaders: UInt32) throws(StoreError) {
    #if os(Linux)
    let descriptor = unsafe open(path + "/lock.mdb", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if [ENOSPC, EDQUOT, EIO].contains(errno) {
        throw .fromErrno("open", path: path, detail: "lock.mdb")
      }
      return
    }
    defer { Glibc.close(descriptor) }
    // `MDB_txninfo` takes less than a page, and each `MDB_reader` a line of the cache.
    let length = off_t(maximumReaders) * 64 + 4_096
    while fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, length) != 0, errno != EOPNOTSUPP {
      if errno == EINTR { continue }
      guard [ENOSPC, EDQUOT, EIO].contains(errno) else { return }
      throw .fromErrno("fallocate", path: path, detail: "lock.mdb")
    }
    #endif
  }

  /// Makes the lock this process's alone; whoever opens the environment to write waits from here on.
  ///
  /// Throws `openElsewhere`, with a reason for being asked, where another process has it open; `fcntl`
  /// with `F_SETLK`.
  func holdAlone(because reason: String) throws(StoreError) {
    var lock = LockFile.firstByte
    if unsafe fcntl(descriptor, F_SETLK, &lock) == 0 { return }
    guard errno == EACCES || errno == EAGAIN else {
      throw .fromErrno("fcntl", path: path, detail: "lock.mdb")
    }
    try requireAlone(because: reason)
    // It was let go of meanwhile.
    throw openElsewhere("another process", reason)
  }

  /// Throws `openElsewhere`, with a reason for being asked, where another process has it open; `fcntl`
  /// with `F_GETLK`.
  func requireAlone(because reason: String) throws(StoreError) {
    var lock = LockFile.firstByte
    guard unsafe fcntl(descriptor, F_GETLK, &lock) == 0 else {
      throw .fromErrno("fcntl", path: path, detail: "lock.mdb")
    }
    guard lock.l_type == Int16(F_UNLCK) else {
      throw openElsewhere("process \(lock.l_pid)", reason)
    }
  }

  private func openElsewhere(_ who: String, _ reason: String) -> StoreError {
    StoreError(.openElsewhere, operation: "fcntl", path: path, detail: "\(who); \(reason)")
  }

  private static var firstByte: flock {
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = 0
    lock.l_len = 1
    return lock
  }

  /// Closes the descriptor.
  func close() {
    #if canImport(Darwin)
    Darwin.close(descriptor)
    #else
    Glibc.close(descriptor)
    #endif
  }
}
