import Foundation
import TicketExchange
import TicketLedger
import TicketSimulation

extension GoldenDesk {
  /// Words under keys: an erasure, a rotation, and an erasure after it.
  func writeSealed() async throws -> GoldenFacts.Names {
    var ledger = try await open()
    for number in 1...6 {
      let requester = "requester-\(number)"
      try await submit(
        .open(
          "S-\(number)",
          requester: .identity(requester),
          about: ["service": "VPN"],
          summary: "summary \(number), in confidence",
          description: String(repeating: "long words of \(requester). ", count: number * 4)
        ),
        by: .person(.identity(requester)),
        key: "sealed-\(number)",
        to: ledger
      )
      let ticket = TicketReference.reference("S-\(number)")
      try await submit(.note(ticket, "of the agent about \(requester)"), to: ledger)
    }
    // Nobody's words: those of the organisation.
    try await submit(.broadcastNotice(text: "to all"), to: ledger)
    try await submit(.open("S-7", summary: "of nobody"), to: ledger)
    clock.advance(byMilliseconds: 60_000)
    try await ledger.erase("requester-2", basis: "GDPR 17(1)(b)", by: "agent-1")
    _ = try await ledger.rotateKeys(in: copy.encryptionKeys)
    try await submit(.note("S-1", "after the rotation"), to: ledger)
    await ledger.close()
    ledger = try await open()
    try await submit(.open("S-8", requester: "requester-8", summary: "new"), to: ledger)
    clock.advance(byMilliseconds: 60_000)
    try await ledger.erase("requester-3", basis: "GDPR 17(1)(b)", by: "agent-1")
    try await ledger.signCheckpoint()
    try await submit(.note("S-8", "after the checkpoint"), to: ledger)
    await ledger.close()
    return GoldenFacts.Names(
      keys: (1...6).map { "sealed-\($0)" },
      erased: ["requester-1", "requester-2", "requester-3"]
    )
  }

  /// A simulated month with checkpoints of both sorts on the way.
  func writeMonth() async throws -> GoldenFacts.Names {
    let ledger = try await open {
      $0.signingInterval = 100
      $0.checkpointInterval = 150
    }
    try await simulate(tickets: 45, days: 30, seed: 7, into: ledger)
    try await importRows(into: ledger)
    for (name, position) in [("mailer", UInt64(200)), ("screen", 31)] {
      try await ledger.consumer(named: name).acknowledge(Position(position))
    }
    await ledger.close()
    return GoldenFacts.Names(
      consumers: ["mailer", "screen"],
      keys: ["simulated-1", "simulated-20"],
      sources: ["old desk"]
    )
  }

  /// A ledger that was never closed: its stored projections stand before its end.
  ///
  /// - Parameter keep: Copies the files while the ledger is open, as a process that dies leaves them.
  /// - Returns: What it is to be asked for.
  /// - Throws: What `keep` or the ledger throws.
  func writeCut(_ keep: () throws -> Void) async throws -> GoldenFacts.Names {
    let ledger = try await open {
      $0.signingInterval = 60
      $0.checkpointInterval = 80
    }
    try await simulate(tickets: 16, days: 10, seed: 8, into: ledger)
    try await ledger.consumer(named: "mailer").acknowledge(Position(50))
    try keep()
    await ledger.close()
    return GoldenFacts.Names(consumers: ["mailer"], keys: ["simulated-1"])
  }

  private func simulate(
    tickets: Int,
    days: Int,
    seed: UInt64,
    into ledger: Ledger
  ) async throws {
    try await submit(.adopt(StarterPolicy.calendar().calendar), to: ledger)
    try await submit(.adopt(StarterPolicy.policy().policy), to: ledger)
    let scenario = Scenario(
      seed: seed,
      tickets: tickets,
      start: clock.now.advanced(byMilliseconds: 60_000),
      durationInDays: days
    )
    for (number, submission) in HelpdeskSimulation(scenario).enumerated() {
      var submission = submission
      submission.key = number < 40 ? "simulated-\(number)" : nil
      clock.now = max(clock.now, submission.occurredAt ?? clock.now)
      try await ledger.submit(submission)
    }
  }
}
