import Foundation
import Testing

/// A log whose last event stands under another number: it says how long the log is.
@Suite("A forged number of the last event", .serialized, .timeLimit(.minutes(15)))
struct ForgedEndTests {
  private static let ledger = Task { try await StudiedLedger(tickets: 30, seed: 5) }

  /// The most things that may be wrong with what one number changed, whatever the number.
  private static let most = 20

  @Test(
    "is named by verify, which ends, and counts no more problems than for a small one",
    arguments: [3, 1 << 20, 1 << 32, 1 << 40, 1 << 56, 1 << 63]
  )
  func verify(distance: UInt64) async throws {
    let ledger = try await Self.ledger.value
    let copy = try ledger.copy(to: "forged-\(distance)")
    var end: UInt64 = 0
    try RawLog.change(copy) { log in
      end = try log.count("events")
      let last = try #require(try log.value("events", end - 1))
      try log.remove("events", end - 1)
      try log.put("events", end - 1 + distance, last)
    }
    let run = try await VerifyRun(copy)
    #expect(run.isFound, "\(run.description)")
    #expect(run.answer["problemCount"].integer <= Self.most, "\(run.description)")
    let missing = run.problems("missingEvent")
    #expect(missing.first?.position == Int(end - 1), "\(run.description)")
  }

  @Test("is refused by whoever opens the ledger, and by who asks it", arguments: [1 << 32, .max])
  func open(number: UInt64) async throws {
    let ledger = try await Self.ledger.value
    let copy = try ledger.copy(to: "opened-\(number)")
    try RawLog.change(copy) { log in
      let end = try log.count("events")
      let last = try #require(try log.value("events", end - 1))
      try log.remove("events", end - 1)
      try log.put("events", number, last)
    }
    for arguments in [["stat"], ["submit"]] {
      let run = try await ledger.sandbox.run(
        arguments + ["--ledger", copy],
        environment: ["SWIFT_BACKTRACE": "enable=no"]
      )
      #expect(run.status == 3, "\(run.status) \(run.output) \(run.errors)")
      #expect(run.errors.contains("damaged"), "\(run.errors)")
    }
  }
}
