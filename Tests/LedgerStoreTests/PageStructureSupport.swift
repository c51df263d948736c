import CLMDB
import Foundation
import LedgerStore
import Testing

/// A log like a ledger's, with all that a page can hold: deep trees, long values, free pages.
struct LedgerLikeLog {
  var generator: SeededGenerator
  private(set) var contents: [UInt64] = []

  init(seed: UInt64) {
    generator = SeededGenerator(state: seed)
  }

  /// Commits so many transactions, of 20 events and what goes with them.
  mutating func write(_ transactions: Int, to store: LogStore) throws {
    for _ in 0..<transactions {
      let group = (0..<20).map { _ in Entry(&generator) }
      let removed = (0..<4).compactMap { _ in contents.randomElement(using: &generator) }
      let end = try store.beginRead().end
      try store.append { writer in
        for entry in group { try entry.write(to: &writer) }
        for position in removed { _ = try writer.remove(in: .contents, at: position) }
      }
      contents += (end..<(end + UInt64(group.count)))
      contents.removeAll(where: removed.contains)
    }
  }

  /// Removes everything that can be removed.
  func empty(_ store: LogStore) throws {
    // No snapshot is live while the map may have to grow.
    let found = try Self.keys(in: store)
    try store.append { writer in
      for position in 0..<found.end {
        _ = try writer.remove(in: .contents, at: position)
        _ = try writer.remove(in: .streams, at: position)
      }
      for (table, key) in found.keys { _ = try writer.remove(in: table, for: key) }
    }
  }

  private static func keys(
    in store: LogStore
  ) throws -> (end: UInt64, keys: [(table: Table, key: [UInt8])]) {
    let snapshot = try store.beginRead()
    var keys: [(table: Table, key: [UInt8])] = []
    for table in [Table.references, .projections, .imports, .consumers] {
      var entries = try snapshot.entries(in: table)
      while let entry = try entries.next() { keys.append((table, array(entry.key))) }
    }
    return (snapshot.end, keys)
  }
}

/// One event, and the entries of other tables that come with it.
private struct Entry {
  let bytes: [UInt8]
  let content: [UInt8]
  let stream: UInt64
  let name: [UInt8]
  let isNamed: Bool

  init(_ generator: inout SeededGenerator) {
    let sizes = [30, 60, 90, 200, 900, 5_000, 20_000]
    let size = sizes.randomElement(using: &generator) ?? 30
    let own = UInt8.random(in: 1...255, using: &generator)
    bytes = [UInt8](repeating: own, count: min(size, 300) + Int(own) % 7)
    content = [UInt8](repeating: own, count: size)
    stream = UInt64.random(in: 0..<400, using: &generator)
    let length = Int.random(in: own % 4 == 0 ? 1...40 : 300...511, using: &generator)
    name = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
    isNamed = own % 3 != 0
  }

  func write(to writer: inout LogWriter) throws {
    let position = try writer.append(bytes)
    try writer.put(content, in: .contents, at: position)
    // Replaced in the transaction that made it, a long value leaves a run that is longer than it.
    try writer.put(Array(content.prefix(content.count / 2 + 1)), in: .contents, at: position)
    try writer.put([UInt8](repeating: 9, count: 40), in: .streams, at: stream)
    guard isNamed else { return }
    try writer.put([1, 2, 3, 4, 5, 6, 7, 8], in: .references, for: name)
    try writer.put([7], in: .imports, for: Array(name.prefix(20)))
    try writer.put(bytes, in: .consumers, for: Array("consumer \(stream % 5)".utf8))
    let blob = [UInt8](repeating: 8, count: 3_000 * Int(1 + stream % 9))
    try writer.put(blob, in: .projections, for: Array("projection \(stream % 4)".utf8))
    try writer.put(bytes, in: .meta, for: Array("since".utf8))
  }
}

extension Folder {
  /// The file of the log.
  var dataFile: URL { URL(fileURLWithPath: log + "/data.mdb") }

  /// Examines the log.
  func examine(mapsPages: Bool = false) throws -> PageStructure.Report {
    try LogStore.examine(at: log, mapsPages: mapsPages)
  }

  /// Makes a log like a ledger's, and closes it.
  func makeLedgerLikeLog(seed: UInt64, transactions: Int) throws {
    let store = try open { $0.durability = .none }
    var log = LedgerLikeLog(seed: seed)
    try log.write(transactions, to: store)
    store.close()
  }
}

/// What LMDB itself says of the sizes of its trees.
struct SizesByLMDB {
  var trees: [String: [UInt64]] = [:]
  var freePages: UInt64 = 0
  var pages: UInt64 = 0
  var transactionID: UInt64 = 0

  /// `mdb_stat` of every database, `mdb_env_info`, and the lists of free pages.
  init(_ path: String) throws {
    var environment: OpaquePointer?
    unsafe mdb_env_create(&environment)
    defer { unsafe mdb_env_close(environment) }
    unsafe mdb_env_set_maxdbs(environment, 64)
    let flags = UInt32(MDB_RDONLY | MDB_NOTLS)
    try #require(unsafe mdb_env_open(environment, path, flags, 0o600) == MDB_SUCCESS)
    var information = unsafe MDB_envinfo()
    unsafe mdb_env_info(environment, &information)
    pages = unsafe UInt64(information.me_last_pgno) + 1
    transactionID = unsafe UInt64(information.me_last_txnid)
    var begun: OpaquePointer?
    let code = unsafe mdb_txn_begin(environment, nil, UInt32(MDB_RDONLY), &begun)
    try #require(code == MDB_SUCCESS)
    let transaction = unsafe try #require(unsafe begun)
    defer { unsafe mdb_txn_abort(transaction) }
    unsafe trees[PageStructure.TreeSize.free] = Self.size(transaction, 0)
    unsafe trees[PageStructure.TreeSize.main] = Self.size(transaction, 1)
    unsafe visit(transaction, 0) { _, value in
      freePages += unsafe value.loadUnaligned(as: UInt64.self)
    }
    var names: [String] = []
    var main: MDB_dbi = 0
    try #require(unsafe mdb_dbi_open(transaction, nil, 0, &main) == MDB_SUCCESS)
    unsafe visit(transaction, main) { key, _ in
      unsafe names.append(String(decoding: key, as: UTF8.self))
    }
    for name in names {
      var handle: MDB_dbi = 0
      try #require(unsafe mdb_dbi_open(transaction, name, 0, &handle) == MDB_SUCCESS)
      unsafe trees[name] = Self.size(transaction, handle)
    }
  }

  private static func size(_ transaction: OpaquePointer, _ handle: MDB_dbi) -> [UInt64] {
    var found = MDB_stat()
    unsafe mdb_stat(transaction, handle, &found)
    return [
      UInt64(found.ms_depth), UInt64(found.ms_branch_pages), UInt64(found.ms_leaf_pages),
      UInt64(found.ms_overflow_pages), UInt64(found.ms_entries),
    ]
  }

  private func visit(
    _ transaction: OpaquePointer,
    _ handle: MDB_dbi,
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) {
    var cursor: OpaquePointer?
    unsafe mdb_cursor_open(transaction, handle, &cursor)
    defer { unsafe mdb_cursor_close(cursor) }
    var key = unsafe MDB_val()
    var value = unsafe MDB_val()
    while unsafe mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == MDB_SUCCESS {
      unsafe body(
        UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size),
        UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
      )
    }
  }
}

extension PageStructure.Report {
  /// The counts of every tree, in the shape of `SizesByLMDB.trees`.
  var counts: [String: [UInt64]] {
    var counts: [String: [UInt64]] = [:]
    for tree in trees {
      counts[tree.name] = [
        UInt64(tree.depth), tree.branchPages, tree.leafPages, tree.overflowPages, tree.entries,
      ]
    }
    return counts
  }
}
