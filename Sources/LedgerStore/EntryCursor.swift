internal import CLMDB

/// A walk over the entries of a table in the order of their keys.
@safe package struct EntryCursor: ~Copyable, ~Escapable {
  /// A key and its value, valid as long as the transaction's state that the cursor walks.
  package struct Entry: ~Escapable {
    /// 1 to 511 bytes, beginning with the prefix that was asked for; of integer keys 8 bytes,
    /// little-endian.
    package let key: RawSpan
    /// Any number of bytes.
    package let value: RawSpan

    @_lifetime(copy key, copy value)
    init(key: RawSpan, value: RawSpan) {
      self.key = key
      self.value = value
    }
  }

  private let cursor: OpaquePointer?
  private let pages: LogPages
  private let prefix: [UInt8]
  private var hasBegun = false

  @_lifetime(immortal)
  init(_ pages: LogPages, _ table: Table, prefix: [UInt8]) throws(StoreError) {
    precondition(prefix.isEmpty || !table.hasIntegerKeys, "\(table) has integer keys")
    if !prefix.isEmpty { try unsafe pages.requireKey(prefix.span.bytes, of: table) }
    unsafe cursor = try unsafe pages.openCursor(table)
    self.pages = pages
    self.prefix = prefix
  }

  deinit {
    if let cursor = unsafe cursor { unsafe mdb_cursor_close(cursor) }
  }

  /// The next entry; nil at the end.
  ///
  /// `mdb_cursor_get` with `MDB_SET_RANGE`, then `MDB_NEXT`.
  ///
  /// Throws `corrupted` or `system`; the cursor is then of no more use, the transaction is.
  ///
  /// - Complexity: O(1), O(log n) the first time, no allocation.
  @_lifetime(copy self)
  package mutating func next() throws(StoreError) -> Entry? {
    guard let cursor = unsafe cursor else { return nil }
    var key = unsafe MDB_val()
    var value = unsafe MDB_val()
    let code: Int32
    if hasBegun || prefix.isEmpty {
      let step = hasBegun ? MDB_NEXT : MDB_FIRST
      code = unsafe mdb_cursor_get(cursor, &key, &value, step)
    } else {
      code = unsafe prefix.withUnsafeBytes { bytes in
        unsafe key = unsafe Raw.pointing(at: bytes)
        return unsafe mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE)
      }
    }
    hasBegun = true
    if code == MDB_NOTFOUND { return nil }
    guard code == MDB_SUCCESS else { throw .from(code, "mdb_cursor_get", path: pages.path) }
    guard unsafe Raw.bytes(key).starts(with: prefix) else { return nil }
    let entry = unsafe Entry(
      key: RawSpan(_unsafeBytes: Raw.bytes(key)),
      value: RawSpan(_unsafeBytes: Raw.bytes(value))
    )
    return unsafe _overrideLifetime(entry, copying: self)
  }
}
