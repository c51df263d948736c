extension LogWriter {
  /// Appends an envelope that lies in an array, as `append(_:)` does with a span.
  package mutating func append(_ envelope: [UInt8]) throws(StoreError) -> UInt64 {
    try unsafe append(envelope.span.bytes)
  }

  /// Sets the value at an integer key, as `put(_:in:at:)` does with a span.
  package mutating func put(
    _ value: [UInt8],
    in table: Table,
    at key: UInt64
  ) throws(StoreError) {
    try unsafe put(value.span.bytes, in: table, at: key)
  }

  /// Sets the value for a byte key, as `put(_:in:for:)` does with spans.
  package mutating func put(
    _ value: [UInt8],
    in table: Table,
    for key: [UInt8]
  ) throws(StoreError) {
    try unsafe put(value.span.bytes, in: table, for: key.span.bytes)
  }

  /// Removes what lies at a byte key, as `remove(in:for:)` does with a span.
  package mutating func remove(in table: Table, for key: [UInt8]) throws(StoreError) -> Bool {
    try unsafe remove(in: table, for: key.span.bytes)
  }
}
