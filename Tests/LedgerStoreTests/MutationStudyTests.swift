import Foundation
import LedgerStore
import Testing

/// A short study in every test run, and a long one by `make fuzz-pages`.
@Suite("What the reader of pages passes, LMDB survives")
struct MutationStudyTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// How long the long study lasts; 0 for the short one.
  private static let minutes = Double(environment["TICKET_LEDGER_FUZZ_MINUTES"] ?? "") ?? 0
  private static let seed = UInt64(environment["TICKET_LEDGER_FUZZ_SEED"] ?? "") ?? 1

  @Test("200 changed files are refused or survived", .enabled(if: minutes == 0))
  func short() throws {
    var study = try MutationStudy(seed: 1, transactions: 12, triesOneOf: 0)
    for seed: UInt64 in 1...200 { try study.run(seed: seed) }
    #expect(study.tally.refused > 50, "\(study.tally)")
    #expect(study.tally.survived > 20, "\(study.tally)")
  }

  @Test("files of random bytes are refused", .enabled(if: minutes == 0))
  func garbage() throws {
    var study = try MutationStudy(seed: 1, transactions: 12, triesOneOf: 0)
    for seed: UInt64 in 1...100 { try study.runGarbage(seed: seed) }
    #expect(study.tally.refused == 100)
  }

  @Test("changed files are refused or survived, for minutes", .enabled(if: minutes > 0))
  func long() throws {
    let end = Date(timeIntervalSinceNow: Self.minutes * 60)
    var seed = Self.seed &* 1_000_000_007
    var logs = 0
    while Date.now < end {
      // Another log from time to time: what was not in one may be in the next.
      let transactions = 4 + logs % 5 * 8
      var study = try MutationStudy(seed: seed, transactions: transactions, triesOneOf: 8)
      for step: UInt64 in 0..<400 where Date.now < end {
        try study.run(seed: seed &+ step)
        if step % 20 == 0 { try study.runGarbage(seed: seed &+ step) }
      }
      print("log \(seed), \(transactions) transactions: \(study.tally)")
      seed &+= 400
      logs += 1
    }
  }
}
