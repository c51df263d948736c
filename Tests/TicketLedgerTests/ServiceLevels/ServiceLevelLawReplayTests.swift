import Testing

@testable import TicketLedger

@Suite("Laws of service levels: live, replay, checkpoint")
struct ServiceLevelLawReplayTests {
  /// When what is adopted, and from when on it holds.
  enum Course: UInt64, CaseIterable {
    /// One policy, before the first ticket.
    case before
    /// Another version midway, from then on.
    case anotherFromNow
    /// Another version midway, which holds from a later moment.
    case anotherToCome
    /// Another version midway, which holds from a moment in the past.
    case anotherInThePast
    /// One policy that always held, after all the tickets.
    case after
  }

  @Test(
    "what is shown live is what a replay makes, and a fold that knew the agreements all along",
    arguments: Course.allCases,
    ServicePolicy.Versions.allCases
  )
  func liveIsReplay(_ course: Course, _ versions: ServicePolicy.Versions) async throws {
    let seed = 101 + 2 * course.rawValue + UInt64(versions.rawValue)
    let history = try SimulatedHistory.lively(seed: seed, tickets: 60)
    var promises = ServiceLevelLawPromises(about: history, seed: seed)
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-03-16T00:00:00Z")
    let ledger = try await Ledger.forTest(folder, clock: clock)
    if course != .after {
      try await ledger.adopt(promises.policy("first"), ServiceLevelLawPromises.calendars())
    }
    let middle = history.submissions.count / 2
    try await history.submit(0..<middle, to: ledger, clock: clock)
    let second = promises.policy("second", versions: versions)
    let office = try ServiceLevelLawPromises.office(until: 16)
    switch course {
    case .before, .after: break
    case .anotherFromNow: try await ledger.adopt(second, [office])
    case .anotherToCome:
      try await ledger.adopt(second, [office], effectiveFrom: clock.now.after(days: 4))
    case .anotherInThePast:
      try await ledger.adopt(second, [office], effectiveFrom: clock.now.after(days: -4))
    }
    try await history.submit(middle..<history.submissions.count, to: ledger, clock: clock)
    if course == .after {
      let calendars = try ServiceLevelLawPromises.calendars()
      try await ledger.adopt(second, calendars, effectiveFrom: .distantPast)
    }
    let replayed = try await ledger.replay()
    #expect(ledger.read { digests($0) } == replayed.digests())
    for instant in [clock.now, clock.now.after(days: 1), clock.now.after(days: 40)] {
      let live = ledger.read { ServiceLevelAnswers($0, asOf: instant) }
      ServiceLevelAnswers(replayed, asOf: instant).expect(live)
      #expect(live.summary.met > 0 && live.summary.breached > 0)
    }
    let events = try ledger.allEvents()
    let agreements = ledger.read { $0.agreements }
    #expect(agreements.periods.count == (course == .before || course == .after ? 1 : 2))
    #expect(ledger.read { Encodings($0) } == HandFold(events, under: agreements).encodings)
    await ledger.close()
  }

  @Test(
    "a checkpoint and the events after it make what all events make, across adoptions and new names",
    arguments: [
      (121, 1, 1), (122, 150, 1), (123, 100_000, 1), (124, 1, 3_600_000), (125, 40, 14_400_000),
    ] as [(UInt64, Int, Int64)]
  )
  func checkpointAndTailIsReplay(seed: UInt64, interval: Int, unit: Int64) async throws {
    let history = try SimulatedHistory.lively(seed: seed, tickets: 60)
      .rounded(toMilliseconds: unit)
    var promises = ServiceLevelLawPromises(about: history, seed: seed)
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-03-16T00:00:00Z")
    var start = 0
    var round = 0
    var before: (ServiceLevelAnswers, ServicePolicy?)?
    while start < history.submissions.count {
      let ledger = try await Ledger.forTest(folder, clock: clock) {
        $0.checkpointInterval = interval
      }
      if let before {
        ledger.read { ServiceLevelAnswers($0, asOf: clock.now.after(days: 3)).expect(before.0) }
        let isSame = ledger.read { $0.agreements.policy(at: .distantFuture) == before.1 }
        #expect(isSame, "a policy names other terms than it did before the ledger was closed")
        #expect(try ledger.storedProjections().count == Ledger.coreProjections.count)
      }
      let share = Int.random(in: 1...history.submissions.count / 4, using: &generator)
      let end = min(start + share, history.submissions.count)
      let middle = (start + end) / 2
      try await history.submit(start..<middle, to: ledger, clock: clock)
      round += 1
      let versions: ServicePolicy.Versions = Bool.random(using: &generator) ? .latest : .atStart
      let days = Int.random(in: -5...3, using: &generator)
      try await ledger.adopt(
        promises.policy("version \(round)", versions: versions),
        ServiceLevelLawPromises.calendars(),
        effectiveFrom: round == 1 ? nil : clock.now.after(days: days)
      )
      try await ledger.exchangeTeamNames()
      try await history.submit(middle..<end, to: ledger, clock: clock)
      start = end
      let replayed = try await ledger.replay()
      #expect(ledger.read { digests($0) } == replayed.digests())
      before = ledger.read { view in
        (
          ServiceLevelAnswers(view, asOf: clock.now.after(days: 3)),
          view.agreements.policy(at: .distantFuture)
        )
      }
      await ledger.close()
    }
    let ledger = try await Ledger.forTest(folder, clock: clock)
    let agreements = ledger.read { $0.agreements }
    let events = try ledger.allEvents()
    #expect(ledger.read { Encodings($0) } == HandFold(events, under: agreements).encodings)
    await ledger.close()
  }
}
