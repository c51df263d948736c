import Foundation
import Testing

/// A short study in every test run, and a long one by `make tamper-study`.
@Suite("Single changed bytes are found, with their place", .serialized)
struct TamperStudyTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// How many bytes the long study changes; 0 for the short one.
  private static let changes = Int(environment["TICKET_LEDGER_TAMPER_CHANGES"] ?? "") ?? 0
  private static let seed = UInt64(environment["TICKET_LEDGER_TAMPER_SEED"] ?? "") ?? 1

  /// A ledger to study, and the number of its events.
  private func ledger(tickets: Int, seed: UInt64, isSealed: Bool) async throws -> (
    ledger: StudiedLedger, events: Int
  ) {
    let ledger = try await StudiedLedger(tickets: tickets, seed: seed, isSealed: isSealed)
    let sound = try await VerifyRun(ledger.path, ledger.keyArguments)
    try #require(sound.isSound, "\(sound.description)")
    #expect((sound.answer["erased"].integer > 0) == isSealed)
    return (ledger, sound.answer["size"].integer)
  }

  /// Changes so many bytes of the tables that hold the log and what follows from it, and some of all
  /// else.
  private func study(
    _ ledger: StudiedLedger,
    events: Int,
    changes: Int,
    seed: UInt64
  ) async throws -> TamperTable {
    var study = try TamperStudy(ledger, events: events, seed: seed)
    for number in 0..<changes {
      try await study.run(TamperStudy.tables[number % TamperStudy.tables.count])
    }
    for number in 0..<max(changes / 5, 6) {
      try await study.run(TamperStudy.notes[number % TamperStudy.notes.count])
    }
    // None are left over where the last record of them is full.
    for _ in 0..<max(changes / 50, 3) where events % 63 > 0 {
      try await study.run("meta", key: Array("leaves".utf8), as: "last leaves")
    }
    // What the log says of the last events stands nowhere but in those leaves.
    for number in 1...max(changes / 50, 3) {
      let position = UInt64(events - number)
      let key = (0..<8).map { UInt8(truncatingIfNeeded: position >> (8 * $0)) }
      try await study.run("events", key: key, as: "last events")
    }
    for number in 0..<max(changes / 20, 6) {
      try await study.run(TamperStudy.others[number % TamperStudy.others.count])
    }
    return study.table
  }

  private func report(_ table: TamperTable, _ title: String, seed: UInt64) {
    // At once, and not when the tests are over.
    let text = "\n\(title), seed \(seed)\n\(table.description)\n\n"
    FileHandle.standardOutput.write(Data(text.utf8))
    for name in table.names {
      for failure in table[name].failures { Issue.record("seed \(seed), \(name): \(failure)") }
    }
  }

  @Test("some changes in a small ledger", .enabled(if: changes == 0), arguments: [false, true])
  func short(isSealed: Bool) async throws {
    let (ledger, events) = try await ledger(tickets: 60, seed: 5, isSealed: isSealed)
    let table = try await study(ledger, events: events, changes: isSealed ? 18 : 30, seed: 5)
    report(table, "\(events) events, \(isSealed ? "sealed" : "plain")", seed: 5)
    let found = table.names.reduce(0) { $0 + table[$1].found }
    #expect(found > 15)
    guard isSealed else { return }
    var keys = try await KeyFileStudy(ledger, seed: 5)
    for _ in 0..<8 { try await keys.run() }
    report(keys.table, "keys of \(events) events", seed: 5)
  }

  @Test(
    "as many changes as asked for, in a ledger of 20,000 events",
    .enabled(if: changes > 0),
    arguments: [false, true]
  )
  func long(isSealed: Bool) async throws {
    let seed = Self.seed
    let (ledger, events) = try await ledger(tickets: 1_750, seed: seed, isSealed: isSealed)
    try #require(events >= 20_000, "a ledger of \(events) events proves too little")
    let kind = isSealed ? "sealed" : "plain"
    let table = try await study(ledger, events: events, changes: Self.changes, seed: seed)
    report(table, "single bytes: \(events) events, \(kind), \(Self.changes) changes", seed: seed)
    let made = TamperStudy.tables.reduce(0) { $0 + table[$1].count }
    #expect(made == Self.changes)
    guard isSealed else {
      try await attacks(on: ledger, events: events)
      return
    }
    var keys = try await KeyFileStudy(ledger, seed: seed)
    for _ in 0..<max(Self.changes / 10, 50) { try await keys.run() }
    report(keys.table, "file of keys: \(events) events", seed: seed)
  }

  private func attacks(on ledger: StudiedLedger, events: Int) async throws {
    let seed = Self.seed
    var attacks = AttackStudy(ledger, events: events, seed: seed)
    try await attacks.run(rounds: max(Self.changes / 50, 3))
    let old = "\(ledger.sandbox.path)/old.ledger"
    try await ledger.write(tickets: 1_750, seed: seed, to: old, until: 0.5)
    try await attacks.replace(by: old, as: "an old copy", expecting: "tailCut")
    let other = "\(ledger.sandbox.path)/other.ledger"
    try await ledger.write(tickets: 2_000, seed: seed + 1, to: other)
    try await attacks.replace(by: other, as: "another history", expecting: "rewritten")
    report(attacks.table, "attacks: \(events) events, plain", seed: seed)
  }
}
