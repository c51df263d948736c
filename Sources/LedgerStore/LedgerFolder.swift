#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// A folder looked at before LMDB opens it, so that what is wrong is told in plain words.
struct LedgerFolder {
  let path: String
  let identity: FolderIdentity
  /// Whether `data.mdb` has still to be made.
  let isNew: Bool

  /// Looks at the folder, making it (mode 0700, parents not) when the options ask for that.
  ///
  /// Throws `notFound`, `notALedger`, `unusableFile`, `networkFileSystem`, `notWritable`, `corrupted` or
  /// `system`; a folder made here stays, empty.
  init(at path: String, options: LogStore.Options) throws(StoreError) {
    self.path = path
    let creates = options.createsIfMissing && options.access == .readWrite
    identity = try Self.identity(of: path, creates: creates)
    try FileSystem.requireLocal(path)
    if options.access == .readWrite {
      try Self.requireWritable(path, in: path, "the folder")
    }
    guard let status = try Self.dataFileStatus(in: path, creates: creates) else {
      isNew = true
      return
    }
    // A process that dies right after `open` leaves an empty file; LMDB then starts anew.
    isNew = status.st_size == 0 && creates
    if !isNew { try DataFile(at: path + "/data.mdb", in: path).check() }
    if options.access == .readWrite {
      try Self.requireWritable(path + "/data.mdb", in: path, "data.mdb")
    }
  }

  /// What tells the folder from all others; `stat`.
  ///
  /// Throws `notALedger` where something else lies there, and `notFound` where nothing does.
  static func identity(
    of path: String,
    creates: Bool
  ) throws(StoreError) -> FolderIdentity {
    if let status = try FileSystem.status(of: path, followingLinks: true, in: path) {
      guard FileSystem.isKind(S_IFDIR, status) else {
        throw StoreError(.notALedger, operation: "stat", path: path, detail: "it is no folder")
      }
      return FolderIdentity(status)
    }
    guard creates else { throw StoreError(.notFound, operation: "stat", code: ENOENT, path: path) }
    guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw .fromErrno("mkdir", path: path)
    }
    try FileSystem.sync(FileSystem.parent(of: path), in: path)
    guard let status = try FileSystem.status(of: path, followingLinks: true, in: path) else {
      throw .from(ENOENT, "stat", path: path)
    }
    return FolderIdentity(status)
  }

  /// The state of `data.mdb`; nil when it is to be made.
  ///
  /// Throws `notALedger` where it is missing, and is not to be made or has other files beside it.
  private static func dataFileStatus(in path: String, creates: Bool) throws(StoreError) -> stat? {
    if let status = try dataFileStatus(in: path) { return status }
    if creates {
      if try holdsNothingElse(path) { return nil }
      // Another process may have made it between the two looks.
      if let status = try dataFileStatus(in: path) { return status }
    }
    throw StoreError(
      .notALedger,
      operation: "stat",
      path: path,
      detail: creates ? "it holds other files and no data.mdb" : "it holds no data.mdb"
    )
  }

  /// The state of `data.mdb`; nil when there is none.
  ///
  /// A second name of the file, as a link of either kind, would have a lock file of its own, and
  /// two writers that do not know of each other destroy the log.
  static func dataFileStatus(in path: String) throws(StoreError) -> stat? {
    let file = path + "/data.mdb"
    guard let status = try FileSystem.status(of: file, followingLinks: false, in: path) else {
      return nil
    }
    if FileSystem.isKind(S_IFLNK, status) {
      throw StoreError(
        .unusableFile,
        operation: "lstat",
        path: path,
        detail: "data.mdb is a symbolic link"
      )
    }
    guard FileSystem.isKind(S_IFREG, status) else {
      throw StoreError(
        .unusableFile,
        operation: "lstat",
        path: path,
        detail: "data.mdb is no regular file"
      )
    }
    if status.st_nlink > 1 {
      throw StoreError(
        .unusableFile,
        operation: "lstat",
        path: path,
        detail: "data.mdb has a second name, a hard link"
      )
    }
    return status
  }

  private static func requireWritable(
    _ file: String,
    in path: String,
    _ what: String
  ) throws(StoreError) {
    guard unsafe access(file, W_OK) == 0 else {
      throw .fromErrno("access", path: path, detail: "\(what) is not writable")
    }
  }

  /// Names beginning with a dot are the system's own, and `lock.mdb` alone is left by a process
  /// that died before it made `data.mdb`.
  private static func holdsNothingElse(_ path: String) throws(StoreError) -> Bool {
    try FileSystem.names(in: path).allSatisfy { $0.hasPrefix(".") || $0 == "lock.mdb" }
  }
}
