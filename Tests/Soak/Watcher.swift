import CLMDB
import Foundation
import StudySupport

/// Looks at a process and at its ledger from outside, in a process of its own.
///
/// The process that works may open the ledger's files once only, and what looks at it is not to count
/// in it. For each line that it reads it writes one, of the figures of ``Sample/Outside``.
@safe struct Watcher {
  let process: Int32
  private let ledger: String
  private let environment: OpaquePointer?

  struct Trouble: Error, CustomStringConvertible {
    let description: String
  }

  init(ledger: String, process: Int32) throws {
    self.process = process
    self.ledger = ledger
    var environment: OpaquePointer?
    unsafe mdb_env_create(&environment)
    unsafe mdb_env_set_maxdbs(environment, 16)
    unsafe mdb_env_set_mapsize(environment, 1 << 40)
    let code = unsafe mdb_env_open(environment, ledger, UInt32(MDB_RDONLY | MDB_NOTLS), 0o600)
    unsafe self.environment = environment
    guard code == MDB_SUCCESS else { throw StudyFailure("mdb_env_open: \(code)") }
  }

  /// Answers until nobody asks; `keep` has it keep a state of the log for ever.
  func serve() throws {
    while let line = readLine() {
      if line == "keep" { try keep() }
      SoakProgram.say(try figures().line)
    }
  }

  private func keep() throws {
    var transaction: OpaquePointer?
    let code = unsafe mdb_txn_begin(environment, nil, UInt32(MDB_RDONLY), &transaction)
    guard code == MDB_SUCCESS else { throw StudyFailure("mdb_txn_begin: \(code)") }
  }

  private func figures() throws -> Sample.Outside {
    var information = unsafe MDB_envinfo()
    unsafe mdb_env_info(environment, &information)
    return Sample.Outside(
      memory: try memory(),
      descriptors: try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count,
      threads: try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").count,
      readers: try readerCount(),
      readerSlots: Int(unsafe information.me_numreaders),
      fileSize: (Int(unsafe information.me_last_pgno) + 1) * 4_096,
      freePages: try freePageCount()
    )
  }

  /// The bytes of memory of its own that are resident: without mapped files, which the system can drop.
  private func memory() throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = text.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
    let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
    guard let number = kibibytes.flatMap({ Int($0) }) else {
      throw StudyFailure("/proc/\(process)/status has no RssAnon")
    }
    return number * 1_024
  }

  /// How many slots are taken; `mdb_reader_list`, a line each after the first.
  private func readerCount() throws -> Int {
    var text = ""
    let code = unsafe withUnsafeMutablePointer(to: &text) { pointer in
      unsafe mdb_reader_list(
        environment,
        { message, context in
          guard let message = unsafe message else { return 0 }
          let text = unsafe context?.assumingMemoryBound(to: String.self)
          unsafe text?.pointee += String(cString: message)
          return 0
        },
        pointer
      )
    }
    guard code >= 0 else { throw StudyFailure("mdb_reader_list: \(code)") }
    return text.split(separator: "\n").count { $0.first == " " && $0.contains { $0.isNumber } }
  }

  /// How many pages LMDB keeps to be used again: the lists of the tree that has number 0.
  private func freePageCount() throws -> Int {
    var transaction: OpaquePointer?
    let code = unsafe mdb_txn_begin(environment, nil, UInt32(MDB_RDONLY), &transaction)
    guard code == MDB_SUCCESS else { throw StudyFailure("mdb_txn_begin: \(code)") }
    defer { unsafe mdb_txn_abort(transaction) }
    var cursor: OpaquePointer?
    guard unsafe mdb_cursor_open(transaction, 0, &cursor) == MDB_SUCCESS else {
      throw StudyFailure("mdb_cursor_open")
    }
    defer { unsafe mdb_cursor_close(cursor) }
    var (key, value) = unsafe (MDB_val(), MDB_val())
    var count = 0
    while unsafe mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == MDB_SUCCESS {
      // A list begins with its length.
      if let data = unsafe value.mv_data {
        count += Int(unsafe data.loadUnaligned(as: UInt64.self))
      }
    }
    return count
  }
}
