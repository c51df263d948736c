import Foundation
import Testing

/// A short study in every test run, and a long one by `make tamper-study`.
@Suite("Single changed bytes are found, with their place", .serialized)
struct TamperStudyTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// How many bytes the long study changes; 0 for the short one.
  private static let changes = Int(environment["TICKET_LEDGER_TAMPER_CHANGES"] ?? "") ?? 0
  private static let seed = UInt64(environment["TICKET_LEDGER_TAMPER_SEED"] ?? "") ?? 1

  private func study(tickets: Int, changes: Int, seed: UInt64) async throws -> TamperStudy {
    let ledger = try await StudiedLedger(tickets: tickets, seed: seed)
    let sound = try await VerifyRun(ledger.path)
    try #require(sound.isSound, "\(sound.description)")
    print(
      "\(sound.answer["size"].integer) events, \(sound.answer["checkpoints"].integer) checkpoints"
    )
    var study = try TamperStudy(ledger, seed: seed)
    for number in 0..<changes {
      try await study.run(TamperStudy.tables[number % TamperStudy.tables.count])
    }
    for number in 0..<max(changes / 20, 6) {
      try await study.run(TamperStudy.others[number % TamperStudy.others.count])
    }
    print(study.report)
    for (table, tally) in study.tallies {
      for missed in tally.missed { Issue.record("seed \(seed), \(table): \(missed)") }
    }
    return study
  }

  @Test("60 changes in a small ledger", .enabled(if: changes == 0))
  func short() async throws {
    let study = try await study(tickets: 100, changes: 60, seed: 5)
    #expect(study.tallies.values.reduce(0) { $0 + $1.found } > 20)
  }

  @Test("as many changes as asked for, in a ledger of 20,000 events", .enabled(if: changes > 0))
  func long() async throws {
    _ = try await study(tickets: 1_700, changes: Self.changes, seed: Self.seed)
  }
}
