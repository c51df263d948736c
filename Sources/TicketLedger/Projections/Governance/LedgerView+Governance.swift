extension LedgerView {
  /// Volume, times and quality, told apart by any keys.
  ///
  /// Each figure counts in the period, and the month, of what it is about: an opening when it was, a
  /// time to respond when the reply was, a reopening rate when the ticket was first resolved, a rating
  /// when it was given, a cycle of a clock when it ended or became late (a running one: as of the
  /// instant asked for).
  ///
  /// - Parameters:
  ///   - filter: Which tickets, and which time.
  ///   - keys: What to tell apart; nothing gives one group, of all.
  ///   - hours: By which business time is counted; nil for ``businessHours(of:asOf:)``.
  ///   - windowInDays: How long after its first resolution a reopening counts.
  ///   - instant: The instant asked for.
  /// - Returns: The groups in the order of the numbers of what they have in common.
  /// - Precondition: ``Governance``, ``Flow`` and ``ServiceLevels`` are among the ledger's
  ///   projections; ratings are counted where ``Satisfaction`` is.
  /// - Complexity: O(n log n) in the tickets and clocks.
  public func governance(
    _ filter: FigureFilter = FigureFilter(),
    by keys: [FigureKey] = [],
    hours: BusinessHours? = nil,
    windowInDays: Int = Flow.windowInDays,
    asOf instant: Instant
  ) -> [GovernanceGroup] {
    let hours = hours ?? businessHours(asOf: instant) ?? .aroundTheClock
    var groups = FigureGroups(by: keys, self, filter) { GovernanceTally() }
    groups.makeTotal()
    countChanges(into: &groups, filter.period)
    countTimes(into: &groups, filter.period, hours)
    countResolved(into: &groups, filter.period, .milliseconds(ofDays: windowInDays), instant)
    countCompliance(into: &groups, filter.period, instant)
    if contains(Satisfaction.self) {
      for rating in self[Satisfaction.self].ratings where filter.period.contains(rating.at) {
        groups.count(rating.ticket, at: rating.at) { $0.figures.ratings.count(rating.score) }
      }
    }
    return groups.named(self).map { GovernanceGroup(values: $0.values, figures: $0.figures.total) }
  }

  private func countChanges(
    into groups: inout FigureGroups<GovernanceTally>,
    _ period: Period
  ) {
    for change in self[Governance.self].changes where period.contains(change.at) {
      guard change.kind != .other else { continue }
      groups.count(change.ticket, at: change.at) { tally in
        switch change.kind {
        case .other: break
        case .opened: tally.figures.opened += 1
        case .resolved: tally.figures.resolved += 1
        case .closed: tally.figures.closed += 1
        case .reopened: tally.figures.reopened += 1
        case .cancelledOrMerged: tally.figures.cancelledOrMerged += 1
        }
      }
    }
  }

  private func countTimes(
    into groups: inout FigureGroups<GovernanceTally>,
    _ period: Period,
    _ hours: BusinessHours
  ) {
    let governance = self[Governance.self]
    for (place, row) in governance.rows.enumerated() {
      let number = UInt32(place + 1)
      guard groups.contains(number), let ticket = tickets[TicketID(UInt64(number))] else {
        continue
      }
      let opened = ticket.openedAt
      if row.acknowledgedAt < FlowRow.never, period.contains(row.acknowledgedAt) {
        groups.count(number, at: row.acknowledgedAt) {
          $0.acknowledge.count(from: opened, to: row.acknowledgedAt, hours)
        }
      }
      if row.respondedAt < FlowRow.never, period.contains(row.respondedAt) {
        groups.count(number, at: row.respondedAt) {
          $0.respond.count(from: opened, to: row.respondedAt, hours)
        }
      }
      if let resolvedAt = ticket.firstResolvedAt, period.contains(resolvedAt) {
        groups.count(number, at: resolvedAt) {
          $0.resolve.count(from: opened, to: resolvedAt, hours)
        }
      }
    }
  }

  private func countResolved(
    into groups: inout FigureGroups<GovernanceTally>,
    _ period: Period,
    _ window: Int64,
    _ instant: Instant
  ) {
    let flow = self[Flow.self]
    for ticket in tickets.opened {
      let number = UInt32(clamping: ticket.id.rawValue)
      if ticket.state.isOpen {
        groups.count(number, at: instant) { $0.figures.open += 1 }
      }
      guard let resolvedAt = ticket.firstResolvedAt, period.contains(resolvedAt) else { continue }
      let end = resolvedAt.advanced(byMilliseconds: window)
      let reopenedAt = flow.firstReopening(of: ticket.id)
      groups.count(number, at: resolvedAt) { tally in
        tally.figures.firstResolved += 1
        if let reopenedAt, reopenedAt <= end {
          tally.figures.reopenedWithinWindow += 1
        } else if instant < end {
          tally.figures.provisional += 1
        }
      }
    }
  }

  private func countCompliance(
    into groups: inout FigureGroups<GovernanceTally>,
    _ period: Period,
    _ instant: Instant
  ) {
    self[ServiceLevels.self].forEachCycle(asOf: instant, in: tickets) { levels, cycle in
      let at = cycle.breach?.breachedAt ?? cycle.until
      guard levels.counts(cycle), period.contains(at) else { return }
      groups.count(UInt32(clamping: cycle.ticket.id.rawValue), at: at) {
        $0.figures.compliance.count(cycle)
      }
    }
  }
}

/// Figures on their way to a group.
private struct GovernanceTally {
  var figures = GovernanceFigures()
  var acknowledge = TimeTally()
  var respond = TimeTally()
  var resolve = TimeTally()

  var total: GovernanceFigures {
    var total = figures
    total.timeToAcknowledge = acknowledge.figures
    total.timeToRespond = respond.figures
    total.timeToResolve = resolve.figures
    return total
  }
}

extension Flow {
  /// When a ticket was first taken up again after its first resolution; nil where it was not.
  func firstReopening(of ticket: TicketID) -> Instant? {
    let row = Int(clamping: ticket.rawValue) - 1
    guard rows.indices.contains(row), rows[row].reopenedAt < FlowRow.never else { return nil }
    return rows[row].reopenedAt
  }
}

extension BusinessHours {
  /// Around the clock.
  public static let aroundTheClock = BusinessHours(calendar: nil, openTime: .always)
}

extension Int64 {
  /// The milliseconds of so many days, none where there are less, and of three million at most.
  static func milliseconds(ofDays days: Int) -> Int64 {
    Int64(Swift.min(Swift.max(days, 0), 3_000_000)) * 86_400_000
  }
}
