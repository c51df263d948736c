internal import CLMDB

/// The one write transaction of all processes: dropping it aborts, `commit` makes it durable.
///
/// LMDB binds it to the thread that began it: it must not be used or dropped on another. Whatever
/// a write throws, apart from `keyTooLong`, is thrown again by every later write and by `commit`.
@safe package struct LogWriter: ~Copyable, LogReading {
  private var transaction: OpaquePointer?
  private let environment: Environment
  private let createsTables: Bool
  /// The next position, one after the last event, with those appended here.
  package private(set) var end: UInt64
  /// What ended this transaction's use, if anything did.
  private(set) var failure: StoreError?
  /// The size of the map when the transaction began.
  let mapSizeInBytes: Int
  /// Where the last envelope was appended; LMDB closes it with the transaction.
  private var eventCursor: OpaquePointer?

  /// `mdb_txn_begin`, blocking for the write lock.
  init(_ environment: Environment) throws(StoreError) {
    let begun = try unsafe environment.beginWrite()
    let end: UInt64
    do throws(StoreError) {
      end = try unsafe LogPages(transaction: begun.transaction, environment: environment)
        .endOfEvents()
    } catch {
      unsafe mdb_txn_abort(begun.transaction)
      environment.leave()
      throw error
    }
    unsafe transaction = unsafe begun.transaction
    unsafe createsTables = begun.createsTables
    self.environment = environment
    mapSizeInBytes = environment.information.mapSizeInBytes
    self.end = end
  }

  deinit {
    guard let transaction = unsafe transaction, environment.isSameProcess else { return }
    unsafe mdb_txn_abort(transaction)
    environment.leave()
  }

  /// The pages of this state, with what was written here.
  package var pages: LogPages {
    unsafe LogPages(transaction: transaction, environment: environment)
  }

  /// Appends an envelope and says its position, the former `end`.
  ///
  /// `mdb_cursor_put` with `MDB_APPEND`, by one cursor, which keeps its way down the tree.
  ///
  /// Throws `mapFull`, `diskFull`, `corrupted` or `system`; the transaction can then only be
  /// dropped.
  ///
  /// - Complexity: O(1), O(log n) where a page is full; without a comparison of keys.
  package mutating func append(_ envelope: RawSpan) throws(StoreError) -> UInt64 {
    let position = end
    let key = InlineArray<1, UInt64>(repeating: position)
    let pages = pages
    var cursor = unsafe eventCursor
    unsafe eventCursor = try unsafe recordingFailure { () throws(StoreError) -> OpaquePointer? in
      if unsafe cursor == nil { unsafe cursor = try unsafe pages.openCursor(.events) }
      try unsafe Raw.put(cursor, key.span.bytes, envelope, flags: MDB_APPEND, pages.path)
      return unsafe cursor
    }
    end += 1
    return position
  }

  /// Sets the value at an integer key, replacing any.
  ///
  /// `mdb_put`.
  ///
  /// `events`, or a table with byte keys, is a caller's bug and traps. Throws as `append` does.
  ///
  /// - Complexity: O(log n).
  package mutating func put(
    _ value: RawSpan,
    in table: Table,
    at key: UInt64
  ) throws(StoreError) {
    requireIntegerKeys(table)
    let key = InlineArray<1, UInt64>(repeating: key)
    try unsafe write(table) { (transaction, handle, path) throws(StoreError) in
      try unsafe Raw.put(transaction, handle, key.span.bytes, value, path())
    }
  }

  /// Sets the value at an integer key that is greater than all others of its table.
  ///
  /// `mdb_put` with `MDB_APPEND`: pages are filled to the end, and not halved as they are by puts in
  /// the middle.
  ///
  /// `events`, or a table with byte keys, is a caller's bug and traps. Throws as `append` does, and
  /// `system` where a greater key is there.
  ///
  /// - Complexity: O(log n), without a comparison of keys.
  package mutating func putLast(
    _ value: [UInt8],
    in table: Table,
    at key: UInt64
  ) throws(StoreError) {
    requireIntegerKeys(table)
    let key = InlineArray<1, UInt64>(repeating: key)
    try unsafe write(table) { (transaction, handle, path) throws(StoreError) in
      try unsafe Raw.put(
        transaction,
        handle,
        key.span.bytes,
        value.span.bytes,
        flags: MDB_APPEND,
        path()
      )
    }
  }

  /// Sets the value for a byte key, replacing any.
  ///
  /// `mdb_put`.
  ///
  /// A table with integer keys, or a key of no bytes, is a caller's bug and traps, and so is the
  /// store's own key `format` in `meta`. Throws `keyTooLong` beyond 511 bytes, which harms
  /// nothing, or as `append` does.
  ///
  /// - Complexity: O(log n).
  package mutating func put(
    _ value: RawSpan,
    in table: Table,
    for key: RawSpan
  ) throws(StoreError) {
    try requireKey(key, of: table)
    try unsafe write(table) { (transaction, handle, path) throws(StoreError) in
      try unsafe Raw.put(transaction, handle, key, value, path())
    }
  }

  /// Puts an entry of another log, with the key as its bytes are there; the store's own `format` of a new
  /// log is replaced by one that is equal.
  ///
  /// `mdb_put`.
  mutating func put(
    entry key: RawSpan,
    _ value: RawSpan,
    in table: Table
  ) throws(StoreError) {
    try unsafe write(table) { (transaction, handle, path) throws(StoreError) in
      try unsafe Raw.put(transaction, handle, key, value, path())
    }
  }

  /// Removes what lies at an integer key, and says whether anything did.
  ///
  /// `mdb_del`.
  ///
  /// `events`, or a table with byte keys, is a caller's bug and traps. Throws as `append` does.
  ///
  /// - Complexity: O(log n).
  package mutating func remove(in table: Table, at key: UInt64) throws(StoreError) -> Bool {
    requireIntegerKeys(table)
    let key = InlineArray<1, UInt64>(repeating: key)
    var wasThere = false
    try unsafe write(table) { (transaction, handle, path) throws(StoreError) in
      wasThere = try unsafe Raw.remove(transaction, handle, key.span.bytes, path())
    }
    return wasThere
  }

  /// Removes what lies at a byte key, and says whether anything did.
  ///
  /// `mdb_del`.
  ///
  /// Traps and throws as `put(_:in:for:)` does.
  ///
  /// - Complexity: O(log n).
  package mutating func remove(in table: Table, for key: RawSpan) throws(StoreError) -> Bool {
    try requireKey(key, of: table)
    var wasThere = false
    try unsafe write(table) { (transaction, handle, path) throws(StoreError) in
      wasThere = try unsafe Raw.remove(transaction, handle, key, path())
    }
    return wasThere
  }

  /// Commits: the only point at which anything written here becomes durable, or visible to
  /// others.
  ///
  /// `mdb_txn_commit`.
  ///
  /// Throws what an earlier write threw, or `mapFull`: nothing was written and the store is
  /// unharmed. Throws `diskFull` or `system` when writing or syncing failed: then the store has
  /// turned read-only, and whether the transaction survives a power cut is unknown until it is
  /// opened again.
  ///
  /// - Complexity: O(pages changed), and the disk's time to sync.
  package consuming func commit() throws(StoreError) {
    if let failure { throw failure }
    guard let transaction = unsafe transaction.take() else { return }
    environment.willCommit()
    let code = unsafe mdb_txn_commit(transaction)
    var error: StoreError?
    if code == MDB_SUCCESS {
      // What was committed to a file that is not the log's any more is not acknowledged.
      do throws(StoreError) { try environment.requireFilesInPlace() } catch let other {
        error = other
      }
    } else {
      error = .fromWriting(code, "mdb_txn_commit", path: environment.path)
    }
    environment.didCommit(
      brokenBy: code == MDB_MAP_FULL ? nil : error,
      hasMadeTables: code == MDB_SUCCESS && createsTables
    )
    if let error { throw error }
  }

  private func requireIntegerKeys(_ table: Table) {
    precondition(table != .events, "events are only appended, and never removed")
    precondition(table.hasIntegerKeys, "\(table) has byte keys")
  }

  private func requireKey(_ key: RawSpan, of table: Table) throws(StoreError) {
    try pages.requireKey(key, of: table)
    precondition(
      table != .meta || !(unsafe key.withUnsafeBytes { unsafe $0.elementsEqual(Format.key) }),
      "the format of the log is not the caller's to set"
    )
  }

  /// Runs one write, remembering its failure: LMDB marks the transaction as failed too, but would
  /// answer later writes with `MDB_BAD_TXN` and forget why.
  private mutating func write(
    _ table: Table,
    _ body: (OpaquePointer, MDB_dbi, _ path: @autoclosure () -> String) throws(StoreError) -> Void
  ) throws(StoreError) {
    let pages = pages
    guard let transaction = unsafe transaction, let handle = pages.handle(of: table) else {
      preconditionFailure("a writer has its transaction and all tables until it is committed")
    }
    try recordingFailure { () throws(StoreError) in
      try unsafe body(transaction, handle, pages.path)
    }
  }

  /// Runs something that writes, remembering its failure.
  mutating func recordingFailure<Result>(
    _ body: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    if let failure { throw failure }
    do throws(StoreError) {
      return try body()
    } catch {
      failure = error
      // A large transaction spills pages to the disk before its commit.
      if error.code > 0 { environment.markBroken(by: error) }
      throw error
    }
  }
}
