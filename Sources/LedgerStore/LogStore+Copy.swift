internal import CLMDB

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension LogStore {
  /// Copies one committed state, without its unused pages, into a new folder while others read
  /// and append; `mdb_env_copy2` with `MDB_CP_COMPACT`, then `fsync`.
  ///
  /// The folder may exist if it is empty. The copy's transaction numbers begin anew. The copying
  /// counts as a snapshot, so the map cannot grow until it ends.
  ///
  /// Throws `notALedger` when nothing was ever committed, `notWritable` and `EEXIST` when
  /// the new folder holds anything, `closed`, `usedAfterFork`, `diskFull`, `corrupted` or
  /// `system`; what was made on the way is removed.
  ///
  /// - Complexity: O(size of the log), read and written once.
  package func copy(to path: String) throws(StoreError) {
    guard !isEmpty else {
      // Refuses a closed store too, under its own name.
      _ = try beginRead()
      throw StoreError(
        .notALedger,
        operation: "mdb_env_copy2",
        path: self.path,
        detail: "nothing was ever committed to it, so there is nothing to copy"
      )
    }
    let madeFolder = try Self.prepareFolder(path)
    do throws(StoreError) {
      try environment.copyCompacted(to: path)
      let file = path + "/data.mdb"
      guard unsafe chmod(file, 0o600) == 0 else { throw .fromErrno("chmod", path: path) }
      try FileSystem.sync(file, in: path)
      try FileSystem.sync(path, in: path)
      try FileSystem.sync(FileSystem.parent(of: path), in: path)
    } catch {
      unsafe unlink(path + "/data.mdb")
      if madeFolder { unsafe rmdir(path) }
      throw error.ofCopy()
    }
  }

  /// Whether the folder was made here.
  private static func prepareFolder(_ path: String) throws(StoreError) -> Bool {
    if unsafe mkdir(path, 0o700) == 0 { return true }
    guard errno == EEXIST else { throw StoreError.fromErrno("mkdir", path: path).ofCopy() }
    guard try FileSystem.names(in: path).isEmpty else {
      throw StoreError(
        .notWritable,
        operation: "mkdir",
        code: EEXIST,
        path: path,
        detail: "a copy goes into a new folder, and this one holds something"
      )
    }
    return false
  }
}

extension Environment {
  /// `mdb_env_copy2`, which begins a read transaction of its own.
  fileprivate func copyCompacted(to target: String) throws(StoreError) {
    while true {
      let entry = try unsafe enter()
      let code = unsafe mdb_env_copy2(entry.environment, target, UInt32(MDB_CP_COMPACT))
      leave()
      if code == MDB_SUCCESS { return }
      guard code == MDB_MAP_RESIZED else { throw .from(code, "mdb_env_copy2", path: target) }
      try adoptMapSize()
      unsafe unlink(target + "/data.mdb")
    }
  }
}
