internal import CLMDB

/// A walk over the envelopes in the order of their positions.
///
/// Each step is one `mdb_cursor_get`: no allocation, no reference counting.
@safe package struct EnvelopeCursor: ~Copyable, ~Escapable {
  private let cursor: OpaquePointer?
  private let pages: LogPages
  private let end: UInt64
  /// The position of the envelope that `next` gives next.
  package private(set) var position: UInt64
  private var hasBegun = false

  @_lifetime(immortal)
  init(_ pages: LogPages, from position: UInt64, to end: UInt64) throws(StoreError) {
    unsafe cursor = position < end ? try unsafe pages.openCursor(.events) : nil
    self.pages = pages
    self.position = position
    self.end = end
  }

  deinit {
    if let cursor = unsafe cursor { unsafe mdb_cursor_close(cursor) }
  }

  /// The envelope at `position`, which then moves on by one; nil at the end.
  ///
  /// `mdb_cursor_get` with `MDB_SET`, then `MDB_NEXT`.
  ///
  /// Throws `corrupted`, naming the position, when the positions have a gap; the cursor is then
  /// of no more use, the transaction is.
  ///
  /// - Complexity: O(1), O(log n) the first time.
  @_lifetime(copy self)
  package mutating func next() throws(StoreError) -> RawSpan? {
    guard position < end, let cursor = unsafe cursor else { return nil }
    var value = unsafe MDB_val()
    var found = position
    let code: Int32
    if hasBegun {
      var key = unsafe MDB_val()
      code = unsafe mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
      if code == MDB_SUCCESS { found = unsafe Raw.bytes(key).loadUnaligned(as: UInt64.self) }
    } else {
      code = unsafe withUnsafeMutableBytes(of: &found) { bytes in
        var key = unsafe MDB_val(mv_size: bytes.count, mv_data: bytes.baseAddress)
        return unsafe mdb_cursor_get(cursor, &key, &value, MDB_SET)
      }
      hasBegun = true
    }
    guard code == MDB_SUCCESS, found == position else { throw gap(code) }
    position += 1
    return unsafe _overrideLifetime(RawSpan(_unsafeBytes: Raw.bytes(value)), copying: self)
  }

  private func gap(_ code: Int32) -> StoreError {
    guard code == MDB_SUCCESS || code == MDB_NOTFOUND else {
      return .from(code, "mdb_cursor_get", path: pages.path, detail: "at position \(position)")
    }
    return StoreError(
      .corrupted,
      operation: "mdb_cursor_get",
      path: pages.path,
      detail: "there is no event at position \(position)"
    )
  }
}
