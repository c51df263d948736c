import CLMDB
import LedgerStore

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Does with a log whatever LMDB can do with one, straight through LMDB and then through the store.
///
/// The file may be damaged. That a call fails is noted; that the process lives on is the point.
package struct Survival {
  private let path: String
  private var failures: [String] = []
  private var sum: UInt64 = 0

  /// Will use the log in a folder, and make copies of it beside that folder.
  package init(path: String) {
    self.path = path
  }

  /// Runs it all, and says `survived`, with the first failures if any call failed.
  package mutating func run() -> String {
    unsafe withEnvironment { survival, environment in
      unsafe survival.read(environment)
      unsafe survival.copy(environment, "plain", flags: 0)
      unsafe survival.copy(environment, "compact", flags: UInt32(MDB_CP_COMPACT))
      for round in 0..<6 { unsafe survival.write(environment, round: round) }
      unsafe survival.read(environment)
    }
    unsafe withEnvironment { survival, environment in unsafe survival.read(environment) }
    useStore()
    let first = failures.prefix(3).joined(separator: "; ")
    return failures.isEmpty ? "survived" : "survived with \(failures.count) failures: \(first)"
  }

  /// Notes a code that is no success, and says whether it was one.
  private mutating func succeeded(_ code: Int32, _ operation: String) -> Bool {
    if code == MDB_SUCCESS { return true }
    failures.append("\(operation) \(code)")
    return false
  }

  private mutating func withEnvironment(_ body: (inout Survival, OpaquePointer) -> Void) {
    var environment: OpaquePointer?
    unsafe mdb_env_create(&environment)
    defer { unsafe mdb_env_close(environment) }
    unsafe mdb_env_set_maxdbs(environment, 64)
    unsafe mdb_env_set_mapsize(environment, 1 << 30)
    let flags = UInt32(MDB_NOTLS | MDB_NOSYNC)
    let code = unsafe mdb_env_open(environment, path, flags, 0o600)
    guard succeeded(code, "mdb_env_open"), let environment = unsafe environment else { return }
    unsafe body(&self, environment)
  }

  // MARK: Reading

  private mutating func read(_ environment: OpaquePointer) {
    var begun: OpaquePointer?
    let code = unsafe mdb_txn_begin(environment, nil, UInt32(MDB_RDONLY), &begun)
    guard succeeded(code, "mdb_txn_begin"), let transaction = unsafe begun else { return }
    defer { unsafe mdb_txn_abort(transaction) }
    // The free tree has handle 0.
    for handle in unsafe [0] + handles(transaction) { unsafe walk(transaction, handle) }
  }

  /// The handles of all databases.
  private mutating func handles(_ transaction: OpaquePointer) -> [MDB_dbi] {
    var main: MDB_dbi = 0
    guard succeeded(unsafe mdb_dbi_open(transaction, nil, 0, &main), "mdb_dbi_open") else {
      return []
    }
    var handles = [main]
    for name in unsafe keys(transaction, main) {
      var handle: MDB_dbi = 0
      let text = String(decoding: name, as: UTF8.self)
      let code = unsafe mdb_dbi_open(transaction, text, 0, &handle)
      if succeeded(code, "mdb_dbi_open") { handles.append(handle) }
    }
    return handles
  }

  private mutating func keys(_ transaction: OpaquePointer, _ handle: MDB_dbi) -> [[UInt8]] {
    var keys: [[UInt8]] = []
    unsafe steps(transaction, handle, MDB_FIRST, MDB_NEXT) { key, _ in
      unsafe keys.append([UInt8](key))
    }
    return keys
  }

  private mutating func steps(
    _ transaction: OpaquePointer,
    _ handle: MDB_dbi,
    _ first: MDB_cursor_op,
    _ next: MDB_cursor_op,
    _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void
  ) {
    var cursor: OpaquePointer?
    let code = unsafe mdb_cursor_open(transaction, handle, &cursor)
    guard succeeded(code, "mdb_cursor_open") else { return }
    defer { unsafe mdb_cursor_close(cursor) }
    var operation = first
    while true {
      var key = unsafe MDB_val()
      var value = unsafe MDB_val()
      let code = unsafe mdb_cursor_get(cursor, &key, &value, operation)
      if code == MDB_NOTFOUND || !succeeded(code, "mdb_cursor_get") { return }
      unsafe body(
        UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size),
        UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)
      )
      operation = next
    }
  }

  /// Reads every byte of a database, forwards and backwards, and looks every key up.
  private mutating func walk(_ transaction: OpaquePointer, _ handle: MDB_dbi) {
    var bytes: UInt64 = 0
    var keys: [[UInt8]] = []
    unsafe steps(transaction, handle, MDB_FIRST, MDB_NEXT) { key, value in
      unsafe keys.append([UInt8](key))
      bytes &+= unsafe value.reduce(0) { $0 &+ UInt64($1) }
    }
    unsafe steps(transaction, handle, MDB_LAST, MDB_PREV) { _, value in
      bytes &+= unsafe value.reduce(0) { $0 &+ UInt64($1) }
    }
    sum &+= bytes
    guard handle != 0 else { return }
    for key in keys {
      let code = unsafe withValue(key) { key in
        var value = unsafe MDB_val()
        return unsafe mdb_get(transaction, handle, key, &value)
      }
      _ = succeeded(code, "mdb_get")
    }
  }

  private func withValue(_ bytes: [UInt8], _ body: (UnsafeMutablePointer<MDB_val>) -> Int32)
    -> Int32
  {
    var bytes = bytes
    return unsafe bytes.withUnsafeMutableBytes { buffer in
      var value = unsafe MDB_val(mv_size: buffer.count, mv_data: buffer.baseAddress)
      return unsafe body(&value)
    }
  }

  private mutating func copy(_ environment: OpaquePointer, _ name: String, flags: UInt32) {
    let target = path + "-" + name
    unsafe mkdir(target, 0o700)
    _ = succeeded(unsafe mdb_env_copy2(environment, target, flags), "mdb_env_copy2 \(name)")
  }

  // MARK: Writing

  /// Removes, replaces and adds entries in every database, and uses free pages in doing so.
  private mutating func write(_ environment: OpaquePointer, round: Int) {
    var begun: OpaquePointer?
    let code = unsafe mdb_txn_begin(environment, nil, 0, &begun)
    guard succeeded(code, "mdb_txn_begin"), let transaction = unsafe begun else { return }
    for handle in unsafe handles(transaction).dropFirst() {
      let keys = unsafe keys(transaction, handle)
      var flags: UInt32 = 0
      unsafe mdb_dbi_flags(transaction, handle, &flags)
      for (index, key) in keys.enumerated() {
        let turn = (index + round) % 4
        if turn == 0 || round == 4 {
          let code = unsafe withValue(key) { unsafe mdb_del(transaction, handle, $0, nil) }
          _ = succeeded(code, "mdb_del")
        } else if turn == 1 {
          unsafe put(transaction, handle, key, size: index * 37 % 6_000)
        }
      }
      for index in 0..<40 {
        let number = UInt64(index * 7 + round) &* 0x0101_0203
        let key = (0..<8).map { UInt8(truncatingIfNeeded: number >> (UInt64($0) * 8)) }
        let isNumber = flags & UInt32(MDB_INTEGERKEY) != 0
        let tail = [UInt8](repeating: UInt8(index), count: isNumber ? 0 : index * 11)
        unsafe put(transaction, handle, key + tail, size: index * 211 + round)
      }
    }
    _ = succeeded(unsafe mdb_txn_commit(transaction), "mdb_txn_commit")
  }

  private mutating func put(
    _ transaction: OpaquePointer,
    _ handle: MDB_dbi,
    _ key: [UInt8],
    size: Int
  ) {
    var bytes = [UInt8](repeating: 5, count: size)
    let code = unsafe withValue(key) { key in
      unsafe bytes.withUnsafeMutableBytes { buffer in
        var value = unsafe MDB_val(mv_size: buffer.count, mv_data: buffer.baseAddress)
        return unsafe mdb_put(transaction, handle, key, &value, 0)
      }
    }
    _ = succeeded(code, "mdb_put")
  }

  // MARK: The store

  /// A copy of the log, made before the writes above, used as a ledger uses it.
  private mutating func useStore() {
    do {
      let store = try LogStore.open(at: path + "-plain", options: .init(durability: .none))
      defer { store.close() }
      let snapshot = try store.beginRead()
      var cursor = try snapshot.envelopes(from: 0)
      while try cursor.next() != nil { sum &+= 1 }
      for table in Table.allCases where !table.hasIntegerKeys {
        var entries = try snapshot.entries(in: table)
        while try entries.next() != nil { sum &+= 1 }
      }
      try store.append { writer in
        for size in 0..<100 {
          let position = try writer.append([UInt8](repeating: 3, count: size * 9))
          try writer.put([UInt8](repeating: 4, count: size * 90), in: .contents, at: position)
        }
      }
    } catch let error as StoreError {
      failures.append("store \(error.reason) \(error.operation) \(error.detail)")
    } catch {
      failures.append("\(error)")
    }
  }
}
