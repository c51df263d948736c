import Testing

@testable import TicketLedger

@Suite("Laws of service levels: answers over all tickets")
struct ServiceLevelLawAnswerTests {
  @Test(
    "queues, order of work, clocks at risk and compliance follow from the statuses of each ticket",
    arguments: [211, 212]
  )
  func naive(seed: UInt64) async throws {
    let history = try SimulatedHistory.lively(seed: seed, tickets: 70)
    var promises = ServiceLevelLawPromises(about: history, seed: seed)
    let folder = try TemporaryFolder()
    let clock = TestClock("2025-03-16T00:00:00Z")
    let ledger = try await Ledger.forTest(folder, clock: clock)
    try await ledger.adopt(promises.policy("first"), ServiceLevelLawPromises.calendars())
    let middle = history.submissions.count / 2
    try await history.submit(0..<middle, to: ledger, clock: clock)
    try await ledger.adopt(
      promises.policy("second", versions: .latest),
      effectiveFrom: clock.now.after(days: 2)
    )
    try await history.submit(middle..<history.submissions.count, to: ledger, clock: clock)
    let moments = [history.first.after(days: 9), history.first.after(days: 20), clock.now]
    for instant in moments {
      try await ledger.read(asOf: instant) { view in
        let naive = NaiveAnswers(view, asOf: instant)
        naive.checkQueues(view, asOf: instant)
        naive.checkLists(view, asOf: instant)
        naive.checkCompliance(view, asOf: instant)
        naive.checkFilters(view, asOf: instant)
      }
    }
    await ledger.close()
  }
}

/// Answers over all tickets, put together from the statuses of each.
private struct NaiveAnswers {
  let statuses: [ClockStatus]

  init(_ view: borrowing LedgerView, asOf instant: Instant) {
    let levels = view[ServiceLevels.self]
    statuses = (1...UInt64(view.tickets.count)).flatMap { number in
      view.tickets[TicketID(number)].map { levels.statuses(of: $0, asOf: instant) } ?? []
    }
  }

  private func isLate(_ ticket: TicketID) -> Bool {
    statuses.contains { $0.ticket == ticket && $0.stoppedAt == nil && $0.breachedAt != nil }
  }

  private func nextDueAt(_ ticket: TicketID) -> Instant? {
    statuses.filter { $0.ticket == ticket && $0.state == .running }.compactMap(\.dueAt).min()
  }

  func checkQueues(_ view: borrowing LedgerView, asOf instant: Instant) {
    let open = Array(view[Queues.self].openTickets)
    let summaries = view.queues(asOf: instant)
    #expect(summaries.map(\.queue) == Set(open.map(\.queue)).sorted())
    #expect(summaries.contains { $0.breached > 0 } && summaries.contains { $0.nextDueAt != nil })
    for summary in summaries {
      let held = open.filter { $0.queue == summary.queue }
      #expect(summary.open == held.count)
      #expect(summary.waiting == held.count { $0.state.isWaiting })
      #expect(summary.oldestOpenedAt == held.map(\.openedAt).min())
      #expect(summary.breached == held.count { isLate($0.ticket) })
      #expect(summary.nextDueAt == held.compactMap { nextDueAt($0.ticket) }.min())
      let order = held.sorted { lhs, rhs in
        let (first, second) = (urgency(lhs), urgency(rhs))
        return first.lexicographicallyPrecedes(second)
      }
      #expect(view.orderOfWork(in: summary.queue, asOf: instant) == order)
    }
  }

  private func urgency(_ ticket: OpenTicket) -> [Int64] {
    let due = nextDueAt(ticket.ticket)?.millisecondsSince1970 ?? .max
    return [
      isLate(ticket.ticket) ? 0 : 1, isLate(ticket.ticket) ? 0 : due,
      Int64(ticket.priority ?? .max), ticket.openedAt.millisecondsSince1970,
      Int64(ticket.ticket.rawValue),
    ]
  }

  func checkLists(_ view: borrowing LedgerView, asOf instant: Instant) {
    let breached = statuses.filter { $0.breachedAt != nil }
    #expect(Set(view.breaches(asOf: instant)) == Set(breached))
    #expect(view.breaches(asOf: instant).count == breached.count)
    let breaches = view.breaches(asOf: instant).compactMap(\.breachedAt)
    #expect(breaches == breaches.sorted())
    let ahead = statuses.filter {
      $0.stoppedAt == nil && $0.breachedAt == nil && $0.dueAt != nil
    }
    for hours: Int64? in [1, 30, nil] {
      let found = view.atRisk(withinMilliseconds: hours.map { $0 * 3_600_000 }, asOf: instant)
      let limit = hours.map { instant.advanced(byMilliseconds: $0 * 3_600_000) }
      let expected = ahead.filter { $0.dueAt ?? .distantPast <= limit ?? .distantFuture }
      #expect(Set(found) == Set(expected))
      #expect(found.count == expected.count)
      #expect(found.compactMap(\.dueAt) == found.compactMap(\.dueAt).sorted())
    }
  }

  func checkCompliance(_ view: borrowing LedgerView, asOf instant: Instant) {
    let keys: [[ComplianceKey]] = [
      [], [.policy, .rule], [.clock, .month], [.team, .level], [.priority, .dimension(.service)],
    ]
    for keys in keys {
      var expected: [[String?]: [Int]] = [:]
      for status in statuses where status.limit != nil {
        let values = keys.map { value(of: $0, status, view, asOf: instant) }
        var counts = expected[values] ?? [0, 0, 0]
        counts[status.breachedAt != nil ? 1 : status.stoppedAt == nil ? 2 : 0] += 1
        expected[values] = counts
      }
      let groups = view.compliance(by: keys, asOf: instant)
      let found = groups.map {
        ($0.values, [$0.counts.met, $0.counts.breached, $0.counts.running])
      }
      #expect(Dictionary(uniqueKeysWithValues: found) == expected)
      let order = groups.map { $0.values.map { $0 ?? "" } }
      #expect(order == order.sorted { $0.lexicographicallyPrecedes($1) })
    }
    let all = view.compliance(by: [], asOf: instant).first?.counts
    #expect(view.serviceSummary(asOf: instant) == all)
  }

  /// A filter narrows list, summary and groups alike: it is as if no other cycle were there.
  func checkFilters(_ view: borrowing LedgerView, asOf instant: Instant) {
    let queues = Set(statuses.map(\.queue))
    var filters = ServiceClock.allCases.map { CycleFilter(clock: $0) }
    filters += Set(queues.compactMap(\.team)).map { CycleFilter(team: $0) }
    filters += Set(queues.map(\.level)).map { CycleFilter(clock: .resolution, level: $0) }
    for filter in filters {
      let meant = statuses.filter {
        $0.clock == filter.clock ?? $0.clock && $0.queue.team == filter.team ?? $0.queue.team
          && $0.queue.level == filter.level ?? $0.queue.level
      }
      let late = meant.filter { $0.breachedAt != nil }
      #expect(Set(view.breaches(of: filter, asOf: instant)) == Set(late))
      let counts = view.serviceSummary(of: filter, asOf: instant)
      #expect(counts.breached == late.count)
      #expect(counts.clocks == meant.count { $0.limit != nil })
      let groups = view.compliance(by: [.clock, .team, .level], of: filter, asOf: instant)
      #expect(groups.reduce(0) { $0 + $1.counts.clocks } == counts.clocks)
      #expect(groups.allSatisfy { $0.values[0] == filter.clock?.name ?? $0.values[0] })
    }
  }

  private func value(
    of key: ComplianceKey,
    _ status: ClockStatus,
    _ view: borrowing LedgerView,
    asOf instant: Instant
  ) -> String? {
    let ticket = view.tickets[status.ticket]
    switch key {
    case .policy: return status.policy
    case .rule: return status.rule
    case .clock: return status.clock.name
    case .team: return view.name(of: status.queue.team)
    case .level: return "\(status.queue.level)"
    case .priority: return ticket?.prioritisation.priority.map { "\($0)" }
    case .dimension(let dimension): return view.name(of: ticket?.classification[dimension])
    case .month:
      return String("\(status.breachedAt ?? status.stoppedAt ?? instant)".prefix(7))
    }
  }
}
