internal import CLMDB

/// The pages a transaction sees: what `LogReading` reads through.
///
/// Only the transaction that made it may hand it out, and it holds no reference: the hot path
/// must not count any.
@safe package struct LogPages {
  /// Nil in an environment in which nothing was ever committed.
  let transaction: OpaquePointer?
  /// The transaction keeps the environment; this only borrows it.
  private unowned(unsafe) let environment: Environment

  init(transaction: OpaquePointer?, environment: Environment) {
    unsafe self.transaction = unsafe transaction
    unsafe self.environment = environment
  }

  var path: String { unsafe environment.path }

  /// The handle of a table; nil while nothing was ever committed to the file.
  ///
  /// Without a transaction the handles are not looked at: the first writer may be making them.
  func handle(of table: Table) -> MDB_dbi? {
    guard unsafe transaction != nil else { return nil }
    let handle = unsafe environment.handles[Int(table.rawValue)]
    return handle == Environment.absentTable ? nil : handle
  }

  /// `mdb_get` with an integer key.
  func value(in table: Table, at key: UInt64) throws(StoreError) -> UnsafeRawBufferPointer? {
    precondition(table.hasIntegerKeys, "\(table) has byte keys")
    let key = InlineArray<1, UInt64>(repeating: key)
    return try unsafe find(table, key.span.bytes)
  }

  /// `mdb_get` with a byte key.
  func value(in table: Table, for key: RawSpan) throws(StoreError) -> UnsafeRawBufferPointer? {
    try requireKey(key, of: table)
    return try unsafe find(table, key)
  }

  /// Refuses a byte key that LMDB cannot hold.
  func requireKey(_ key: RawSpan, of table: Table) throws(StoreError) {
    precondition(!table.hasIntegerKeys, "\(table) has integer keys")
    precondition(!key.isEmpty, "a key has at least one byte")
    guard key.byteCount <= 511 else {
      throw .from(
        MDB_BAD_VALSIZE,
        "mdb_put",
        path: path,
        detail: "\(key.byteCount) bytes in \(table)"
      )
    }
  }

  private func find(_ table: Table, _ key: RawSpan) throws(StoreError) -> UnsafeRawBufferPointer? {
    guard let handle = handle(of: table), let transaction = unsafe transaction else { return nil }
    return try unsafe Raw.value(transaction, handle, key, path)
  }

  /// How many entries a table has; `mdb_stat`, O(1).
  func count(of table: Table) throws(StoreError) -> UInt64 {
    guard let handle = handle(of: table), let transaction = unsafe transaction else { return 0 }
    var statistics = MDB_stat()
    let code = unsafe mdb_stat(transaction, handle, &statistics)
    guard code == MDB_SUCCESS else { throw .from(code, "mdb_stat", path: path) }
    return UInt64(statistics.ms_entries)
  }

  /// The position after the last envelope.
  ///
  /// Gaps before it are found by whoever walks there, so that a damaged log can be examined.
  func endOfEvents() throws(StoreError) -> UInt64 {
    guard let last = try lastKey(of: .events) else { return 0 }
    guard last < .max else {
      throw .from(MDB_CORRUPTED, "mdb_cursor_get", path: path, detail: "an event at \(last)")
    }
    return last + 1
  }

  /// The greatest key of a table with integer keys; nil where it is empty; `mdb_cursor_get` with
  /// `MDB_LAST`.
  func lastKey(of table: Table) throws(StoreError) -> UInt64? {
    precondition(table.hasIntegerKeys, "\(table) has byte keys")
    guard let cursor = try unsafe openCursor(table) else { return nil }
    defer { unsafe mdb_cursor_close(cursor) }
    var key = unsafe MDB_val()
    var value = unsafe MDB_val()
    let code = unsafe mdb_cursor_get(cursor, &key, &value, MDB_LAST)
    if code == MDB_NOTFOUND { return nil }
    guard code == MDB_SUCCESS else { throw .from(code, "mdb_cursor_get", path: path) }
    return unsafe Raw.bytes(key).loadUnaligned(as: UInt64.self)
  }

  /// A cursor to be closed before the transaction ends; nil when there is nothing to walk.
  func openCursor(_ table: Table) throws(StoreError) -> OpaquePointer? {
    guard let handle = handle(of: table), let transaction = unsafe transaction else { return nil }
    var cursor: OpaquePointer?
    let code = unsafe mdb_cursor_open(transaction, handle, &cursor)
    guard code == MDB_SUCCESS else { throw .from(code, "mdb_cursor_open", path: path) }
    return unsafe cursor
  }
}
