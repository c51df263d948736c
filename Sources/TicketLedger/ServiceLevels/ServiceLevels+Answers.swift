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
    alone.adopt(agreements)
    alone.clocks.keepsMeasures = clocks.keepsMeasures
    alone.rows.append(alone.clocks.copy(rows[row], from: clocks))
    return alone
  }
}

extension ClockTables {
  /// Copies the chains of a ticket from other tables.
  ///
  /// - Returns: The ticket's row, ending the copies.
  fileprivate mutating func copy(_ row: ClockRow, from others: borrowing ClockTables) -> ClockRow {
    var row = row
    let waits = others.chain(from: row.lastWait, in: others.waits) { $0.previous }
    row.lastWait = ClockWait.none
    for var wait in waits {
      wait.previous = row.lastWait
      row.lastWait = ClockTables.place(after: self.waits)
      self.waits.append(wait)
    }
    var places: [UInt32] = []
    var place = row.lastOutcome
    while place != ClockWait.none {
      places.append(place)
      place = others.outcomes[Int(place)].previous
    }
    row.lastOutcome = ClockWait.none
    for place in places.reversed() {
      let new = ClockTables.place(after: outcomes)
      outcomes.append(others.outcomes[Int(place)].after(row.lastOutcome))
      row.lastOutcome = new
      if let breach = others.knownBreach(ofOutcome: place) {
        knownBreaches.append(KnownBreach(outcome: new, breach: breach))
      }
    }
    let early = others.chain(from: row.lastEarlyBreach, in: others.earlyBreaches) { $0.previous }
    row.lastEarlyBreach = ClockWait.none
    for breach in early {
      let previous = row.lastEarlyBreach
      row.lastEarlyBreach = ClockTables.place(after: earlyBreaches)
      earlyBreaches.append(breach.after(previous))
    }
    let bindings = others.chain(from: row.lastBinding, in: others.bindings) { $0.previous }
    row.lastBinding = ClockWait.none
    for binding in bindings { bind(binding.clocks, of: &row, at: binding.at) }
    return row
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

extension ServiceLevels {
  /// Lets the clocks of the only ticket follow the policies that come into force until an instant.
  mutating func follow(_ ticket: Ticket, until instant: Instant) {
    clocks.followAgreements(&rows[0], ticket, until: instant)
  }
}
