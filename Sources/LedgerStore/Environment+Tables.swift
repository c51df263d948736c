internal import CLMDB

/// The `meta` entry that makes an LMDB environment a ledger.
/// ```
/// key "format": 0 "TicketLedger" (12 bytes) | 12 format version u32 little-endian
/// ```
enum Format {
  static let key = [UInt8]("format".utf8)
  static let magic = [UInt8]("TicketLedger".utf8)

  static var value: [UInt8] {
    magic + (0..<4).map { UInt8(truncatingIfNeeded: LogStore.formatVersion >> ($0 * 8)) }
  }
}

extension Environment {
  /// The handle of a database of a file in which nothing was ever committed: reads find nothing in it.
  static let absentTable = MDB_dbi.max

  /// Opens the databases if anything was ever committed, checking that this is a ledger.
  ///
  /// Handles must be opened by one transaction at a time and committed before others use them
  /// (`mdb_dbi_open`), hence exclusively. Throws `notALedger`, `newerFormat`, `corrupted` or what LMDB says;
  /// an empty environment stays as it is when it may be written.
  func adoptTables() throws(StoreError) {
    while true {
      let needsRoom = try unsafe exclusively("mdb_dbi_open") {
        (environment) throws(StoreError) -> Bool in
        var transaction: OpaquePointer?
        let code = unsafe mdb_txn_begin(environment, nil, UInt32(MDB_RDONLY), &transaction)
        if code == MDB_MAP_RESIZED { return true }
        guard code == MDB_SUCCESS, let transaction = unsafe transaction else {
          throw readingError(code)
        }
        // Not what `mdb_env_info` says: readers see a first commit a moment after the file has it.
        if unsafe mdb_txn_id(transaction) == 0 {
          unsafe mdb_txn_abort(transaction)
          if options.access == .readWrite { return false }
          throw notALedger("nothing was ever committed to it")
        }
        do throws(StoreError) {
          // First, for only a known format says what the other tables are to be like.
          try unsafe open(.meta, in: transaction, creating: false)
          try unsafe checkFormat(in: transaction)
          try unsafe openTables(in: transaction, creating: false)
        } catch {
          unsafe mdb_txn_abort(transaction)
          throw error
        }
        let committed = unsafe mdb_txn_commit(transaction)
        guard committed == MDB_SUCCESS else {
          throw .from(committed, "mdb_txn_commit", path: path)
        }
        publishTablesWhileExclusive()
        return false
      }
      guard needsRoom else { return }
      try adoptMapSize()
    }
  }

  /// Fills in `handles`; `mdb_dbi_open`.
  func openTables(
    in transaction: OpaquePointer,
    creating: Bool
  ) throws(StoreError) {
    for table in Table.allCases { try unsafe open(table, in: transaction, creating: creating) }
  }

  private func open(
    _ table: Table,
    in transaction: OpaquePointer,
    creating: Bool
  ) throws(StoreError) {
    let kind = table.hasIntegerKeys ? UInt32(MDB_INTEGERKEY) : 0
    let flags = creating ? kind | UInt32(MDB_CREATE) : kind
    var handle: MDB_dbi = 0
    let code = unsafe mdb_dbi_open(transaction, table.name, flags, &handle)
    // All tables are made by the first commit of a ledger.
    if code == MDB_NOTFOUND {
      guard table != .meta else { throw notALedger("it is the LMDB file of another program") }
      throw StoreError(
        .corrupted,
        operation: "mdb_dbi_open",
        code: code,
        path: path,
        detail: "it has no table \(table.name)"
      )
    }
    // The main database holds something of that name which is no database.
    if code == MDB_INCOMPATIBLE { throw notALedger("\(table.name) is no database") }
    guard code == MDB_SUCCESS else { throw .from(code, "mdb_dbi_open", path: path) }
    var found: UInt32 = 0
    unsafe mdb_dbi_flags(transaction, handle, &found)
    guard found == kind else { throw notALedger("\(table.name) has other keys") }
    unsafe handles[Int(table.rawValue)] = handle
  }

  /// Makes the environment a ledger; `mdb_put`.
  func writeFormat(in transaction: OpaquePointer) throws(StoreError) {
    let meta = unsafe handles[Int(Table.meta.rawValue)]
    let value = Format.value
    try unsafe Raw.put(transaction, meta, Format.key.span.bytes, value.span.bytes, path)
  }

  private func checkFormat(in transaction: OpaquePointer) throws(StoreError) {
    let meta = unsafe handles[Int(Table.meta.rawValue)]
    let found = try unsafe Raw.value(transaction, meta, Format.key.span.bytes, path)
    let bytes = unsafe found.map { unsafe [UInt8]($0) } ?? []
    guard bytes.count == 16, bytes.starts(with: Format.magic) else {
      throw notALedger("its meta table does not say that it is one")
    }
    let version = bytes.number(at: 12, as: UInt32.self)
    guard version > 0 else { throw notALedger("its meta table says format 0, which never was") }
    guard version <= LogStore.formatVersion else {
      throw StoreError(
        .newerFormat(found: version, supported: LogStore.formatVersion),
        operation: "mdb_get",
        path: path
      )
    }
  }

  private func notALedger(_ detail: String) -> StoreError {
    StoreError(.notALedger, operation: "mdb_dbi_open", path: path, detail: detail)
  }
}
