extension ServiceLevels {
  /// Every cycle that is measured against a target: ended ones as they ended, running ones as they
  /// stand at an instant; by ticket, those of a ticket in no particular order.
  ///
  /// - Parameters:
  ///   - instant: The instant asked for; not before the events folded.
  ///   - tickets: The tickets of the same view.
  ///   - body: Told each; void cycles are not among them.
  /// - Complexity: O(n log m) in the cycles and the calendars.
  public func forEachStatus(
    asOf instant: Instant,
    in tickets: borrowing TicketTable,
    _ body: (ClockStatus) -> Void
  ) {
    forEachCycle(asOf: instant, in: tickets) { levels, cycle in body(levels.status(of: cycle)) }
  }

  /// The cycles of one ticket, as ``forEachStatus(asOf:in:_:)`` tells them.
  public func statuses(of ticket: Ticket, asOf instant: Instant) -> [ClockStatus] {
    let row = Int(clamping: ticket.id.rawValue) - 1
    guard rows.indices.contains(row) else { return [] }
    var statuses: [ClockStatus] = []
    forEachCycle(of: row, ticket, asOf: instant) { statuses.append($0.status(of: $1)) }
    return statuses.sorted {
      ($0.clock.rawValue, $0.cycle, $0.target) < ($1.clock.rawValue, $1.cycle, $1.target)
    }
  }

  /// One ticket's clocks by themselves, so that what lies ahead of it can be tried.
  func alone(_ row: Int) -> ServiceLevels {
    var alone = ServiceLevels()
    alone.agreements = agreements
    alone.keepsMeasures = keepsMeasures
    alone.breaches = breaches
    var copy = rows[row]
    copy.lastWait = ClockWait.none
    for var wait in chain(from: rows[row].lastWait, in: waits, previous: { $0.previous }) {
      wait.previous = copy.lastWait
      copy.lastWait = UInt32(alone.waits.count)
      alone.waits.append(wait)
    }
    copy.lastOutcome = ClockWait.none
    for outcome in chain(from: rows[row].lastOutcome, in: outcomes, previous: { $0.previous }) {
      let previous = copy.lastOutcome
      copy.lastOutcome = UInt32(alone.outcomes.count)
      alone.outcomes.append(outcome.after(previous))
    }
    copy.lastEarlyBreach = ClockWait.none
    let early = chain(from: rows[row].lastEarlyBreach, in: earlyBreaches) { $0.previous }
    for breach in early {
      let previous = copy.lastEarlyBreach
      copy.lastEarlyBreach = UInt32(alone.earlyBreaches.count)
      alone.earlyBreaches.append(breach.after(previous))
    }
    alone.rows = [copy]
    return alone
  }
}

/// How far an open ticket is from its targets.
public struct TicketDeadline: Hashable, Sendable {
  /// The nearest due time of its running clocks; nil where none is due, as while it is paused.
  public internal(set) var nextDueAt: Instant?
  /// Whether a clock that still runs is late.
  public internal(set) var isBreached = false
}

extension ServiceLevels {
  /// How far a ticket is from its targets as of an instant.
  ///
  /// - Complexity: O(w log m) in its waits and the calendars.
  public func deadline(of ticket: Ticket, asOf instant: Instant) -> TicketDeadline {
    var deadline = TicketDeadline()
    let row = Int(clamping: ticket.id.rawValue) - 1
    guard rows.indices.contains(row) else { return deadline }
    forEachCycle(of: row, ticket, asOf: instant) { levels, cycle in
      guard cycle.isRunning else { return }
      guard cycle.breach == nil else {
        deadline.isBreached = true
        return
      }
      let status = levels.status(of: cycle)
      guard !status.isPaused, let dueAt = status.dueAt else { return }
      deadline.nextDueAt = min(deadline.nextDueAt ?? dueAt, dueAt)
    }
    return deadline
  }
}
