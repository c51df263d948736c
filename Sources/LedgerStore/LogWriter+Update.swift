internal import CLMDB

extension LogWriter {
  /// Sets the values at integer keys, each made of what lies there so far.
  ///
  /// One cursor goes through the table, `mdb_cursor_get` with `MDB_SET` and `mdb_cursor_put` with
  /// `MDB_CURRENT`: neighbours share the way down the tree. Keys beyond the last one are put with
  /// `MDB_APPEND`, which fills pages to the end.
  ///
  /// Keys that do not ascend, `events`, or a table with byte keys, are a caller's bug and trap.
  ///
  /// - Parameters:
  ///   - table: Where.
  ///   - keys: In ascending order, none twice.
  ///   - value: Called for each in turn, with its place among the keys and what lies there, nil for
  ///     nothing; nil ends it.
  /// - Returns: The first key that was given no value, with those before it set; nil where all were.
  /// - Throws: As `append` does.
  /// - Complexity: O(1) for a key near the one before, else O(log n).
  package mutating func update(
    _ table: Table,
    at keys: [UInt64],
    _ value: (_ place: Int, _ present: RawSpan?) -> [UInt8]?
  ) throws(StoreError) -> UInt64? {
    precondition(table != .events, "events are only appended, and never replaced")
    let pages = pages
    return try recordingFailure { () throws(StoreError) in
      var last = try pages.lastKey(of: table)
      let cursor = try unsafe pages.openCursor(table)
      defer { unsafe mdb_cursor_close(cursor) }
      for (place, number) in keys.enumerated() {
        precondition(place == 0 || keys[place - 1] < number, "keys ascend")
        let key = InlineArray<1, UInt64>(repeating: number)
        let isLast = last.map { $0 < number } ?? true
        let present =
          try unsafe isLast ? nil : Raw.value(cursor, at: key.span.bytes, pages.path)
        let bytes =
          if let present = unsafe present {
            value(place, unsafe RawSpan(_unsafeBytes: present))
          } else {
            value(place, nil)
          }
        guard let bytes else { return number }
        let flags = unsafe isLast ? MDB_APPEND : present == nil ? 0 : Int32(MDB_CURRENT)
        try unsafe Raw.put(cursor, key.span.bytes, bytes.span.bytes, flags: flags, pages.path)
        if isLast { last = number }
      }
      return nil
    }
  }
}
