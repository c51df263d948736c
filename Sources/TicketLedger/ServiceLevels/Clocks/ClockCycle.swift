/// One cycle of a clock against one target, as of an instant.
struct ClockCycle {
  let row: Int
  let ticket: Ticket
  let slot: ClockSlot
  /// Since when it has followed its rule.
  let boundAt: Instant
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
    forEachCycle(of: rows.indices, asOf: instant, in: tickets, body)
  }

  /// What the cycles of all tickets give, by ticket; gathered on all cores.
  ///
  /// - Parameters:
  ///   - instant: The instant asked for.
  ///   - tickets: The tickets, as of the same events.
  ///   - body: What is wanted of a cycle; nil for nothing. Called on several threads at once.
  /// - Returns: What was wanted, by ticket and, of each, by cycle.
  func gather<Value: Sendable>(
    asOf instant: Instant,
    in tickets: TicketTable,
    _ body: @Sendable (borrowing ServiceLevels, ClockCycle) -> Value?
  ) -> [Value] {
    // Some milliseconds of work each, so that the cores end at about the same time.
    let stretches = stride(from: 0, to: rows.count, by: 4_096).map { start in
      start..<min(start + 4_096, rows.count)
    }
    let values = onAllCores(stretches) { stretch in
      var values: [Value] = []
      forEachCycle(of: stretch, asOf: instant, in: tickets) { levels, cycle in
        if let value = body(levels, cycle) { values.append(value) }
      }
      return values
    }
    return Array(values.joined())
  }

  private func forEachCycle(
    of rows: Range<Int>,
    asOf instant: Instant,
    in tickets: borrowing TicketTable,
    _ body: (borrowing ServiceLevels, ClockCycle) -> Void
  ) {
    for row in rows {
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
    if rows[row].running != 0,
      agreements.changesRunningClocks(after: rows[row].lastAt, until: instant)
    {
      var later = alone(row)
      later.follow(ticket, until: instant)
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
    let clockRow = rows[row]
    var place = clockRow.lastOutcome
    while place != ClockWait.none {
      forEachCycle(ofOutcome: place, row, ticket, body)
      place = clocks.outcomes[Int(place)].previous
    }
    var running = clockRow.running
    while let clock = ServiceClock.next(of: &running) {
      forEachRunning(clock, row, ticket, asOf: instant, body)
    }
  }

  /// Lends how a running cycle stands against each of its targets; and, as ended when they were left,
  /// how it stood against those that it was late for and no later rule follows on.
  private func forEachRunning(
    _ clock: ServiceClock,
    _ row: Int,
    _ ticket: Ticket,
    asOf instant: Instant,
    _ body: (borrowing ServiceLevels, ClockCycle) -> Void
  ) {
    var slot = rows[row][clock]
    let boundAt = clocks.boundAt(clock, rows[row])
    let cycle = { (slot: ClockSlot, target: Int, breach: Breach?, leftAt: Instant?) in
      ClockCycle(
        row: row,
        ticket: ticket,
        slot: slot,
        boundAt: boundAt,
        target: target,
        queue: QueueID(of: ticket),
        until: leftAt ?? instant,
        isRunning: leftAt == nil,
        breach: breach
      )
    }
    for target in agreements.targets(of: clock, under: slot.rule) {
      let breach = clocks.breach(of: target, clock, rows[row], at: instant)
      body(self, cycle(slot, target, breach, nil))
    }
    for early in clocks.orphans(of: clock, rows[row]) {
      slot.rule = early.rule
      let targets = agreements.targets(of: clock, under: early.rule)
      let target = targets.lowerBound + Int(early.ordinal)
      if targets.contains(target) { body(self, cycle(slot, target, early.breach, early.leftAt)) }
    }
  }

  /// Lends what an ended cycle came to for each of its targets, or for the one it is of.
  private func forEachCycle(
    ofOutcome place: UInt32,
    _ row: Int,
    _ ticket: Ticket,
    _ body: (borrowing ServiceLevels, ClockCycle) -> Void
  ) {
    let outcome = clocks.outcomes[Int(place)]
    let targets = agreements.targets(of: outcome.clock, under: outcome.rule)
    switch outcome.verdict {
    case .superseded: break
    case .met, .breached:
      let target = targets.lowerBound + Int(outcome.ordinal ?? 0)
      guard targets.contains(target) else { return }
      let breach = outcome.verdict == .breached ? clocks.knownBreach(ofOutcome: place) : nil
      body(self, ClockCycle(outcome, breach, of: ticket, row, target))
    case .derived, .derivedIfBreached:
      for target in targets
      where clocks.keepsMeasures || !agreements.targets[target].isMeasureOnly {
        let breach = clocks.breach(of: target, outcome, rows[row])
        if breach == nil, outcome.verdict == .derivedIfBreached { continue }
        body(self, ClockCycle(outcome, breach, of: ticket, row, target))
      }
    }
  }

  /// All that is shown of a cycle.
  func status(of cycle: ClockCycle) -> ClockStatus {
    let target = agreements.targets[cycle.target]
    let rule = agreements.rules[Int(cycle.slot.rule)]
    let policy = agreements.periods[rule.period].policy
    let pieces = clocks.pieces(of: rows[cycle.row], from: cycle.slot.start, until: cycle.until)
    let openTime = agreements.calendars[target.calendar]
    let reading = target.reading(of: pieces, in: openTime, boundAt: cycle.boundAt)
    return ClockStatus(
      ticket: cycle.ticket.id,
      clock: target.clock,
      cycle: Int(cycle.slot.cycle),
      policy: policy?.name ?? "",
      rule: policy?.rules[rule.index].name ?? "",
      target: target.index,
      ordinal: Int(target.ordinal),
      limit: policy?.rules[rule.index].targets[target.index].limit,
      queue: cycle.queue,
      startedAt: cycle.slot.start,
      stoppedAt: cycle.isRunning ? nil : cycle.until,
      isPaused: cycle.isRunning && reading.isPaused,
      elapsedInMilliseconds: reading.elapsed,
      dueAt: cycle.breach?.dueAt ?? reading.dueAt,
      breachedAt: cycle.breach?.breachedAt,
      overrunInMilliseconds: cycle.breach.map {
        target.elapsed(in: pieces, openTime, after: $0.dueAt)
      } ?? 0
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
      rule: outcome.rule,
      cycle: outcome.cycle
    )
    boundAt = outcome.startedAt
    queue = outcome.place.queue
    until = outcome.stoppedAt
    isRunning = false
    self.breach = breach
  }
}
