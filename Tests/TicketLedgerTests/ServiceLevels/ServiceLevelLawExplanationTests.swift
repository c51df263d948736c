import Testing

@testable import TicketLedger

@Suite("Laws of service levels: explanations")
struct ServiceLevelLawExplanationTests {
  @Test(
    "an explanation has no gaps, adds up to the answer, and names the ticket's own events",
    arguments: [201, 202, 203]
  )
  func everyClock(seed: UInt64) async throws {
    let history = try SimulatedHistory.lively(seed: seed, tickets: 60)
    var promises = ServiceLevelLawPromises(about: history, seed: seed)
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-03-16T00:00:00Z")
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await ledger.adopt(promises.policy("first"), ServiceLevelLawPromises.calendars())
    let middle = history.submissions.count / 2
    try await history.submit(0..<middle, to: ledger, clock: clock)
    try await ledger.adopt(
      promises.policy("second", versions: seed == 201 ? .atStart : .latest),
      [ServiceLevelLawPromises.office(until: 16)],
      effectiveFrom: seed == 203 ? clock.now.after(days: -3) : nil
    )
    try await ledger.adopt(
      promises.policy("third", versions: .latest),
      effectiveFrom: clock.now.after(days: 6)
    )
    try await history.submit(middle..<history.submissions.count, to: ledger, clock: clock)
    let adopted = Set(ledger.read { $0.agreements.periods.map(\.from) })
    var clocks: Set<ServiceClock> = []
    for instant in [history.first.after(days: 17), clock.now.after(days: 3)] {
      let statuses = try await ledger.read(asOf: instant) { view in
        (1...UInt64(view.tickets.count)).map { number in
          view.tickets[TicketID(number)].map {
            view[ServiceLevels.self].statuses(of: $0, asOf: instant)
          }
        }
      }
      for (place, statuses) in statuses.enumerated() {
        let reference = TicketReference.number(TicketID(UInt64(place + 1)))
        let events = try #require(try ledger.history(of: reference))
        let explained = try #require(try ledger.explain(reference, asOf: instant))
        // A mere measure that has ended is explained, and kept nowhere else.
        let shown = explained.map(\.status).filter { $0.state != .measured }
        #expect(shown == statuses)
        for explanation in explained {
          check(explanation, asOf: instant, of: events, adopted)
          clocks.insert(explanation.status.clock)
        }
        let resolution = try ledger.explain(reference, clock: .resolution, asOf: instant)
        #expect(resolution == explained.filter { $0.status.clock == .resolution })
      }
    }
    #expect(clocks == Set(ServiceClock.allCases))
    await ledger.close()
  }

  private func check(
    _ explanation: ClockExplanation,
    asOf instant: Instant,
    of events: [RecordedEvent],
    _ adopted: Set<Instant>
  ) {
    let status = explanation.status
    let end = status.stoppedAt ?? instant
    let segments = explanation.segments
    #expect(segments.allSatisfy { $0.from < $0.to })
    let joints = [status.startedAt] + segments.map(\.to)
    #expect(segments.map(\.from) == joints.dropLast())
    #expect(segments.last?.to ?? status.startedAt == end)
    #expect(segments.reduce(0) { $0 + $1.countedInMilliseconds } == status.elapsedInMilliseconds)
    for (segment, next) in zip(segments, segments.dropFirst()) {
      #expect(segment.endedBy == next.beganBy)
      #expect(segment.treatment != next.treatment || segment.endedBy != nil)
    }
    let promises = explanation.promises
    #expect(promises.first?.from == status.startedAt)
    #expect(zip(promises, promises.dropFirst()).allSatisfy { $0.until == $1.from })
    #expect(promises.last?.until == nil)
    #expect(promises.map(\.from) == promises.map(\.from).sorted())
    #expect(promises.allSatisfy { $0.from <= end })
    // Whatever is named happened then, to this ticket.
    var named = segments.map { ($0.from, $0.beganBy) } + segments.map { ($0.to, $0.endedBy) }
    named += promises.map { ($0.from, $0.beganBy) }
    for (instant, position) in named {
      guard let position else { continue }
      #expect(events.first { $0.position == position }?.occurredAt == instant)
    }
    // Each cycle began with an event. It ended with one, or where a policy came into force that does
    // not promise this any more.
    #expect(promises.first?.beganBy != nil)
    guard let first = segments.first, let last = segments.last else { return }
    #expect(first.beganBy != nil)
    let endsByPolicy = status.stoppedAt.map { adopted.contains($0) } ?? true
    #expect(last.endedBy != nil ? status.stoppedAt != nil : endsByPolicy)
  }
}
