/// The same writes for bytes that lie in arrays, so that the callers need no spans of their own:
/// making a `RawSpan` of an array is `unsafe` in Swift 6.3.
extension LogWriter {
  /// As `append(_:)` with a span.
  ///
  /// `mdb_put` with `MDB_APPEND`.
  package mutating func append(_ envelope: [UInt8]) throws(StoreError) -> UInt64 {
    try unsafe append(envelope.span.bytes)
  }

  /// As `put(_:in:at:)` with a span.
  ///
  /// `mdb_put`.
  package mutating func put(
    _ value: [UInt8],
    in table: Table,
    at key: UInt64
  ) throws(StoreError) {
    try unsafe put(value.span.bytes, in: table, at: key)
  }

  /// As `put(_:in:for:)` with spans.
  ///
  /// `mdb_put`.
  package mutating func put(
    _ value: [UInt8],
    in table: Table,
    for key: [UInt8]
  ) throws(StoreError) {
    try unsafe put(value.span.bytes, in: table, for: key.span.bytes)
  }

  /// As `remove(in:for:)` with a span.
  ///
  /// `mdb_del`.
  package mutating func remove(in table: Table, for key: [UInt8]) throws(StoreError) -> Bool {
    try unsafe remove(in: table, for: key.span.bytes)
  }
}
