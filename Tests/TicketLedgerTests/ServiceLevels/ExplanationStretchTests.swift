import Testing

@testable import TicketLedger

/// What explanations tell of long and of hidden time.
@Suite("Stretches of explanations")
struct ExplanationStretchTests {
  /// A desk with one ticket, opened at the clock's time, under one target.
  private func desk(
    in folder: TemporaryFolder,
    _ clock: TestClock,
    _ target: ServiceTarget
  ) async throws -> Ledger {
    let ledger = try await Ledger.forTest(folder, clock: clock)
    let office = ServiceCalendar(
      name: "office",
      zone: .utc,
      weekly: Array(repeating: [DayInterval(480, 1080)], count: 5)
    )
    try await ledger.submit(.adopt(office), by: "a-1")
    let rule = ServiceRule(name: "all", targets: [target])
    try await ledger.submit(.adopt(ServicePolicy(name: "standard", rules: [rule])), by: "a-1")
    try await ledger.submit(.open("T-1"), by: "a-1")
    return ledger
  }

  @Test("are told one by one up to a bound, past which a time is one, and always add up")
  func bounded() async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-03-03T08:00:00Z")
    let target = ServiceTarget(
      .resolution,
      limit: .duration(milliseconds: 3_600_000),
      calendar: "office"
    )
    let ledger = try await desk(in: folder, clock, target)
    for (instant, treatments) in [
      ("2026-03-03T08:00:00Z", [ClockExplanation.Treatment.counted, .closed]),
      ("9999-12-31T08:00:00Z", [.mixed]),
    ] {
      let asOf = try #require(Instant(rfc3339: instant))
      let explained = try #require(try ledger.explain("T-1", asOf: asOf)?.first)
      let segments = explained.segments
      #expect(Set(segments.map(\.treatment)) == Set(treatments))
      #expect(segments.count <= ClockExplanation.maximumStretches)
      #expect(
        segments.reduce(0) { $0 + $1.countedInMilliseconds }
          == explained.status.elapsedInMilliseconds
      )
      #expect(segments.first?.from == clock.now && segments.last?.to == asOf)
      #expect(zip(segments, segments.dropFirst()).allSatisfy { $0.to == $1.from })
      #expect(segments.first?.beganBy != nil && segments.last?.endedBy == nil)
    }
    await ledger.close()
  }

  @Test("in which the due time is hidden are told as hidden, and counted")
  func hidden() async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-03-03T09:00:00Z")
    let target = ServiceTarget(
      .resolution,
      limit: .duration(milliseconds: 36_000_000),
      calendar: "office",
      pausedBy: [.vendor],
      whilePaused: .hide
    )
    let ledger = try await desk(in: folder, clock, target)
    clock.advance(byMilliseconds: 3_600_000)
    try await ledger.submit(.pause("T-1", for: .vendor), by: "a-1")
    clock.advance(byMilliseconds: 24 * 3_600_000)
    try await ledger.submit(.resume("T-1"), by: "a-1")
    clock.advance(byMilliseconds: 1_800_000)
    let explained = try #require(try ledger.explain("T-1", asOf: clock.now)?.first)
    #expect(
      explained.segments.map(\.treatment) == [
        .counted, .hidden(.vendor), .closed, .hidden(.vendor), .counted,
      ]
    )
    #expect(
      explained.segments.map { $0.countedInMilliseconds / 60_000 } == [60, 480, 0, 120, 30]
    )
    await ledger.close()
  }
}
