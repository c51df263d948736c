import CLMDB
import Foundation
import Testing

/// What somebody with LMDB's own tools can do to a ledger: put and remove anything, anywhere.
@safe struct RawLog: ~Copyable {
  private let environment: OpaquePointer?
  private let transaction: OpaquePointer?

  /// Lends a write transaction, and commits it.
  static func change(_ path: String, _ body: (borrowing RawLog) throws -> Void) throws {
    let log = try RawLog(path)
    do {
      try body(log)
    } catch {
      // The write lock is this thread's, and would be unmapped with it.
      unsafe mdb_txn_abort(log.transaction)
      throw error
    }
    try unsafe check(mdb_txn_commit(log.transaction))
  }

  private init(_ path: String) throws {
    var environment: OpaquePointer?
    try unsafe Self.check(mdb_env_create(&environment))
    try unsafe Self.check(mdb_env_set_mapsize(environment, 1 << 30))
    try unsafe Self.check(mdb_env_set_maxdbs(environment, 16))
    try unsafe Self.check(mdb_env_open(environment, path, UInt32(MDB_NOSYNC), 0o600))
    var transaction: OpaquePointer?
    try unsafe Self.check(mdb_txn_begin(environment, nil, 0, &transaction))
    unsafe self.environment = unsafe environment
    unsafe self.transaction = unsafe transaction
  }

  deinit {
    unsafe mdb_env_close(environment)
  }

  /// How many entries a table has.
  func count(_ table: String) throws -> UInt64 {
    var statistics = MDB_stat()
    try unsafe Self.check(mdb_stat(transaction, open(table), &statistics))
    return UInt64(statistics.ms_entries)
  }

  func value(_ table: String, _ number: UInt64) throws -> [UInt8]? {
    try value(table, Self.key(number))
  }

  func value(_ table: String, _ key: [UInt8]) throws -> [UInt8]? {
    var key = key
    let handle = try open(table)
    return try unsafe key.withUnsafeMutableBytes { bytes in
      var key = unsafe MDB_val(mv_size: bytes.count, mv_data: bytes.baseAddress)
      var value = unsafe MDB_val()
      let code = unsafe mdb_get(transaction, handle, &key, &value)
      if code == MDB_NOTFOUND { return nil }
      try Self.check(code)
      return unsafe Array(UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size))
    }
  }

  func put(_ table: String, _ number: UInt64, _ value: [UInt8]) throws {
    try put(table, Self.key(number), value)
  }

  func put(_ table: String, _ key: [UInt8], _ value: [UInt8]) throws {
    var (key, value) = (key, value)
    let handle = try open(table)
    try unsafe key.withUnsafeMutableBytes { keyBytes in
      try unsafe value.withUnsafeMutableBytes { valueBytes in
        var key = unsafe MDB_val(mv_size: keyBytes.count, mv_data: keyBytes.baseAddress)
        var value = unsafe MDB_val(mv_size: valueBytes.count, mv_data: valueBytes.baseAddress)
        try unsafe Self.check(mdb_put(transaction, handle, &key, &value, 0))
      }
    }
  }

  func remove(_ table: String, _ number: UInt64) throws { try remove(table, Self.key(number)) }

  func remove(_ table: String, _ key: [UInt8]) throws {
    var key = key
    let handle = try open(table)
    try unsafe key.withUnsafeMutableBytes { bytes in
      var key = unsafe MDB_val(mv_size: bytes.count, mv_data: bytes.baseAddress)
      let code = unsafe mdb_del(transaction, handle, &key, nil)
      if code != MDB_NOTFOUND { try Self.check(code) }
    }
  }

  /// The keys of a table, in order.
  func keys(_ table: String) throws -> [[UInt8]] {
    var cursor: OpaquePointer?
    try unsafe Self.check(mdb_cursor_open(transaction, open(table), &cursor))
    defer { unsafe mdb_cursor_close(cursor) }
    var keys: [[UInt8]] = []
    var key = unsafe MDB_val()
    var value = unsafe MDB_val()
    while unsafe mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == MDB_SUCCESS {
      unsafe keys.append(Array(UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size)))
    }
    return keys
  }

  private func open(_ table: String) throws -> MDB_dbi {
    var handle: MDB_dbi = 0
    try unsafe Self.check(mdb_dbi_open(transaction, table, 0, &handle))
    return handle
  }

  private static func key(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private struct Failure: Error { let code: Int32 }

  private static func check(_ code: Int32) throws {
    guard code == MDB_SUCCESS else { throw Failure(code: code) }
  }
}
