import CBaselineLMDB
import Transparency

/// The baseline: LMDB itself in a tight loop, with the record sizes and commits of the ledger.
///
/// Written as its user would write it at its best: one environment, integer keys, appends.
@safe struct RawLMDB: ~Copyable {
  private let environment: OpaquePointer?
  private var events = MDB_dbi()
  private var heads = MDB_dbi()
  private var tiles = MDB_dbi()
  private var count: UInt64 = 0

  /// Opens an empty environment in a folder that exists.
  init(at path: String, isDurable: Bool) {
    var opened: OpaquePointer?
    unsafe RawLMDB.check(mdb_env_create(&opened))
    unsafe RawLMDB.check(mdb_env_set_mapsize(opened, 1 << 34))
    unsafe RawLMDB.check(mdb_env_set_maxdbs(opened, 4))
    let flags = isDurable ? 0 : UInt32(MDB_NOSYNC)
    unsafe RawLMDB.check(mdb_env_open(opened, path, flags, 0o600))
    unsafe environment = unsafe opened
    var transaction: OpaquePointer?
    unsafe RawLMDB.check(mdb_txn_begin(opened, nil, 0, &transaction))
    let flag = UInt32(MDB_CREATE | MDB_INTEGERKEY)
    unsafe RawLMDB.check(mdb_dbi_open(transaction, "events", flag, &events))
    unsafe RawLMDB.check(mdb_dbi_open(transaction, "heads", flag, &heads))
    unsafe RawLMDB.check(mdb_dbi_open(transaction, "tiles", flag, &tiles))
    unsafe RawLMDB.check(mdb_txn_commit(transaction))
  }

  /// Opens the log of a ledger that nobody else has open, to be read.
  init(readingLogAt path: String) {
    var opened: OpaquePointer?
    unsafe RawLMDB.check(mdb_env_create(&opened))
    unsafe RawLMDB.check(mdb_env_set_maxdbs(opened, 16))
    unsafe RawLMDB.check(mdb_env_open(opened, path, UInt32(MDB_RDONLY | MDB_NOLOCK), 0o600))
    unsafe environment = unsafe opened
    var transaction: OpaquePointer?
    unsafe RawLMDB.check(mdb_txn_begin(opened, nil, UInt32(MDB_RDONLY), &transaction))
    unsafe RawLMDB.check(mdb_dbi_open(transaction, "events", UInt32(MDB_INTEGERKEY), &events))
    unsafe RawLMDB.check(mdb_txn_commit(transaction))
  }

  deinit {
    unsafe mdb_env_close(environment)
  }

  /// Appends records in one commit, and puts a head for each.
  mutating func append(_ records: Int, of size: Int, head: Int, tickets: UInt64) {
    var rows: GroupedRows?
    append(records, of: size, head: head, tickets: tickets, into: &rows)
  }

  /// Appends records in one commit, puts a head for each, and carries on the tree over them, if any.
  mutating func append(
    _ records: Int,
    of size: Int,
    head: Int,
    tickets: UInt64,
    into rows: inout GroupedRows?
  ) {
    var record = [UInt8](repeating: 7, count: size)
    var headBytes = [UInt8](repeating: 9, count: head)
    var transaction: OpaquePointer?
    unsafe RawLMDB.check(mdb_txn_begin(environment, nil, 0, &transaction))
    for _ in 0..<records {
      unsafe RawLMDB.put(transaction, events, count, &record, UInt32(MDB_APPEND))
      unsafe RawLMDB.put(transaction, heads, count % tickets, &headBytes, 0)
      rows?.append(Hash.leaf(record)) { level, group, hashes in
        var bytes = Hash.bytes(of: hashes)
        let key = UInt64(255 - level) << 56 | group
        unsafe RawLMDB.put(transaction, tiles, key, &bytes, level == 0 ? UInt32(MDB_APPEND) : 0)
      }
      count += 1
    }
    if var frontier = rows?.frontier.encoded {
      unsafe RawLMDB.put(transaction, heads, .max, &frontier, 0)
    }
    unsafe RawLMDB.check(mdb_txn_commit(transaction))
  }

  /// Touches every byte of every record with a cursor.
  func scan() -> UInt64 {
    var transaction: OpaquePointer?
    unsafe RawLMDB.check(mdb_txn_begin(environment, nil, UInt32(MDB_RDONLY), &transaction))
    var cursor: OpaquePointer?
    unsafe RawLMDB.check(mdb_cursor_open(transaction, events, &cursor))
    var key = unsafe MDB_val()
    var value = unsafe MDB_val()
    var sum: UInt64 = 0
    while unsafe mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == MDB_SUCCESS {
      let bytes = unsafe UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
      var offset = 0
      while offset + 8 <= bytes.count {
        sum &+= unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        offset += 8
      }
      while offset < bytes.count {
        sum &+= unsafe UInt64(bytes[offset])
        offset += 1
      }
    }
    unsafe mdb_cursor_close(cursor)
    unsafe mdb_txn_abort(transaction)
    return sum
  }

  private static func put(
    _ transaction: OpaquePointer?,
    _ table: MDB_dbi,
    _ number: UInt64,
    _ bytes: inout [UInt8],
    _ flags: UInt32
  ) {
    var number = number
    unsafe withUnsafeMutableBytes(of: &number) { keyBytes in
      unsafe bytes.withUnsafeMutableBytes { valueBytes in
        var key = unsafe MDB_val(mv_size: keyBytes.count, mv_data: keyBytes.baseAddress)
        var value = unsafe MDB_val(mv_size: valueBytes.count, mv_data: valueBytes.baseAddress)
        unsafe check(mdb_put(transaction, table, &key, &value, flags))
      }
    }
  }

  private static func check(_ code: Int32) {
    guard code == MDB_SUCCESS else { fatalError("LMDB answered \(code)") }
  }
}
