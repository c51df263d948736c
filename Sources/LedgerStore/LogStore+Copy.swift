internal import CLMDB

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension LogStore {
  /// Copies one committed state, without its unused pages, into a new folder while others read
  /// and append; `mdb_env_copyfd2` with `MDB_CP_COMPACT`, then `fsync`.
  ///
  /// The folder may exist if it is empty. The copy's transaction numbers begin anew. The copying
  /// counts as a snapshot, so the map cannot grow until it ends. Nobody else may read the copy, at any time.
  ///
  /// Throws `notALedger` when nothing was ever committed, `notWritable` and `EEXIST` when
  /// the new folder holds anything, `closed`, `usedAfterFork`, `diskFull`, `corrupted` or
  /// `system`; what was made on the way is removed, and nothing else.
  ///
  /// - Complexity: O(size of the log), read and written once.
  @discardableResult
  package func copy(to path: String) throws(StoreError) -> LogCopy {
    guard !isEmpty else {
      // Refuses a closed store too, under its own name.
      _ = try beginRead()
      throw StoreError(
        .notALedger,
        operation: "mdb_env_copyfd2",
        path: self.path,
        detail: "nothing was ever committed to it, so there is nothing to copy"
      )
    }
    let copy = try LogCopy(at: path)
    let file = try copy.makeDataFile()
    defer { Self.close(file) }
    do throws(StoreError) {
      try environment.copyCompacted(to: file, in: path)
      try FileSystem.sync(file, in: path)
      try LedgerFolder.syncNames(in: path)
    } catch {
      copy.remove()
      throw error.ofCopy()
    }
    return copy
  }

  private static func close(_ descriptor: Int32) {
    #if canImport(Darwin)
    _ = Darwin.close(descriptor)
    #else
    _ = Glibc.close(descriptor)
    #endif
  }
}

/// The folder of a copy that was begun, to take back what was made of it.
package struct LogCopy {
  private let path: String
  private let madeFolder: Bool

  /// Makes the folder; `mkdir`.
  ///
  /// Throws `notWritable` or `system`, with `EEXIST` where it holds anything.
  init(at path: String) throws(StoreError) {
    self.path = path
    madeFolder = unsafe mkdir(path, 0o700) == 0
    if madeFolder { return }
    guard errno == EEXIST else { throw StoreError.fromErrno("mkdir", path: path).ofCopy() }
    guard try FileSystem.names(in: path).isEmpty else { throw Self.occupied(path) }
  }

  /// Makes `data.mdb`; where another process made one since the folder was looked at, it is left as it is.
  fileprivate func makeDataFile() throws(StoreError) -> Int32 {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = unsafe open(path + "/data.mdb", flags, 0o600)
    if descriptor >= 0 { return descriptor }
    let error = errno == EEXIST ? Self.occupied(path) : .fromErrno("open", path: path)
    if madeFolder { unsafe rmdir(path) }
    throw error.ofCopy()
  }

  /// Removes the copy, with other files beside it, and the folder, if it was made for it; `unlink`, `rmdir`.
  package func remove(with names: [String] = []) {
    for name in ["data.mdb"] + names { unsafe unlink(path + "/" + name) }
    if madeFolder { unsafe rmdir(path) }
  }

  private static func occupied(_ path: String) -> StoreError {
    StoreError(
      .notWritable,
      operation: "mkdir",
      code: EEXIST,
      path: path,
      detail: "a copy goes into a new folder, and this one holds something"
    )
  }
}

extension Environment {
  /// `mdb_env_copyfd2`, which begins a read transaction of its own.
  fileprivate func copyCompacted(to file: Int32, in path: String) throws(StoreError) {
    while true {
      let entry = try unsafe enter()
      let code = unsafe mdb_env_copyfd2(entry.environment, file, UInt32(MDB_CP_COMPACT))
      leave()
      if code == MDB_SUCCESS { return }
      guard code == MDB_MAP_RESIZED else { throw .from(code, "mdb_env_copyfd2", path: path) }
      try adoptMapSize()
      guard ftruncate(file, 0) == 0, lseek(file, 0, SEEK_SET) == 0 else {
        throw .fromErrno("ftruncate", path: path)
      }
    }
  }
}
