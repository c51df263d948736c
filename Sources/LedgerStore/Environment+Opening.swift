internal import CLMDB

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension Environment {
  /// Opens with locks, or, where the options allow that and it cannot be helped, without.
  static func opened(
    _ path: String,
    _ options: LogStore.Options
  ) throws(StoreError) -> OpaquePointer {
    try LockFile.reserve(in: path, maximumReaders: options.maximumReaders)
    let refusal: StoreError
    do throws(StoreError) {
      return unsafe try opened(path, options, flags: options.flags)
    } catch {
      refusal = error
    }
    guard refusal.code == EACCES, options.access == .readOnly, options.readsWithoutLock else {
      throw refusal
    }
    // Whoever may not read it either cannot tell who has the log open.
    if let lock = try? LockFile(in: path, access: .readOnly) {
      defer { lock.close() }
      try lock.requireAlone(
        because: "without permission to write lock.mdb it cannot be read meanwhile"
      )
    }
    return unsafe try opened(path, options, flags: options.flags | UInt32(MDB_NOLOCK))
  }

  private static func opened(
    _ path: String,
    _ options: LogStore.Options,
    flags: UInt32
  ) throws(StoreError) -> OpaquePointer {
    var environment: OpaquePointer?
    var code = unsafe mdb_env_create(&environment)
    var operation = "mdb_env_create"
    func next(_ name: String, _ call: () -> Int32) {
      guard code == MDB_SUCCESS else { return }
      operation = name
      code = call()
    }
    next("mdb_env_set_mapsize") {
      unsafe mdb_env_set_mapsize(environment, options.firstMapSizeInBytes)
    }
    next("mdb_env_set_maxreaders") {
      unsafe mdb_env_set_maxreaders(environment, options.maximumReaders)
    }
    next("mdb_env_set_maxdbs") { unsafe mdb_env_set_maxdbs(environment, UInt32(maximumTables)) }
    next("mdb_env_open") { unsafe mdb_env_open(environment, path, flags, 0o600) }
    if code == MDB_SUCCESS, let environment = unsafe environment { return unsafe environment }
    unsafe mdb_env_close(environment)
    if code == MDB_INVALID, operation == "mdb_env_open" {
      // The header of `data.mdb` was looked at before. See `LockFile.invalidate`.
      throw StoreError(
        .openElsewhere,
        operation: operation,
        code: code,
        path: path,
        detail: "another process writes it anew at this moment, or lock.mdb is damaged"
      )
    }
    let needsLock = code == EACCES && options.access == .readOnly
    throw .from(
      code,
      operation,
      path: path,
      detail: needsLock ? "even a reader has to write lock.mdb, to say what it reads" : ""
    )
  }
}
