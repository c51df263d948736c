extension ClockTables {
  /// A field that rules look at has changed: running clocks may follow another rule from now on.
  mutating func rematch(
    _ row: inout ClockRow,
    _ fields: borrowing MatchedFields,
    _ place: TicketPlace,
    at: Instant
  ) {
    let present = agreements.period(at: at)
    _ = match(&row, in: present, fields)
    let followsLatest = agreements.periods[present].policy?.versions == .latest
    // Clocks that began together follow one agreement: it is matched once.
    var matched: (period: Int, rule: UInt32)?
    var clocks = row.running
    while let clock = ServiceClock.next(of: &clocks) {
      let former = row[clock].rule
      let period =
        followsLatest
        ? present
        : Int(former) < agreements.rules.count
          ? agreements.rules[Int(former)].period : agreements.period(at: row[clock].start)
      if matched?.period != period {
        matched = (period, agreements.rule(of: period, for: fields))
      }
      guard let rule = matched?.rule, rule != former else { continue }
      let effect = agreements.first(of: clock, under: former)?.onChange ?? .retarget
      follow(rule, effect, &row, clock, place, at: at)
    }
  }

  /// Policies that retarget running clocks came into force since the ticket's clocks were last seen.
  mutating func followAgreements(_ row: inout ClockRow, _ ticket: Ticket, until instant: Instant) {
    let last = agreements.period(at: instant)
    var next = agreements.period(at: row.lastAt) + 1
    while next <= last {
      let period = agreements.periods[next]
      if period.retargetsRunning {
        let rule = agreements.rule(of: next, for: MatchedFields(ticket))
        var clocks = row.running
        while let clock = ServiceClock.next(of: &clocks) {
          follow(rule, .retarget, &row, clock, TicketPlace(ticket), at: period.from)
        }
      }
      next += 1
    }
  }

  /// Lets a running clock follow another rule.
  private mutating func follow(
    _ rule: UInt32,
    _ effect: ChangeEffect,
    _ row: inout ClockRow,
    _ clock: ServiceClock,
    _ place: TicketPlace,
    at: Instant
  ) {
    let former = row[clock].rule
    guard rule != former, effect != .keep else { return }
    if effect == .restart {
      stop(&row, clock.bit, place, at: at, isVoid: true)
      row.begin(clock, under: rule, at: at)
      return
    }
    for target in agreements.targets(of: clock, under: former) {
      if let breach = breach(of: target, clock, row, at: at) {
        keep(breach, of: clock, agreements.targets[target].ordinal, &row, until: at)
      }
    }
    row.follow(rule, clock, from: at)
    bind(clock.bit, of: &row, at: at)
  }

  /// Keeps a breach of a cycle that goes on; its rule was followed until an instant.
  mutating func keep(
    _ breach: Breach,
    of clock: ServiceClock,
    _ ordinal: UInt8,
    _ row: inout ClockRow,
    until leftAt: Instant
  ) {
    guard row[clock].breached & 1 << ordinal == 0 else {
      let place = earlyBreach(of: clock, ordinal, cycle: row[clock].cycle, row)
      if let place {
        earlyBreaches[place].leftAt = leftAt
        earlyBreaches[place].rule = row[clock].rule
      }
      return
    }
    row.keepBreach(of: clock, ordinal)
    let early = EarlyBreach(
      breach: breach,
      leftAt: leftAt,
      rule: row[clock].rule,
      previous: row.lastEarlyBreach,
      cycle: row[clock].cycle,
      clock: clock,
      ordinal: ordinal
    )
    row.lastEarlyBreach = ClockTables.place(after: earlyBreaches)
    earlyBreaches.append(early)
  }
}

extension MatchedFields {
  /// The fields of a ticket that has been moved.
  init(_ ticket: Ticket, after routing: Routing) {
    self.init(ticket)
    team = routing.team?.rawValue ?? 0
    level = routing.level
  }

  init(_ opening: Opening) {
    kind = opening.kind
    priority = opening.prioritisation.priority ?? 0
    level = 1
    team = 0
    classification = opening.classification
  }
}
