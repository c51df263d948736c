/// One cycle of a clock against one target, as of an instant.
struct ClockCycle {
  let row: Int
  let ticket: Ticket
  let slot: ClockSlot
  /// The place of the target among the agreements'.
  let target: Int
  /// Who holds the ticket, or held it when the cycle ended.
  let queue: QueueID
  /// When it ended, or the instant asked for.
  let until: Instant
  let isRunning: Bool
  let breach: Breach?
}

extension ServiceLevels {
  /// Lends every cycle that is measured against a target as of an instant, with the state of the
  /// clocks it belongs to; by ticket.
  func forEachCycle(
    asOf instant: Instant,
    in tickets: borrowing TicketTable,
    _ body: (borrowing ServiceLevels, ClockCycle) -> Void
  ) {
    for row in rows.indices {
      guard let ticket = tickets[TicketID(UInt64(row + 1))] else { continue }
      forEachCycle(of: row, ticket, asOf: instant, body)
    }
  }

  func forEachCycle(
    of row: Int,
    _ ticket: Ticket,
    asOf instant: Instant,
    _ body: (borrowing ServiceLevels, ClockCycle) -> Void
  ) {
    let instant = max(instant, rows[row].lastAt)
    if agreements.changesRunningClocks(after: rows[row].lastAt, until: instant) {
      var later = alone(row)
      later.followAgreements(0, ticket, until: instant)
      later.forEachKnownCycle(of: 0, ticket, asOf: instant, body)
    } else {
      forEachKnownCycle(of: row, ticket, asOf: instant, body)
    }
  }

  private func forEachKnownCycle(
    of row: Int,
    _ ticket: Ticket,
    asOf instant: Instant,
    _ body: (borrowing ServiceLevels, ClockCycle) -> Void
  ) {
    var place = rows[row].lastOutcome
    while place != ClockWait.none {
      let outcome = outcomes[Int(place)]
      place = outcome.previous
      let targets = agreements.targets(of: outcome.clock, under: outcome.rule)
      guard outcome.verdict != .superseded, Int(outcome.ordinal) < targets.count else { continue }
      let target = targets.lowerBound + Int(outcome.ordinal)
      let breach = outcome.verdict == .breached ? breach(of: outcome, row) : nil
      body(self, ClockCycle(outcome, breach, of: ticket, row, target))
    }
    var clocks = rows[row].running
    while let clock = ServiceClock.next(of: &clocks) {
      let slot = rows[row][clock]
      for target in agreements.targets(of: clock, under: slot.rule) {
        let cycle = ClockCycle(
          row: row,
          ticket: ticket,
          slot: slot,
          target: target,
          queue: QueueID(of: ticket),
          until: instant,
          isRunning: true,
          breach: breach(of: target, slot, row, at: instant)
        )
        body(self, cycle)
      }
    }
  }

  /// All that is shown of a cycle.
  func status(of cycle: ClockCycle) -> ClockStatus {
    let target = agreements.targets[cycle.target]
    let rule = agreements.rules[Int(cycle.slot.rule)]
    let policy = agreements.periods[rule.period].policy
    let pieces = pieces(of: cycle.row, from: cycle.slot.start, until: cycle.until)
    let openTime = agreements.calendars[target.calendar]
    let reading = target.reading(of: pieces, in: openTime, boundAt: cycle.slot.boundAt)
    return ClockStatus(
      ticket: cycle.ticket.id,
      clock: target.clock,
      cycle: Int(cycle.slot.cycle),
      policy: policy?.name ?? "",
      rule: policy?.rules[rule.index].name ?? "",
      target: target.index,
      limit: policy?.rules[rule.index].targets[target.index].limit,
      queue: cycle.queue,
      startedAt: cycle.slot.start,
      stoppedAt: cycle.isRunning ? nil : cycle.until,
      isPaused: cycle.isRunning && reading.isPaused,
      elapsed: reading.elapsed,
      dueAt: cycle.breach?.dueAt ?? reading.dueAt,
      breachedAt: cycle.breach?.breachedAt,
      overrun: cycle.breach.map { target.elapsed(in: pieces, openTime, after: $0.dueAt) } ?? 0
    )
  }
}

extension ClockCycle {
  fileprivate init(
    _ outcome: ClockOutcome,
    _ breach: Breach?,
    of ticket: Ticket,
    _ row: Int,
    _ target: Int
  ) {
    self.row = row
    self.ticket = ticket
    self.target = target
    slot = ClockSlot(
      start: outcome.startedAt,
      boundAt: outcome.startedAt,
      rule: outcome.rule,
      cycle: outcome.cycle
    )
    queue = QueueID(
      team: outcome.team == 0 ? nil : TermID(rawValue: outcome.team),
      level: outcome.level
    )
    until = outcome.stoppedAt
    isRunning = false
    self.breach = breach
  }
}
