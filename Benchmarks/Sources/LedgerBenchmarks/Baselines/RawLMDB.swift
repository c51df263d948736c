import CBaselineLMDB
import Transparency

/// The baseline: LMDB itself in a tight loop, with the records and commits of a ledger.
///
/// Written as its user would write it at its best: one environment, integer keys, records at the end
/// with `MDB_APPEND`, and no more than one head a ticket and commit.
@safe struct RawLMDB: ~Copyable {
  /// What LMDB answered to a call.
  struct Failure: Error, CustomStringConvertible {
    let code: Int32

    var description: String { unsafe "LMDB: " + String(cString: mdb_strerror(code)) }
  }

  private let environment: OpaquePointer?
  private let events: MDB_dbi
  private let heads: MDB_dbi
  private let tiles: MDB_dbi

  /// Opens an empty environment in a folder that exists.
  init(at path: String, isDurable: Bool) throws(Failure) {
    try unsafe (environment, (events, heads, tiles)) = RawLMDB.open(
      at: path,
      isDurable ? 0 : UInt32(MDB_NOSYNC),
      beginning: 0,
      tables: ("events", "heads", "tiles"),
      UInt32(MDB_CREATE | MDB_INTEGERKEY)
    )
  }

  /// Opens the log of a ledger that nobody else has open, to be read.
  init(readingLogAt path: String) throws(Failure) {
    try unsafe (environment, (events, heads, tiles)) = RawLMDB.open(
      at: path,
      UInt32(MDB_RDONLY | MDB_NOLOCK),
      beginning: UInt32(MDB_RDONLY),
      tables: ("events", "streams", "tiles"),
      UInt32(MDB_INTEGERKEY)
    )
  }

  /// Opens an environment and the handles of three tables.
  private static func open(
    at path: String,
    _ flags: UInt32,
    beginning transactionFlags: UInt32,
    tables: (String, String, String),
    _ tableFlags: UInt32
  ) throws(Failure) -> (OpaquePointer?, (MDB_dbi, MDB_dbi, MDB_dbi)) {
    var opened: OpaquePointer?
    try unsafe check(mdb_env_create(&opened))
    do throws(Failure) {
      if transactionFlags == 0 { try unsafe check(mdb_env_set_mapsize(opened, 1 << 36)) }
      try unsafe check(mdb_env_set_maxdbs(opened, 16))
      try unsafe check(mdb_env_open(opened, path, flags, 0o600))
      var transaction: OpaquePointer?
      try unsafe check(mdb_txn_begin(opened, nil, transactionFlags, &transaction))
      var handles = (MDB_dbi(), MDB_dbi(), MDB_dbi())
      try unsafe check(mdb_dbi_open(transaction, tables.0, tableFlags, &handles.0))
      try unsafe check(mdb_dbi_open(transaction, tables.1, tableFlags, &handles.1))
      try unsafe check(mdb_dbi_open(transaction, tables.2, tableFlags, &handles.2))
      try unsafe check(mdb_txn_commit(transaction))
      return unsafe (opened, handles)
    } catch {
      unsafe mdb_env_close(opened)
      throw error
    }
  }

  deinit {
    unsafe mdb_env_close(environment)
  }

  /// Removes the checkpoints of the projections from a closed ledger.
  static func dropCheckpoints(ofLedgerAt path: String) throws(Failure) {
    var opened: OpaquePointer?
    try unsafe check(mdb_env_create(&opened))
    defer { unsafe mdb_env_close(opened) }
    try unsafe check(mdb_env_set_maxdbs(opened, 16))
    try unsafe check(mdb_env_open(opened, path, 0, 0o600))
    var transaction: OpaquePointer?
    try unsafe check(mdb_txn_begin(opened, nil, 0, &transaction))
    var table = MDB_dbi()
    try unsafe check(mdb_dbi_open(transaction, "projections", 0, &table))
    try unsafe check(mdb_drop(transaction, table, 0))
    try unsafe check(mdb_txn_commit(transaction))
  }

  /// Appends the records of one commit, and puts its heads.
  func append(_ commit: RawRecords.Commit, of records: borrowing RawRecords) throws(Failure) {
    var leaves: GroupedLeaves?
    try append(commit, of: records, into: &leaves)
  }

  /// Appends the records of one commit, puts its heads, and carries on the tree over them, if any.
  func append(
    _ commit: RawRecords.Commit,
    of records: borrowing RawRecords,
    into leaves: inout GroupedLeaves?
  ) throws(Failure) {
    var transaction: OpaquePointer?
    try unsafe RawLMDB.check(mdb_txn_begin(environment, nil, 0, &transaction))
    // A cursor keeps its way down the tree, so that neighbours share it.
    let eventCursor = try unsafe RawLMDB.cursor(of: events, in: transaction)
    let tileCursor = try unsafe RawLMDB.cursor(of: tiles, in: transaction)
    for number in commit.events {
      let range = records.events.range(of: number)
      try unsafe RawLMDB.put(
        eventCursor,
        UInt64(number),
        records.events.bytes,
        range,
        UInt32(MDB_APPEND)
      )
      guard leaves != nil else { continue }
      try unsafe appendLeaf(records.events.bytes[range], with: tileCursor, into: &leaves)
    }
    let headCursor = try unsafe RawLMDB.cursor(of: heads, in: transaction)
    for ticket in commit.tickets {
      let range = records.heads.range(of: ticket)
      try unsafe RawLMDB.put(headCursor, UInt64(ticket), records.heads.bytes, range, 0)
    }
    if let frontier = leaves?.frontier.encoded {
      try unsafe RawLMDB.put(headCursor, .max, frontier, frontier.indices, 0)
    }
    // The end of a write transaction frees its cursors.
    try unsafe RawLMDB.check(mdb_txn_commit(transaction))
  }

  private static func cursor(
    of table: MDB_dbi,
    in transaction: OpaquePointer?
  ) throws(Failure) -> OpaquePointer? {
    var cursor: OpaquePointer?
    try unsafe check(mdb_cursor_open(transaction, table, &cursor))
    return unsafe cursor
  }

  private func appendLeaf(
    _ record: ArraySlice<UInt8>,
    with cursor: OpaquePointer?,
    into leaves: inout GroupedLeaves?
  ) throws(Failure) {
    var failure: Failure?
    leaves?.append(Hash.leaf(record)) { level, place, bytes in
      let key = UInt64(255 - level) << 56 | place
      do throws(Failure) {
        let flag = level == 0 ? UInt32(MDB_APPEND) : 0
        try unsafe RawLMDB.put(cursor, key, bytes, bytes.indices, flag)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Touches every byte of every record with a cursor, eight at a time.
  func scan() throws(Failure) -> UInt64 {
    var sum: UInt64 = 0
    try unsafe forEach(in: events) { bytes in
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
    return sum
  }

  /// Copies the records of the log, and the heads of the tickets by number, from 1 on.
  func copied() throws(Failure) -> (events: RawRecords.Block, heads: RawRecords.Block) {
    var (eventBlock, headBlock) = (RawRecords.Block(), RawRecords.Block())
    try unsafe forEach(in: events) { unsafe eventBlock.append($0) }
    try unsafe forEach(in: heads) { unsafe headBlock.append($0) }
    return (eventBlock, headBlock)
  }

  @inline(__always)
  private func forEach(
    in table: MDB_dbi,
    _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(Failure) {
    var transaction: OpaquePointer?
    try unsafe RawLMDB.check(mdb_txn_begin(environment, nil, UInt32(MDB_RDONLY), &transaction))
    defer { unsafe mdb_txn_abort(transaction) }
    var cursor: OpaquePointer?
    try unsafe RawLMDB.check(mdb_cursor_open(transaction, table, &cursor))
    defer { unsafe mdb_cursor_close(cursor) }
    var key = unsafe MDB_val()
    var value = unsafe MDB_val()
    while unsafe mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == MDB_SUCCESS {
      unsafe body(UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size))
    }
  }

  @inline(__always)
  private static func put(
    _ cursor: OpaquePointer?,
    _ number: UInt64,
    _ bytes: [UInt8],
    _ range: Range<Int>,
    _ flags: UInt32
  ) throws(Failure) {
    var number = number
    let code = unsafe withUnsafeMutableBytes(of: &number) { keyBytes in
      unsafe bytes.withUnsafeBytes { valueBytes in
        // LMDB takes a pointer that it may write through, and only reads what is put.
        let start = unsafe UnsafeMutableRawPointer(mutating: valueBytes.baseAddress)
        var key = unsafe MDB_val(mv_size: keyBytes.count, mv_data: keyBytes.baseAddress)
        var value = unsafe MDB_val(
          mv_size: range.count,
          mv_data: start.map { unsafe $0 + range.lowerBound }
        )
        return unsafe mdb_cursor_put(cursor, &key, &value, flags)
      }
    }
    try check(code)
  }

  private static func check(_ code: Int32) throws(Failure) {
    guard code == MDB_SUCCESS else { throw Failure(code: code) }
  }
}
