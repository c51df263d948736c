#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// A folder looked at before LMDB opens it, so that what is wrong is told in plain words.
///
/// While there is one, nobody puts another file in the place of the one that was looked at.
struct LedgerFolder {
  let path: String
  private let lock: FolderLock
  let identity: FileIdentity
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
    lock = try FolderLock(sharedIn: path, access: options.access)
    if options.access == .readWrite {
      try Self.requireWritable(path, in: path, "the folder")
    }
    guard let status = try Self.dataFileStatus(in: path, creates: creates) else {
      isNew = true
      return
    }
    isNew = false
    guard status.st_size > 0 else { throw Self.emptied(path) }
    try Self.check(path, examines: options.examinesFile)
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
  ) throws(StoreError) -> FileIdentity {
    if let status = try FileSystem.status(of: path, followingLinks: true, in: path) {
      guard FileSystem.isKind(S_IFDIR, status) else {
        throw StoreError(.notALedger, operation: "stat", path: path, detail: "it is no folder")
      }
      return FileIdentity(status)
    }
    guard creates else { throw StoreError(.notFound, operation: "stat", code: ENOENT, path: path) }
    guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw .fromErrno("mkdir", path: path)
    }
    guard let status = try FileSystem.status(of: path, followingLinks: true, in: path) else {
      throw .from(ENOENT, "stat", path: path)
    }
    return FileIdentity(status)
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
    let detail =
      if creates, try !lockFileIsEmpty(path) {
        "data.mdb is gone, and lock.mdb tells that it was there; restore a copy"
      } else {
        creates ? "it holds other files and no data.mdb" : "it holds no data.mdb"
      }
    throw StoreError(.notALedger, operation: "stat", path: path, detail: detail)
  }

  /// The state of `data.mdb`; nil when there is none.
  ///
  /// A second name of the file, as a link of either kind, would have a lock file of its own, and
  /// two writers that do not know of each other destroy the log.
  static func dataFileStatus(in path: String) throws(StoreError) -> stat? {
    try FileSystem.statusOfOwnFile("data.mdb", in: path)
  }

  /// A ledger's file is made whole, under another name: an empty one was emptied.
  private static func emptied(_ path: String) -> StoreError {
    StoreError(
      .notALedger,
      operation: "lstat",
      path: path,
      detail: "data.mdb is empty; where it was a ledger, restore a copy"
    )
  }

  /// Refuses a `data.mdb` that LMDB cannot be let at, by what an examination says of it where one is asked
  /// for.
  private static func check(_ path: String, examines: Bool) throws(StoreError) {
    let file = try DataFile(at: path + "/data.mdb", in: path)
    if examines {
      try file.checkHeader()
      try LogStore.requireSoundPages(at: path)
    }
    try file.check()
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

  /// Whether a log can be made among what lies there.
  ///
  /// Names beginning with a dot are the system's own. A process that died before it made `data.mdb` leaves
  /// its draft, and `lock.mdb`, in which LMDB writes nothing before it has opened `data.mdb`.
  private static func holdsNothingElse(_ path: String) throws(StoreError) -> Bool {
    for name in try FileSystem.names(in: path) where !name.hasPrefix(".") && name != draftName {
      guard name == "lock.mdb", try lockFileIsEmpty(path) else { return false }
    }
    return true
  }

  private static func lockFileIsEmpty(_ path: String) throws(StoreError) -> Bool {
    try FileSystem.statusOfOwnFile("lock.mdb", in: path)?.st_size ?? 0 == 0
  }
}
