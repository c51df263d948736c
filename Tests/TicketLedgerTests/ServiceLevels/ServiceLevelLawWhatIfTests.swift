import Testing

@testable import TicketLedger

@Suite("Laws of service levels: what if")
struct ServiceLevelLawWhatIfTests {
  /// A ledger of a history under one policy that always held; names have the same numbers in each.
  private func makeLedger(
    _ folder: TemporaryFolder,
    of history: SimulatedHistory,
    _ policy: ServicePolicy,
    _ calendars: [ServiceCalendar]
  ) async throws -> Ledger {
    let clock = TestClock()
    clock.now = history.last
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await SimulatedHistory.record(history.prelude, in: ledger)
    try await SimulatedHistory.record(history.submissions, in: ledger)
    try await ledger.adopt(policy, calendars)
    return ledger
  }

  @Test("under the policy in force nothing is different", arguments: [171, 172])
  func same(seed: UInt64) async throws {
    let history = try SimulatedHistory.lively(seed: seed, tickets: 50)
    var promises = ServiceLevelLawPromises(about: history, seed: seed)
    let policy = promises.policy("in force", versions: seed == 171 ? .atStart : .latest)
    let folder = try TemporaryFolder()
    let calendars = try ServiceLevelLawPromises.calendars()
    let ledger = try await makeLedger(folder, of: history, policy, calendars)
    for instant in [history.first.after(days: 14), history.last, history.last.after(days: 9)] {
      let live = try await ledger.read(asOf: instant) { view in
        (ServiceLevelAnswers(view, asOf: instant), encoding(of: view[ServiceLevels.self]))
      }
      let whatIf = try await ledger.whatIf(policy, asOf: instant)
      #expect(whatIf.gained.isEmpty && whatIf.lost.isEmpty)
      #expect(whatIf.kept == live.0.breaches.count && whatIf.kept > 0)
      #expect(whatIf.before == live.0.summary && whatIf.after == live.0.summary)
      #expect(whatIf.position == ledger.read { $0.position })
      let supposed = ledger.read {
        $0.agreements.supposing(policy, calendars, names: TermNames($0.catalogue))
      }
      let view = try await ledger.replay(
        until: .max,
        asOf: instant,
        projections: nil,
        under: supposed,
        progress: nil
      )
      #expect(encoding(of: view[ServiceLevels.self]) == live.1)
      ServiceLevelAnswers(view, asOf: instant).expect(live.0)
    }
    await ledger.close()
  }

  @Test(
    "under another policy and calendar it is as in a ledger that had adopted those",
    arguments: [181, 182]
  )
  func other(seed: UInt64) async throws {
    let history = try SimulatedHistory.lively(seed: seed, tickets: 50)
    var promises = ServiceLevelLawPromises(about: history, seed: seed)
    let (first, second) = (promises.policy("first"), promises.policy("second"))
    let (folder, otherFolder) = (try TemporaryFolder(), try TemporaryFolder())
    let calendars = try ServiceLevelLawPromises.calendars()
    let office = try ServiceLevelLawPromises.office(until: 15)
    let ledger = try await makeLedger(folder, of: history, first, calendars)
    let other = try await makeLedger(otherFolder, of: history, second, [office, calendars[1]])
    for instant in [history.first.after(days: 14), history.last.after(days: 2)] {
      let before = try await ledger.read(asOf: instant) { ServiceLevelAnswers($0, asOf: instant) }
      let after = try await other.read(asOf: instant) { ServiceLevelAnswers($0, asOf: instant) }
      let whatIf = try await ledger.whatIf(second, calendars: [office], asOf: instant)
      #expect(whatIf.before == before.summary)
      #expect(whatIf.after == after.summary)
      let (former, supposed) = (identities(before.breaches), identities(after.breaches))
      #expect(Set(former).count == former.count && Set(supposed).count == supposed.count)
      let gained = after.breaches.indices.filter { !former.contains(supposed[$0]) }
      let lost = before.breaches.indices.filter { !supposed.contains(former[$0]) }
      #expect(whatIf.gained == gained.map { after.breaches[$0] })
      #expect(whatIf.lost == lost.map { before.breaches[$0] })
      #expect(whatIf.kept == before.breaches.count - lost.count)
      #expect(!whatIf.gained.isEmpty && !whatIf.lost.isEmpty && whatIf.kept > 0)
    }
    await ledger.close()
    await other.close()
  }

  /// What is the same breach under two policies: of the same ticket, clock and cycle, for the target
  /// that stands in the same place among those of its clock.
  private func identities(_ breaches: [ClockStatus]) -> [[Int]] {
    breaches.map { [Int($0.ticket.rawValue), Int($0.clock.rawValue), $0.cycle, $0.ordinal] }
  }

  @Test("as known at a position it leaves out what was adopted and recorded later")
  func knownAt() async throws {
    let history = try SimulatedHistory.lively(seed: 191, tickets: 50)
    var promises = ServiceLevelLawPromises(about: history, seed: 191)
    let policy = promises.policy("in force")
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-03-16T00:00:00Z")
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await ledger.adopt(policy, ServiceLevelLawPromises.calendars())
    let middle = history.submissions.count / 2
    try await history.submit(0..<middle, to: ledger, clock: clock)
    let known = Knowledge.position(try #require(ledger.read { $0.position }))
    let instant = clock.now.after(days: 1)
    let before = try await ledger.whatIf(policy, asOf: instant, knownAt: known)
    let other = promises.policy("other")
    let beforeOther = try await ledger.whatIf(other, asOf: instant, knownAt: known)
    #expect(before.gained.isEmpty && before.lost.isEmpty && before.kept > 0)
    let office = try ServiceLevelLawPromises.office(until: 14)
    try await ledger.adopt(promises.policy("second"), [office], effectiveFrom: .distantPast)
    try await history.submit(middle..<history.submissions.count, to: ledger, clock: clock)
    #expect(try await ledger.whatIf(policy, asOf: instant, knownAt: known) == before)
    #expect(try await ledger.whatIf(other, asOf: instant, knownAt: known) == beforeOther)
    await ledger.close()
  }
}
