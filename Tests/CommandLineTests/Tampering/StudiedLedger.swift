import Foundation
import LedgerStore
import Testing
import TicketExchange
import TicketLedger
import TicketSimulation
import Transparency

/// A ledger that is made to be damaged: simulated, signed, with some of everything.
///
/// A sealed one has a file of keys, and some persons who were erased.
final class StudiedLedger: Sendable {
  let sandbox: Sandbox
  let signer: NoteSigner
  private let privacy: Ledger.Options.Privacy
  /// What gives the command the keys of a sealed one.
  let keyArguments: [String]
  static let name = "study.ledger"

  var path: String { "\(sandbox.path)/\(Self.name)" }
  var dataFile: String { path + "/data.mdb" }
  /// The file of keys of a sealed one.
  var keyFile: String { path + "/keys" }
  /// Who is erased in a sealed one, by number.
  static let erased: [UInt32] = [2, 3, 5, 8, 13, 21, 34, 44, 55]

  /// Makes a ledger of so many tickets, about twelve events each.
  init(tickets: Int, seed: UInt64, isSealed: Bool = false) async throws {
    sandbox = try Sandbox()
    signer = try NoteSigner(name: KeyName(forOrigin: "study"), seed: (0..<32).map { UInt8($0) })
    if isSealed {
      try sandbox.makeFolder("study.keys")
      let file = KeyEncryptionKeyFile(at: sandbox.path + "/study.keys/encryption.keys")
      let ledger = "\(sandbox.path)/\(StudiedLedger.name)"
      try file.create(forLedgerAt: ledger)
      privacy = .sealed(try file.keys(forLedgerAt: ledger))
      keyArguments = ["--keys", sandbox.path + "/study.keys"]
    } else {
      privacy = .plain
      keyArguments = []
    }
    try await write(tickets: tickets, seed: seed, to: path)
  }

  /// Writes a history into a ledger, new or not, and closes it.
  func write(
    tickets: Int,
    seed: UInt64,
    to path: String,
    signer: NoteSigner? = nil,
    until share: Double = 1
  ) async throws {
    let history = Array(HelpdeskSimulation(Scenario(seed: seed, tickets: tickets)))
    let facts = Array(history.prefix(Int(Double(history.count) * share)))
    let ledger = try await open(path, signer: signer ?? self.signer)
    try await ledger.submit(.adopt(StarterPolicy.calendar().calendar), by: "boss")
    try await ledger.submit(.adopt(StarterPolicy.policy().policy), by: "boss")
    for start in stride(from: 0, to: facts.count, by: 500) {
      try await ledger.record(Array(facts[start..<min(start + 500, facts.count)]))
    }
    // Commands with keys, and words that take pages of their own.
    for number in 0..<40 {
      let words = String(repeating: "what was said, at length \(number). ", count: 20 + number * 20)
      _ = try await ledger.submit(
        Submission(
          .open("L-\(number)", requester: "r-\(number)", summary: words),
          by: "a",
          key: "k\(number)"
        )
      )
    }
    try await mark(facts, in: ledger)
    if case .sealed = privacy {
      let persons = StudiedLedger.erased.map { PersonReference.number(PersonID($0)) }
      try await ledger.erase(contentsOf: persons, basis: "GDPR 17(1)(b)", by: "dpo")
    }
    await ledger.close()
  }

  /// Keeps marks as an import of the facts would have.
  private func mark(_ facts: [Submission], in ledger: Ledger) async throws {
    var rows: [String: UInt64] = [:]
    for fact in facts {
      if case .reference(let ticket)? = fact.command.ticket { rows[ticket, default: 0] += 1 }
    }
    let marks = rows.sorted { $0.key < $1.key }.map { ticket, rows in
      ImportMark(
        ticket: ticket,
        rows: rows,
        digest: Hash.leaf(Array(ticket.utf8)).bytes,
        replacing: nil
      )
    }
    let count = marks.reduce(0) { $0 + $1.rows }
    try await ledger.record(
      [],
      marking: ImportMarks(source: "study", marks: marks, completedRows: count)
    )
  }

  private func open(_ path: String, signer: NoteSigner) async throws -> Ledger {
    let clock = Instant(rfc3339: "2026-02-01T00:00:00Z") ?? .distantPast
    let options = Ledger.Options(
      durability: .none,
      origin: "study",
      privacy: privacy,
      signer: signer,
      signingInterval: 2_000,
      checkpointInterval: 10_000,
      clock: { clock }
    )
    return try await Ledger.open(at: path, options: options)
  }

  /// The newest checkpoint that the ledger keeps.
  func newestCheckpoint(of path: String) async throws -> SignedNote {
    let ledger = try await Ledger.open(at: path, options: .init(access: .readOnly))
    let notes = try ledger.checkpoints()
    await ledger.close()
    return try #require(notes.last)
  }

  /// Copies the ledger into another folder.
  func copy(to name: String) throws -> String {
    try sandbox.makeFolder(name)
    let copy = "\(sandbox.path)/\(name)"
    try FileManager.default.copyItem(atPath: dataFile, toPath: copy + "/data.mdb")
    if FileManager.default.fileExists(atPath: keyFile) {
      try FileManager.default.copyItem(atPath: keyFile, toPath: copy + "/keys")
    }
    return copy
  }

  /// All that any reader can read: the keys and values of every table, each with its length.
  static func readings(of path: String) throws -> [String: [UInt8]] {
    let store = try LogStore.open(at: path, options: .init(access: .readOnly))
    defer { store.close() }
    let snapshot = try store.beginRead()
    var readings: [String: [UInt8]] = [:]
    for table in Table.allCases {
      var bytes: [UInt8] = []
      var entries = try snapshot.entries(in: table)
      while let entry = try entries.next() {
        append(entry.key, to: &bytes)
        append(entry.value, to: &bytes)
      }
      readings["\(table)"] = bytes
    }
    return readings
  }

  private static func append(_ part: RawSpan, to bytes: inout [UInt8]) {
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: part.byteCount >> shift)) }
    unsafe part.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  /// Sets one byte of a file.
  static func write(_ byte: UInt8, at offset: Int, of file: String) throws {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
    try handle.seek(toOffset: UInt64(offset))
    try handle.write(contentsOf: Data([byte]))
    try handle.close()
  }

  /// What the keys of a sealed ledger open: what identifies each person, and some words that concern
  /// nobody; nil where it is erased.
  func openedWords() async throws -> [String?] {
    let options = Ledger.Options(access: .readOnly, privacy: privacy)
    let ledger = try await Ledger.open(at: path, options: options)
    var words: [String?] = []
    do {
      let count = ledger.read { $0.catalogue.personCount }
      for person in 1...UInt32(count) {
        let identity = try ledger.identity(of: PersonID(person))
        words.append(identity)
        if let identity { words.append("\(try ledger.person(identifiedBy: identity) as Any)") }
      }
    } catch {
      await ledger.close()
      throw error
    }
    await ledger.close()
    return words
  }
}
