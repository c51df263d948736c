import Foundation
import LedgerStore
import Testing
import TicketExchange
import TicketLedger
import TicketSimulation
import Transparency

/// A ledger that is made to be damaged: simulated, signed, with some of everything.
final class StudiedLedger: Sendable {
  let sandbox: Sandbox
  let signer: NoteSigner
  static let name = "study.ledger"

  var path: String { "\(sandbox.path)/\(Self.name)" }
  var dataFile: String { path + "/data.mdb" }

  /// Makes a ledger of so many tickets, about twelve events each.
  init(tickets: Int, seed: UInt64) async throws {
    sandbox = try Sandbox()
    signer = try NoteSigner(name: KeyName(forOrigin: "study"), seed: (0..<32).map { UInt8($0) })
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
    await ledger.close()
  }

  private func open(_ path: String, signer: NoteSigner) async throws -> Ledger {
    let clock = Instant(rfc3339: "2026-02-01T00:00:00Z") ?? .distantPast
    let options = Ledger.Options(
      durability: .none,
      origin: "study",
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

  /// Copies the ledger's file into another folder.
  func copy(to name: String) throws -> String {
    try sandbox.makeFolder(name)
    let copy = "\(sandbox.path)/\(name)"
    try FileManager.default.copyItem(atPath: dataFile, toPath: copy + "/data.mdb")
    return copy
  }

  /// All that any reader can read: every key and value of every table, hashed.
  static func readings(of path: String) throws -> [String: Hash] {
    let store = try LogStore.open(at: path, options: .init(access: .readOnly))
    defer { store.close() }
    let snapshot = try store.beginRead()
    var readings: [String: Hash] = [:]
    for table in Table.allCases {
      var frontier = Frontier()
      var entries = try snapshot.entries(in: table)
      while let entry = try entries.next() {
        frontier.append(.leaf(entry.key))
        frontier.append(.leaf(entry.value))
      }
      readings["\(table)"] = frontier.root
    }
    return readings
  }
}
