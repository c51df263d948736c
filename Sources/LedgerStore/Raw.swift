internal import CLMDB

/// `mdb_get`, `mdb_put`, `mdb_del` and their like of cursors, with typed errors.
///
/// The caller answers for the transaction being live, and for what it does with the bytes: they
/// lie in the map, and are valid until the transaction ends or writes next. Values are aligned to
/// 2 bytes only.
@unsafe enum Raw {
  /// Bytes of `MDB_val`; empty when it points nowhere.
  static func bytes(_ value: MDB_val) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
  }

  /// The bytes of a span as `MDB_val`: LMDB reads them only, though it asks for mutable ones.
  static func pointing(at bytes: UnsafeRawBufferPointer) -> MDB_val {
    unsafe MDB_val(
      mv_size: bytes.count,
      mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    )
  }

  static func value(
    _ transaction: OpaquePointer,
    _ handle: MDB_dbi,
    _ key: RawSpan,
    _ path: @autoclosure () -> String
  ) throws(StoreError) -> UnsafeRawBufferPointer? {
    var value = unsafe MDB_val()
    let code = unsafe key.withUnsafeBytes { bytes in
      var key = unsafe pointing(at: bytes)
      return unsafe mdb_get(transaction, handle, &key, &value)
    }
    if code == MDB_SUCCESS { return unsafe bytes(value) }
    if code == MDB_NOTFOUND { return nil }
    throw .from(code, "mdb_get", path: path())
  }

  static func put(
    _ transaction: OpaquePointer,
    _ handle: MDB_dbi,
    _ key: RawSpan,
    _ value: RawSpan,
    flags: Int32 = 0,
    _ path: @autoclosure () -> String
  ) throws(StoreError) {
    let code = unsafe key.withUnsafeBytes { keyBytes in
      unsafe value.withUnsafeBytes { valueBytes in
        var key = unsafe pointing(at: keyBytes)
        var value = unsafe pointing(at: valueBytes)
        return unsafe mdb_put(transaction, handle, &key, &value, UInt32(flags))
      }
    }
    guard code == MDB_SUCCESS else { throw .fromWriting(code, "mdb_put", path: path()) }
  }

  /// `mdb_cursor_put`.
  static func put(
    _ cursor: OpaquePointer?,
    _ key: RawSpan,
    _ value: RawSpan,
    flags: Int32,
    _ path: @autoclosure () -> String
  ) throws(StoreError) {
    let code = unsafe key.withUnsafeBytes { keyBytes in
      unsafe value.withUnsafeBytes { valueBytes in
        var key = unsafe pointing(at: keyBytes)
        var value = unsafe pointing(at: valueBytes)
        return unsafe mdb_cursor_put(cursor, &key, &value, UInt32(flags))
      }
    }
    guard code == MDB_SUCCESS else { throw .fromWriting(code, "mdb_cursor_put", path: path()) }
  }

  /// Moves a cursor to a key, and says what lies there; `mdb_cursor_get` with `MDB_SET`.
  static func value(
    _ cursor: OpaquePointer?,
    at key: RawSpan,
    _ path: @autoclosure () -> String
  ) throws(StoreError) -> UnsafeRawBufferPointer? {
    var value = unsafe MDB_val()
    let code = unsafe key.withUnsafeBytes { bytes in
      var key = unsafe pointing(at: bytes)
      return unsafe mdb_cursor_get(cursor, &key, &value, MDB_SET)
    }
    if code == MDB_SUCCESS { return unsafe bytes(value) }
    if code == MDB_NOTFOUND { return nil }
    throw .from(code, "mdb_cursor_get", path: path())
  }

  /// Whether there was an entry to remove.
  static func remove(
    _ transaction: OpaquePointer,
    _ handle: MDB_dbi,
    _ key: RawSpan,
    _ path: @autoclosure () -> String
  ) throws(StoreError) -> Bool {
    let code = unsafe key.withUnsafeBytes { bytes in
      var key = unsafe pointing(at: bytes)
      return unsafe mdb_del(transaction, handle, &key, nil)
    }
    if code == MDB_SUCCESS { return true }
    if code == MDB_NOTFOUND { return false }
    throw .fromWriting(code, "mdb_del", path: path())
  }
}
