#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// A lock on a log's folder, let go of with the object, or when the process ends; `flock`.
///
/// Opening shares it, and whoever puts another file in the place of `data.mdb` holds it alone.
///
/// LMDB's own lock does not do for that. Who waits for it inside `mdb_env_open` goes on with the number of
/// the last transaction that `lock.mdb` has of the former file (`mdb_env_share_locks`), and a reader has
/// opened the former file already.
final class FolderLock: Sendable {
  private let descriptor: Int32

  /// Shares the lock, once nobody holds it alone.
  ///
  /// Waits as long as a rewriting takes, and a minute for whoever else holds it.
  ///
  /// Throws `openElsewhere`, `notWritable` or `system`. A reader who may not list the folder goes without.
  init(sharedIn path: String, access: LogStore.Options.Access) throws(StoreError) {
    descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == EACCES, access == .readOnly { return }
      throw .fromErrno("open", path: path)
    }
    var code = Self.lock(descriptor, LOCK_SH | LOCK_NB)
    var waited = 0
    while code == EWOULDBLOCK, waited < 6_000 || LogStore.isBeingRewritten(at: path) {
      usleep(10_000)
      waited += 1
      code = Self.lock(descriptor, LOCK_SH | LOCK_NB)
    }
    try Self.requireLocked(
      code,
      path,
      "another program has held a lock (flock) on the folder for a minute"
    )
  }

  /// Takes the lock alone, once nobody is about to open the log; who has it open shows by LMDB's own lock.
  ///
  /// Throws `openElsewhere` where somebody is so for a second, `notWritable` or `system`.
  private init(aloneIn path: String) throws(StoreError) {
    descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .fromErrno("open", path: path) }
    var code = Self.lock(descriptor, LOCK_EX | LOCK_NB)
    for _ in 0..<100 where code == EWOULDBLOCK {
      usleep(10_000)
      code = Self.lock(descriptor, LOCK_EX | LOCK_NB)
    }
    try Self.requireLocked(code, path, "another process is about to open it")
  }

  /// Does something while nobody can open the log; throws what taking the lock and the body throw.
  static func whileAlone(
    in path: String,
    _ body: () throws(StoreError) -> Void
  ) throws(StoreError) {
    let lock = try FolderLock(aloneIn: path)
    defer { withExtendedLifetime(lock) {} }
    try body()
  }

  deinit {
    guard descriptor >= 0 else { return }
    // Closing alone would leave it to a child that was forked meanwhile and has the descriptor too.
    _ = Self.lock(descriptor, LOCK_UN)
    close(descriptor)
  }

  private static func requireLocked(
    _ code: Int32,
    _ path: String,
    _ holder: String
  ) throws(StoreError) {
    guard code != EWOULDBLOCK else {
      throw StoreError(.openElsewhere, operation: "flock", path: path, detail: holder)
    }
    guard code == 0 else { throw .from(code, "flock", path: path) }
  }

  /// What the system says; 0 for success.
  private static func lock(_ descriptor: Int32, _ operation: Int32) -> Int32 {
    while flock(descriptor, operation) != 0 {
      if errno != EINTR { return errno }
    }
    return 0
  }
}
