internal import CLMDB

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension LogStore {
  /// Writes every entry of a log into a new file that takes the old one's place: of what was removed
  /// nothing is left, not in unused pages and not in the unused parts of pages.
  ///
  /// `mdb_env_copy2` with `MDB_CP_COMPACT` copies used pages as they are, and a page from which an entry
  /// was removed may still hold its bytes. So the entries are put into a new environment, in their
  /// order. It lies in the folder, as `compacting`, and its file is renamed over the old one when all is on
  /// the disk: whoever is cut off has the old file, and the next call begins anew.
  ///
  /// A process that opens it meanwhile waits, and has the new file.
  ///
  /// - Parameters:
  ///   - path: The folder of the log.
  ///   - metaKey: The entry of table `meta` that the new file does not get.
  /// - Throws: `alreadyOpen` where this process has the log open, `openElsewhere` where another has, what
  ///   `open` throws, `notWritable` where the new file could not be given the old one's owner,
  ///   `unusableFile` where `compacting` is no folder, `diskFull` or `system`; the log is then as it was,
  ///   unless it was the folder that could not be synced at the end.
  /// - Complexity: O(size of the log), read and written once, and as much room beside it.
  package static func rewrite(
    at path: String,
    omitting metaKey: [UInt8]
  ) throws(StoreError) {
    let source = try open(at: path, options: Options(durability: .full))
    defer { source.close() }
    try FolderLock.whileAlone(in: path) { () throws(StoreError) in
      try rewrite(source, omitting: metaKey)
    }
  }

  /// Whether a rewriting is under way in a folder, or was cut off there.
  static func isBeingRewritten(at path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path + "/" + draftName, &status) == 0
  }

  /// The folder in which the new file is made.
  private static let draftName = "compacting"

  private static func rewrite(
    _ source: LogStore,
    omitting metaKey: [UInt8]
  ) throws(StoreError) {
    let path = source.path
    // Beside the folder could be another file system: the folder can be a mount, or a link to one.
    let draft = path + "/" + draftName
    // Its lock would be lost with a descriptor of the same file that is closed before.
    let lock = try LockFile(in: path, access: .readWrite)
    defer {
      source.close()
      lock.close()
    }
    try lock.holdAlone(because: "nobody may have it open while it is written anew")
    try removeDraft(draft, in: path)
    do throws(StoreError) {
      // Pages can come out half full, never emptier: the map need not grow.
      let room = 2 * Int(source.sizeInBytes) + (1 << 30)
      let options = Options(
        durability: .none,
        createsIfMissing: true,
        initialMapSizeInBytes: room,
        maximumMapSizeInBytes: room
      )
      let target = try open(at: draft, options: options)
      defer { target.close() }
      let writer = try source.beginAppend()
      for table in Table.allCases { try copy(table, from: writer.pages, to: target) }
      try target.finishRewriting(omitting: metaKey)
      // Closing would sync too, and tell nobody if that failed; a second sync would not tell either.
      try target.sync()
      target.close()
      try FileSystem.giveOwner(of: path + "/data.mdb", to: draft + "/data.mdb", in: path)
      try FileSystem.sync(draft + "/data.mdb", in: path)
      // Before the new file is in place: whoever waits for LMDB's lock has it when this process dies.
      try lock.invalidate()
      guard unsafe rename(draft + "/data.mdb", path + "/data.mdb") == 0 else {
        throw .fromErrno("rename", path: path)
      }
      // Nobody has written to the old file until here.
      _ = consume writer
      try FileSystem.sync(path, in: path)
    } catch {
      try? removeDraft(draft, in: path)
      throw error
    }
    try removeDraft(draft, in: path)
  }

  private func finishRewriting(omitting metaKey: [UInt8]) throws(StoreError) {
    var writer = try beginAppend()
    _ = try writer.remove(in: .meta, for: metaKey)
    try writer.commit()
  }

  /// The entries put in one transaction: as many as keep it small.
  private static let batchSizeInBytes = 16 << 20

  private static func copy(
    _ table: Table,
    from pages: LogPages,
    to target: LogStore
  ) throws(StoreError) {
    var cursor = unsafe RewriteCursor(try unsafe pages.openCursor(table), path: pages.path)
    var isDone = false
    while !isDone {
      var writer = try target.beginAppend()
      var size = 0
      while size < batchSizeInBytes {
        guard let entry = try cursor.next() else {
          isDone = true
          break
        }
        try writer.put(entry: entry.key, entry.value, in: table)
        size += entry.key.byteCount + entry.value.byteCount
      }
      try writer.commit()
    }
    let count = try target.beginRead().count(of: table)
    guard try count == pages.count(of: table) else {
      throw .from(MDB_CORRUPTED, "mdb_cursor_get", path: pages.path, detail: "table \(table)")
    }
  }

  private static func removeDraft(_ draft: String, in path: String) throws(StoreError) {
    // What lies behind a link is not ours to remove.
    if let status = try FileSystem.status(of: draft, followingLinks: false, in: path),
      !FileSystem.isKind(S_IFDIR, status)
    {
      throw StoreError(
        .unusableFile,
        operation: "lstat",
        path: path,
        detail: "compacting is no folder"
      )
    }
    for name in ["data.mdb", LedgerFolder.draftName, "lock.mdb"] {
      unsafe unlink(draft + "/" + name)
    }
    guard unsafe rmdir(draft) == 0 || errno == ENOENT else {
      throw .fromErrno("rmdir", path: draft, detail: "what a rewriting that was cut off left")
    }
  }
}

/// A walk over all entries of any table.
@safe private struct RewriteCursor: ~Copyable, ~Escapable {
  struct Entry: ~Escapable {
    let key: RawSpan
    let value: RawSpan

    @_lifetime(copy key, copy value)
    init(key: RawSpan, value: RawSpan) {
      self.key = key
      self.value = value
    }
  }

  private let cursor: OpaquePointer?
  private let path: String
  private var hasBegun = false

  @_lifetime(immortal)
  init(_ cursor: OpaquePointer?, path: String) {
    unsafe self.cursor = unsafe cursor
    self.path = path
  }

  deinit {
    if let cursor = unsafe cursor { unsafe mdb_cursor_close(cursor) }
  }

  /// The next entry; `mdb_cursor_get` with `MDB_FIRST`, then `MDB_NEXT`.
  @_lifetime(copy self)
  mutating func next() throws(StoreError) -> Entry? {
    guard let cursor = unsafe cursor else { return nil }
    var key = unsafe MDB_val()
    var value = unsafe MDB_val()
    let code = unsafe mdb_cursor_get(cursor, &key, &value, hasBegun ? MDB_NEXT : MDB_FIRST)
    hasBegun = true
    if code == MDB_NOTFOUND { return nil }
    guard code == MDB_SUCCESS else { throw .from(code, "mdb_cursor_get", path: path) }
    let entry = unsafe Entry(
      key: RawSpan(_unsafeBytes: Raw.bytes(key)),
      value: RawSpan(_unsafeBytes: Raw.bytes(value))
    )
    return unsafe _overrideLifetime(entry, copying: self)
  }
}
