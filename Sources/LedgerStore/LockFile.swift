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

  /// Opens the file, making it where it is asked for; `open`.
  ///
  /// Throws `unusableFile`, `notWritable`, `notFound` or `system`.
  init(
    in path: String,
    access: LogStore.Options.Access,
    creates: Bool = false
  ) throws(StoreError) {
    self.path = path
    _ = try FileSystem.statusOfOwnFile("lock.mdb", in: path)
    let flags = (access == .readWrite ? O_RDWR : O_RDONLY) | (creates ? O_CREAT : 0)
    descriptor = unsafe open(
      path + "/lock.mdb",
      flags | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW,
      0o600
    )
    guard descriptor >= 0 else { throw .fromErrno("open", path: path, detail: "lock.mdb") }
  }

  /// Gives `lock.mdb` its room on the disk, where that can be done: LMDB writes to it through a map, and
  /// a page for which there is no room ends the process with `SIGBUS`.
  ///
  /// On Linux `fallocate` with `FALLOC_FL_KEEP_SIZE`, so that LMDB alone decides on the length; it leaves
  /// what is there as it is, whoever uses it. To be called before LMDB has the file open here, since
  /// closing a descriptor lets go of its locks.
  ///
  /// Throws `diskFull` or `diskFailed`, and `unusableFile` where it is no regular file of one name: LMDB
  /// would write over whatever a link leads to. A file that cannot be opened, and a file system that has
  /// no such call, are no error: what comes of them LMDB says.
  static func reserve(in path: String, maximumReaders: UInt32) throws(StoreError) {
    _ = try FileSystem.statusOfOwnFile("lock.mdb", in: path)
    #if os(Linux)
    let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    let descriptor = unsafe open(path + "/lock.mdb", flags, 0o600)
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

  /// Makes the lock this process's alone.
  ///
  /// Throws `openElsewhere`, with a reason for being asked, where another process has it open; `fcntl`
  /// with `F_SETLK`.
  func holdAlone(because reason: String) throws(StoreError) {
    var lock = LockFile.lock(of: 0)
    if unsafe fcntl(descriptor, F_SETLK, &lock) == 0 { return }
    guard errno == EACCES || errno == EAGAIN else {
      throw .fromErrno("fcntl", path: path, detail: "lock.mdb")
    }
    try requireAlone(because: reason)
    // It was let go of meanwhile.
    throw openElsewhere("another process", reason)
  }

  /// Has whoever waits for LMDB's lock be refused once it is let go of (`MDB_INVALID`), until nobody has the
  /// file open any more: LMDB's mark in it is overwritten, and whoever comes then writes it anew; `pwrite`.
  ///
  /// For another `data.mdb` that was put in place. Who waits would go on with the number of the former
  /// one's last transaction: a program that knows nothing of ``FolderLock``, or may not take it.
  func invalidate() throws(StoreError) {
    var mark: UInt32 = 0
    guard unsafe pwrite(descriptor, &mark, MemoryLayout<UInt32>.size, 0) == 4 else {
      throw .fromErrno("pwrite", path: path, detail: "lock.mdb")
    }
  }

  /// Waits until no other process makes `data.mdb`, and keeps others from it until the file is closed;
  /// `fcntl` with `F_SETLKW`.
  ///
  /// By a byte of its own: who holds LMDB's has to fill the file before letting go.
  func waitToMake() throws(StoreError) {
    // LMDB's other locks are of bytes with the numbers of processes.
    var lock = LockFile.lock(of: 1 << 40)
    while unsafe fcntl(descriptor, F_SETLKW, &lock) != 0 {
      switch errno {
      case EINTR: break
      // Locks are a process's: two that make two ledgers each, in other orders, seem to wait for one another.
      case EDEADLK: usleep(1_000)
      default: throw .fromErrno("fcntl", path: path, detail: "lock.mdb")
      }
    }
  }

  /// Throws `openElsewhere`, with a reason for being asked, where another process has it open; `fcntl`
  /// with `F_GETLK`.
  func requireAlone(because reason: String) throws(StoreError) {
    var lock = LockFile.lock(of: 0)
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

  private static func lock(of byte: off_t) -> flock {
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = byte
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
