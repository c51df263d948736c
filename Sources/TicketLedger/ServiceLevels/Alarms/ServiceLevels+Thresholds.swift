extension ServiceLevels {
  /// The thresholds of a ticket's running clocks for which no alarm was raised, in order of when they
  /// are reached.
  ///
  /// Those of the targets that the clocks follow at an instant: of cycles that ended, and of targets no
  /// longer followed, there are none, since nobody could act on them. A policy that is only supposed
  /// has none either.
  ///
  /// - Parameters:
  ///   - ticket: The ticket, as the same view has it.
  ///   - instant: As of when; not before the ticket's last event.
  /// - Returns: The thresholds reached by then and those still to come.
  /// - Complexity: O(t · w log m) in the thresholds, the waits of a cycle and the calendars.
  func thresholds(of ticket: Ticket, asOf instant: Instant) -> [ClockThreshold] {
    let row = Int(clamping: ticket.id.rawValue) - 1
    guard rows.indices.contains(row), rows[row].running != 0 else { return [] }
    let instant = max(instant, rows[row].lastAt)
    var found: [ClockThreshold]
    if agreements.changesRunningClocks(after: rows[row].lastAt, until: instant) {
      var later = alone(row)
      later.follow(ticket, until: instant)
      found = later.knownThresholds(of: 0, ticket.id, until: instant)
    } else {
      found = knownThresholds(of: row, ticket.id, until: instant)
    }
    found.removeAll { raised.contains($0.key) }
    found.sort()
    return found
  }

  /// The tickets among some rows that have a running clock: all that thresholds can lie before.
  func ticketsWithRunningClocks(in range: Range<Int>) -> [TicketID] {
    range.clamped(to: rows.indices).lazy
      .filter { rows[$0].running != 0 }
      .map { TicketID(UInt64($0) + 1) }
  }

  /// The thresholds of the rules that a row's clocks follow, raised or not, in no particular order.
  private func knownThresholds(
    of row: Int,
    _ ticket: TicketID,
    until instant: Instant
  ) -> [ClockThreshold] {
    var found: [ClockThreshold] = []
    for clock in ServiceClock.allCases where rows[row].isRunning(clock) {
      let slot = rows[row][clock]
      let targets = agreements.targets(of: clock, under: slot.rule)
      guard !targets.isEmpty else { continue }
      let rule = agreements.rules[Int(slot.rule)]
      let period = agreements.periods[rule.period]
      guard let policy = period.policy, let position = period.position else { continue }
      let boundAt = clocks.boundAt(clock, rows[row])
      let pieces = clocks.pieces(of: rows[row], from: slot.start, until: instant)
      for target in agreements.targets[targets] {
        let thresholds = policy.rules[rule.index].targets[target.index].thresholds
        for threshold in thresholds {
          guard let index = period.thresholds[threshold] else { continue }
          let reached = target.alarmInstant(
            of: threshold,
            in: pieces,
            agreements.calendars[target.calendar],
            boundAt: boundAt
          )
          guard let reached else { continue }
          found.append(
            ClockThreshold(
              ticket: ticket,
              clock: clock,
              cycle: slot.cycle,
              ordinal: target.ordinal,
              index: index,
              policy: position,
              instant: reached
            )
          )
        }
      }
    }
    return found
  }
}

extension ServiceAgreements {
  /// When running clocks next come to follow another policy without any event; nil where they do not.
  ///
  /// - Complexity: O(n) in the periods to come.
  func nextRetargeting(after instant: Instant) -> Instant? {
    guard retargetsRunning else { return nil }
    return periods[(period(at: instant) + 1)...].first { $0.retargetsRunning }?.from
  }
}
