internal import CLMDB

/// A walk over the entries of a table with integer keys, in the order of their numbers.
///
/// Each step is one `mdb_cursor_get`: no allocation, no reference counting. Unlike
/// `EnvelopeCursor` it takes gaps as they are, so that a damaged log can be walked to its end.
@safe package struct NumberedCursor: ~Copyable, ~Escapable {
  /// A key and its value, valid as long as the transaction's state that the cursor walks.
  package struct Entry: ~Escapable {
    /// The number.
    package let number: UInt64
    /// Any number of bytes.
    package let value: RawSpan

    @_lifetime(copy value)
    init(number: UInt64, value: RawSpan) {
      self.number = number
      self.value = value
    }
  }

  private let cursor: OpaquePointer?
  private let pages: LogPages
  private let first: UInt64
  private var hasBegun = false

  @_lifetime(immortal)
  init(_ pages: LogPages, _ table: Table, from number: UInt64) throws(StoreError) {
    precondition(table.hasIntegerKeys, "\(table) has byte keys")
    unsafe cursor = try unsafe pages.openCursor(table)
    self.pages = pages
    first = number
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
    if hasBegun {
      code = unsafe mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
    } else {
      var number = first
      code = unsafe withUnsafeMutableBytes(of: &number) { bytes in
        unsafe key = unsafe MDB_val(mv_size: bytes.count, mv_data: bytes.baseAddress)
        return unsafe mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE)
      }
      hasBegun = true
    }
    if code == MDB_NOTFOUND { return nil }
    guard code == MDB_SUCCESS else { throw .from(code, "mdb_cursor_get", path: pages.path) }
    let entry = unsafe Entry(
      number: Raw.bytes(key).loadUnaligned(as: UInt64.self),
      value: RawSpan(_unsafeBytes: Raw.bytes(value))
    )
    return unsafe _overrideLifetime(entry, copying: self)
  }
}
