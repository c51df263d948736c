import CLMDB

/// The tables of a log, straight through LMDB: past everything that keeps a log sound.
enum RawTables {
  /// An entry of a table.
  struct Entry: Hashable {
    var key: [UInt8]
    var value: [UInt8]
  }

  /// What is done to a table.
  enum Edit {
    case put(table: String, Entry)
    case remove(table: String, key: [UInt8])
    case drop(table: String)
  }

  /// The tables whose keys are numbers.
  static let numbered: Set<String> = ["events", "contents", "streams", "tiles", "checkpoints"]
  /// All tables of a ledger.
  static let names = [
    "events", "contents", "streams", "references", "projections", "imports", "consumers", "meta",
    "tiles", "checkpoints",
  ]

  /// The entries of all tables of a log in a folder.
  static func read(_ path: String) -> [String: [Entry]] {
    var tables: [String: [Entry]] = [:]
    unsafe withTransaction(of: path) { transaction in
      for name in names {
        var handle: MDB_dbi = 0
        guard unsafe mdb_dbi_open(transaction, name, 0, &handle) == MDB_SUCCESS else { continue }
        unsafe tables[name] = entries(transaction, handle)
      }
    }
    return tables
  }

  /// Changes a log in a folder; what LMDB refuses is left out.
  static func apply(_ edits: [Edit], to path: String) {
    unsafe withTransaction(of: path) { transaction in
      for edit in edits {
        switch edit {
        case .put(let table, let entry): unsafe put(entry, in: table, transaction)
        case .remove(let table, let key): unsafe remove(key, from: table, transaction)
        case .drop(let table): unsafe drop(table, transaction)
        }
      }
    }
  }

  private static func withTransaction(of path: String, _ body: (OpaquePointer) -> Void) {
    var environment: OpaquePointer?
    unsafe mdb_env_create(&environment)
    defer { unsafe mdb_env_close(environment) }
    unsafe mdb_env_set_maxdbs(environment, 16)
    unsafe mdb_env_set_mapsize(environment, 1 << 26)
    let flags = UInt32(MDB_NOSYNC | MDB_NOLOCK)
    guard unsafe mdb_env_open(environment, path, flags, 0o600) == MDB_SUCCESS else { return }
    var begun: OpaquePointer?
    guard unsafe mdb_txn_begin(environment, nil, 0, &begun) == MDB_SUCCESS,
      let transaction = unsafe begun
    else { return }
    unsafe body(transaction)
    unsafe mdb_txn_commit(transaction)
  }

  private static func entries(_ transaction: OpaquePointer, _ handle: MDB_dbi) -> [Entry] {
    var cursor: OpaquePointer?
    guard unsafe mdb_cursor_open(transaction, handle, &cursor) == MDB_SUCCESS else { return [] }
    defer { unsafe mdb_cursor_close(cursor) }
    var entries: [Entry] = []
    var key = unsafe MDB_val()
    var value = unsafe MDB_val()
    while unsafe mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == MDB_SUCCESS {
      let (keyBytes, bytes) = unsafe (
        [UInt8](UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size)),
        [UInt8](UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size))
      )
      entries.append(Entry(key: keyBytes, value: bytes))
    }
    return entries
  }

  private static func drop(_ table: String, _ transaction: OpaquePointer) {
    var handle: MDB_dbi = 0
    guard unsafe mdb_dbi_open(transaction, table, 0, &handle) == MDB_SUCCESS else { return }
    _ = unsafe mdb_drop(transaction, handle, 1)
  }

  private static func put(_ entry: Entry, in table: String, _ transaction: OpaquePointer) {
    var handle: MDB_dbi = 0
    guard numbered.contains(table) ? entry.key.count == 8 : 1...511 ~= entry.key.count,
      unsafe mdb_dbi_open(transaction, table, 0, &handle) == MDB_SUCCESS
    else { return }
    var (keyBytes, bytes) = (entry.key, entry.value)
    unsafe keyBytes.withUnsafeMutableBytes { keyBuffer in
      unsafe bytes.withUnsafeMutableBytes { buffer in
        var key = unsafe MDB_val(mv_size: keyBuffer.count, mv_data: keyBuffer.baseAddress)
        var value = unsafe MDB_val(mv_size: buffer.count, mv_data: buffer.baseAddress)
        _ = unsafe mdb_put(transaction, handle, &key, &value, 0)
      }
    }
  }

  private static func remove(
    _ bytes: [UInt8],
    from table: String,
    _ transaction: OpaquePointer
  ) {
    var handle: MDB_dbi = 0
    guard !bytes.isEmpty, unsafe mdb_dbi_open(transaction, table, 0, &handle) == MDB_SUCCESS else {
      return
    }
    var bytes = bytes
    unsafe bytes.withUnsafeMutableBytes { buffer in
      var key = unsafe MDB_val(mv_size: buffer.count, mv_data: buffer.baseAddress)
      _ = unsafe mdb_del(transaction, handle, &key, nil)
    }
  }
}
