import Testing

@testable import TicketLedger

@Suite("Laws of service levels: two processes", .timeLimit(.minutes(15)))
struct ServiceLevelLawProcessTests {
  /// The same text as the other process gives.
  private func late(_ view: borrowing LedgerView, asOf instant: Instant) -> String {
    view.breaches(asOf: instant).map { status in
      "\(status.ticket) \(status.clock) \(status.cycle) \(status.policy) \(status.elapsedInMilliseconds)"
    }
    .joined(separator: "; ")
  }

  /// Waits until the live view knows of an event.
  private func wait(for position: Position, in ledger: Ledger) async throws {
    for try await event in ledger.events(from: position) {
      if event.position >= position { break }
    }
  }

  @Test("what one adopts, also for the past, the other sees, and both answer alike")
  func adoption() async throws {
    let history = try SimulatedHistory.lively(seed: 221, tickets: 30)
    var promises = ServiceLevelLawPromises(about: history, seed: 221)
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder) { $0.pollInterval = .milliseconds(5) }
    try await SimulatedHistory.record(history.submissions, in: ledger)
    let probe = try LedgerProbe("follow", folder.path())
    #expect(try probe.line() == "ready")
    let instant = history.last.after(days: 3)
    for minutes in [600, 60] {
      // First this process adopts, then the other.
      let own = try await ledger.adopt(
        promises.policy("own \(minutes)"),
        ServiceLevelLawPromises.calendars(),
        effectiveFrom: .distantPast
      )
      try probe.tell("until \(own.rawValue + 1)")
      let text = ledger.read { view in digests(view).flatMap(\.digest) }
        .map { String($0, radix: 16) }.joined(separator: ".")
      #expect(try probe.line() == "\(own.rawValue + 1) \(text)")
      try probe.tell("ask \(instant.millisecondsSince1970)")
      let seen = try probe.line()
      #expect(seen == ledger.read { late($0, asOf: instant) })
      try probe.tell("adopt \(minutes)")
      let line = try #require(try probe.line())
      let other = try #require(line.split(separator: " ").last.flatMap { UInt64($0) })
      try await wait(for: Position(other), in: ledger)
      #expect(ledger.read { $0.agreements.policy(at: instant)?.name } == "elsewhere")
      try probe.tell("ask \(instant.millisecondsSince1970)")
      let answer = try #require(try probe.line())
      #expect(answer == ledger.read { late($0, asOf: instant) })
      #expect(answer.contains("elsewhere") && answer != seen)
      let replayed = try await ledger.replay()
      #expect(ledger.read { digests($0) } == replayed.digests())
    }
    try probe.finish()
    await ledger.close()
  }

  @Test("a question that reads the log goes by what the log has adopted by then, looked for or not")
  func before() async throws {
    let history = try SimulatedHistory.lively(seed: 222, tickets: 30)
    var promises = ServiceLevelLawPromises(about: history, seed: 222)
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder) { $0.pollInterval = .seconds(100_000) }
    try await SimulatedHistory.record(history.submissions, in: ledger)
    let own = promises.policy("own")
    try await ledger.adopt(own, ServiceLevelLawPromises.calendars())
    let probe = try LedgerProbe("follow", folder.path())
    #expect(try probe.line() == "ready")
    try probe.tell("adopt 60")
    let line = try #require(try probe.line())
    let position = Position(try #require(line.split(separator: " ").last.flatMap { UInt64($0) }))
    try probe.finish()
    #expect(ledger.read { $0.eventCount } <= position.rawValue)
    let (past, end) = (history.first.after(days: 14), history.last.after(days: 3))
    func answers() async throws -> [ServiceLevelAnswers] {
      [
        try await ledger.read(asOf: past) { ServiceLevelAnswers($0, asOf: past) },
        try await ledger.read(asOf: end, knownAt: .position(position)) {
          ServiceLevelAnswers($0, asOf: end)
        },
      ]
    }
    let found = try await answers()
    let explained = try ledger.explain(1, asOf: end, knownAt: .position(position))
    let whatIf = try await ledger.whatIf(own, asOf: end)
    #expect(explained?.isEmpty == false)
    #expect(explained?.allSatisfy { $0.status.policy == "elsewhere" } == true)
    // What is asked of the live view alone is as the live view is.
    let live = try #require(try ledger.explain(1, asOf: end))
    #expect(live.allSatisfy { $0.status.policy == "own" })
    try await ledger.onEngine { $0.poll() }
    #expect(ledger.read { $0.eventCount } == position.rawValue + 1)
    #expect(try await answers() == found)
    #expect(try ledger.explain(1, asOf: end) == explained)
    #expect(try await ledger.whatIf(own, asOf: end) == whatIf)
    await ledger.close()
  }
}
