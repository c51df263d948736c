/// What can be read, by a snapshot or by the writer alike: one state of the log, all at once.
///
/// Every span lies in the memory map and is valid until the transaction ends or, for a writer,
/// writes next; the compiler sees to that. Values are aligned to 2 bytes: load numbers unaligned.
package protocol LogReading: ~Copyable {
  /// The pages of the transaction.
  var pages: LogPages { get }
  /// The next position, one after the last event; as positions are dense, also how many events
  /// there are; O(1).
  var end: UInt64 { get }
}

extension LogReading where Self: ~Copyable {
  /// The value at an integer key; nil when there is none.
  ///
  /// `mdb_get`.
  ///
  /// A table with byte keys is a caller's bug and traps. Throws `corrupted` or `system`; the
  /// transaction can still be read.
  ///
  /// - Complexity: O(log n), no allocation.
  @_lifetime(borrow self)
  package borrowing func value(in table: Table, at key: UInt64) throws(StoreError) -> RawSpan? {
    guard let bytes = try unsafe pages.value(in: table, at: key) else { return nil }
    return unsafe _overrideLifetime(RawSpan(_unsafeBytes: bytes), borrowing: self)
  }

  /// The value for a byte key; nil when there is none.
  ///
  /// `mdb_get`.
  ///
  /// A table with integer keys, or a key of no bytes, is a caller's bug and traps. Throws
  /// `keyTooLong` beyond 511 bytes, `corrupted` or `system`; the transaction can still be read.
  ///
  /// - Complexity: O(log n), no allocation.
  @_lifetime(borrow self)
  package borrowing func value(in table: Table, for key: RawSpan) throws(StoreError) -> RawSpan? {
    guard let bytes = try unsafe pages.value(in: table, for: key) else { return nil }
    return unsafe _overrideLifetime(RawSpan(_unsafeBytes: bytes), borrowing: self)
  }

  /// As `value(in:for:)` with a span, for a key that lies in an array.
  ///
  /// `mdb_get`.
  ///
  /// - Complexity: O(log n), no allocation.
  @_lifetime(borrow self)
  package borrowing func value(in table: Table, for key: [UInt8]) throws(StoreError) -> RawSpan? {
    guard let bytes = try unsafe pages.value(in: table, for: key.span.bytes) else { return nil }
    return unsafe _overrideLifetime(RawSpan(_unsafeBytes: bytes), borrowing: self)
  }

  /// The envelopes from `position` on, in order; none from `end` or beyond.
  ///
  /// `mdb_cursor_open`.
  ///
  /// Throws `corrupted` or `system`.
  ///
  /// - Complexity: O(1); the first step of the cursor is O(log n).
  @_lifetime(borrow self)
  package borrowing func envelopes(
    from position: UInt64
  ) throws(StoreError) -> EnvelopeCursor {
    let cursor = try EnvelopeCursor(pages, from: position, to: end)
    return unsafe _overrideLifetime(cursor, borrowing: self)
  }

  /// The entries of a table whose keys begin with `prefix`; all of them where it is empty.
  ///
  /// They come in the order of their keys: of the bytes, or of the numbers, which are 8 bytes,
  /// little-endian.
  ///
  /// `mdb_cursor_open`.
  ///
  /// A prefix of integer keys is a caller's bug and traps. Throws `keyTooLong`, `corrupted` or
  /// `system`.
  ///
  /// - Complexity: O(1); the first step of the cursor is O(log n).
  @_lifetime(borrow self)
  package borrowing func entries(
    in table: Table,
    prefix: [UInt8] = []
  ) throws(StoreError) -> EntryCursor {
    let cursor = try EntryCursor(pages, table, prefix: prefix)
    return unsafe _overrideLifetime(cursor, borrowing: self)
  }

  /// The entries of a table with integer keys from a number on, in the order of the numbers.
  ///
  /// `mdb_cursor_open`.
  ///
  /// A table with byte keys is a caller's bug and traps. Throws `corrupted` or `system`.
  ///
  /// - Complexity: O(1); the first step of the cursor is O(log n).
  @_lifetime(borrow self)
  package borrowing func numbered(
    in table: Table,
    from number: UInt64 = 0
  ) throws(StoreError) -> NumberedCursor {
    let cursor = try NumberedCursor(pages, table, from: number)
    return unsafe _overrideLifetime(cursor, borrowing: self)
  }

  /// The greatest key of a table with integer keys; nil where it is empty.
  ///
  /// `mdb_cursor_get`.
  ///
  /// A table with byte keys is a caller's bug and traps. Throws `corrupted` or `system`.
  ///
  /// - Complexity: O(log n).
  package borrowing func lastKey(of table: Table) throws(StoreError) -> UInt64? {
    try pages.lastKey(of: table)
  }

  /// How many entries a table has.
  ///
  /// `mdb_stat`.
  ///
  /// Throws `corrupted` or `system`.
  ///
  /// - Complexity: O(1).
  package borrowing func count(of table: Table) throws(StoreError) -> UInt64 {
    try pages.count(of: table)
  }
}
