extension ServiceLevels {
  /// The rule that a ticket matches at an instant; its fields are looked at only where it was not
  /// matched in that period before.
  mutating func rule(
    _ row: Int,
    at instant: Instant,
    _ fields: @autoclosure () -> MatchedFields
  ) -> UInt32 {
    let period = agreements.period(at: instant)
    if rows[row].period == UInt32(period) { return rows[row].rule }
    return match(row, in: period, fields())
  }

  /// Matches a ticket anew, and remembers what it matched.
  private mutating func match(
    _ row: Int,
    in period: Int,
    _ fields: borrowing MatchedFields
  ) -> UInt32 {
    rows[row].period = UInt32(period)
    rows[row].rule = agreements.rule(of: period, for: fields)
    return rows[row].rule
  }

  mutating func open(_ row: Int, _ fields: borrowing MatchedFields, at: Instant) {
    let rule = match(row, in: agreements.period(at: at), fields)
    var clocks = ServiceClock.startedByOpening
    while let clock = ServiceClock.next(of: &clocks) { start(row, clock, under: rule, at: at) }
  }

  /// Begins a new cycle of a clock.
  mutating func start(_ row: Int, _ clock: ServiceClock, under rule: UInt32, at: Instant) {
    let cycle = rows[row][clock].cycle
    rows[row][clock] = ClockSlot(
      start: at,
      boundAt: at,
      rule: rule,
      cycle: cycle == .max ? .max : cycle + 1,
      breached: 0
    )
    rows[row].running |= clock.bit
    rows[row].cutShort &= ~clock.bit
  }

  /// Ends the cycles of those of some clocks that run, a bit for each.
  ///
  /// Cut short are clocks that the ticket's end stops, not what they wait for; void ones count only if
  /// they are breached already.
  mutating func stop(
    _ row: Int,
    _ clocks: UInt16,
    _ place: TicketPlace,
    at: Instant,
    isCutShort: Bool = false,
    isVoid: Bool = false
  ) {
    var stopping = rows[row].running & clocks
    guard stopping != 0 else { return }
    rows[row].running &= ~stopping
    if isCutShort { rows[row].cutShort |= stopping }
    while let clock = ServiceClock.next(of: &stopping) {
      let slot = rows[row][clock]
      for target in agreements.targets(of: clock, under: slot.rule) {
        // A measure is kept where it was late for a target that it followed before.
        let wasLate = slot.breached & 1 << agreements.targets[target].ordinal != 0
        if agreements.targets[target].isMeasureOnly, !keepsMeasures, !wasLate { continue }
        let verdict = verdict(of: target, slot, row, at: at)
        if verdict != .met || !isVoid { record(verdict, of: target, slot, row, place, at: at) }
      }
    }
  }

  /// Notes how a cycle ended for a target.
  private mutating func record(
    _ verdict: CycleVerdict,
    of target: Int,
    _ slot: ClockSlot,
    _ row: Int,
    _ place: TicketPlace,
    at: Instant
  ) {
    var breach = ClockWait.none
    if case .breached(let known?) = verdict {
      breach = UInt32(breaches.count)
      breaches.append(known)
    }
    let outcome = ClockOutcome(
      rule: slot.rule,
      previous: rows[row].lastOutcome,
      team: place.team,
      breach: breach,
      startedAt: slot.start,
      stoppedAt: at,
      cycle: slot.cycle,
      level: place.level,
      clock: agreements.targets[target].clock,
      ordinal: agreements.targets[target].ordinal,
      verdict: verdict == .met ? .met : .breached
    )
    rows[row].lastOutcome = UInt32(outcomes.count)
    outcomes.append(outcome)
  }

  /// An agent's word to the requester, or an automation's.
  mutating func answer(_ row: Int, _ ticket: Ticket, byAutomation: Bool, at: Instant) {
    var answered = rows[row].running & ServiceClock.stoppedByReply
    if byAutomation {
      var clocks = answered
      while let clock = ServiceClock.next(of: &clocks) {
        let target = agreements.first(of: clock, under: rows[row][clock].rule)
        if target?.countsAutomation != true { answered &= ~clock.bit }
      }
      guard answered != 0 else { return }
    }
    stop(row, answered, TicketPlace(ticket), at: at)
    let beginsUpdate = !byAutomation || answered & ServiceClock.update.bit != 0
    guard beginsUpdate, ticket.state.isOpen, !rows[row].isRunning(.update) else { return }
    start(row, .update, under: rule(row, at: at, MatchedFields(ticket)), at: at)
  }

  /// A move: the stay with one team ends, that with another begins.
  mutating func move(_ row: Int, _ routing: Routing, _ ticket: Ticket, at: Instant) {
    let changesTeam = routing.team != ticket.team
    if changesTeam {
      stop(row, ServiceClock.teamResolution.bit, TicketPlace(ticket), at: at)
      // The team can answer no more: only what was late already is its failure.
      stop(row, ServiceClock.teamResponse.bit, TicketPlace(ticket), at: at, isVoid: true)
    }
    if agreements.looksAtQueue {
      rematch(row, MatchedFields(ticket, after: routing), TicketPlace(ticket), at: at)
    }
    guard changesTeam, routing.team != nil, ticket.state.isOpen else { return }
    let rule = rule(row, at: at, MatchedFields(ticket, after: routing))
    start(row, .teamResponse, under: rule, at: at)
    start(row, .teamResolution, under: rule, at: at)
  }

  /// Comes into an open state, with or without a wait; also from one in which the ticket was over.
  mutating func enter(_ row: Int, _ code: UInt8, _ ticket: Ticket, at: Instant) {
    if !ticket.state.isOpen { reopen(row, ticket, at: at) }
    wait(row, code, at: at)
  }

  /// Begins another stretch of the ticket's life.
  private mutating func wait(_ row: Int, _ code: UInt8, at: Instant) {
    let last = rows[row].lastWait
    let present = last == ClockWait.none ? ClockWait.running : waits[Int(last)].code
    guard present != code else { return }
    rows[row].lastWait = UInt32(waits.count)
    waits.append(ClockWait(from: at, previous: last, code: code))
  }

  /// The ticket is over: every running clock stops, or is void.
  mutating func end(_ row: Int, _ place: TicketPlace, isVoid: Bool, at: Instant) {
    stop(row, .max, place, at: at, isCutShort: !isVoid, isVoid: isVoid)
    wait(row, ClockWait.over, at: at)
  }

  /// A ticket that was over is taken up again.
  private mutating func reopen(_ row: Int, _ ticket: Ticket, at: Instant) {
    let rule = rule(row, at: at, MatchedFields(ticket))
    for clock in ServiceClock.allCases {
      let slot = rows[row][clock]
      let wasCutShort = rows[row].cutShort & clock.bit != 0
      let target = agreements.first(of: clock, under: slot.rule)
      let effect = clock.isMeasure ? .continue : target?.onReopening ?? .newCycle
      switch effect {
      case .continue where wasCutShort:
        takeBack(row, clock, keepingBreaches: true)
        rows[row].running |= clock.bit
        rows[row].cutShort &= ~clock.bit
        continue
      case .restart where wasCutShort:
        takeBack(row, clock, keepingBreaches: false)
        start(row, clock, under: rule, at: at)
        continue
      case .continue, .restart, .newCycle: break
      }
      rows[row].cutShort &= ~clock.bit
      let isStay = clock.isOfTeam && ticket.team != nil
      if clock.endsWithResolution || isStay { start(row, clock, under: rule, at: at) }
    }
    // What changed while a clock stood still takes effect as it goes on.
    rematch(row, MatchedFields(ticket), TicketPlace(ticket), at: at)
  }

  /// Takes back how the last cycle of a clock ended.
  ///
  /// Breaches that are kept go on with the cycle; otherwise they stay where they are, as the end of a
  /// cycle of their own.
  private mutating func takeBack(_ row: Int, _ clock: ServiceClock, keepingBreaches: Bool) {
    let cycle = rows[row][clock].cycle
    var place = rows[row].lastOutcome
    while place != ClockWait.none {
      let outcome = outcomes[Int(place)]
      if outcome.clock == clock, outcome.cycle == cycle, outcome.verdict != .superseded {
        if outcome.verdict == .met || keepingBreaches {
          outcomes[Int(place)].verdict = .superseded
        }
        if outcome.verdict == .breached, keepingBreaches {
          if let breach = breach(of: outcome, row) { keep(breach, of: clock, outcome.ordinal, row) }
        }
      }
      place = outcome.previous
    }
  }

  /// Keeps a breach of a cycle that goes on.
  private mutating func keep(
    _ breach: Breach,
    of clock: ServiceClock,
    _ ordinal: UInt8,
    _ row: Int
  ) {
    let slot = rows[row][clock]
    guard slot.breached & 1 << ordinal == 0 else { return }
    rows[row][clock].breached |= 1 << ordinal
    let early = EarlyBreach(
      dueAt: breach.dueAt,
      breachedAt: breach.breachedAt,
      rule: slot.rule,
      previous: rows[row].lastEarlyBreach,
      cycle: slot.cycle,
      clock: clock,
      ordinal: ordinal
    )
    rows[row].lastEarlyBreach = UInt32(earlyBreaches.count)
    earlyBreaches.append(early)
  }
}

extension ServiceLevels {
  /// A field that rules look at has changed: running clocks may follow another rule from now on.
  mutating func rematch(
    _ row: Int,
    _ fields: borrowing MatchedFields,
    _ place: TicketPlace,
    at: Instant
  ) {
    let present = agreements.period(at: at)
    _ = match(row, in: present, fields)
    let followsLatest = agreements.periods[present].policy?.versions == .latest
    // Clocks that began together follow one agreement: it is matched once.
    var matched: (period: Int, rule: UInt32)?
    var clocks = rows[row].running
    while let clock = ServiceClock.next(of: &clocks) {
      let slot = rows[row][clock]
      let period =
        followsLatest
        ? present
        : Int(slot.rule) < agreements.rules.count
          ? agreements.rules[Int(slot.rule)].period : agreements.period(at: slot.start)
      if matched?.period != period {
        matched = (period, agreements.rule(of: period, for: fields))
      }
      guard let rule = matched?.rule, rule != slot.rule else { continue }
      let effect = agreements.first(of: clock, under: slot.rule)?.onChange ?? .retarget
      follow(rule, effect, row, clock, place, at: at)
    }
  }

  /// Policies that retarget running clocks came into force since the ticket's clocks were last seen.
  mutating func followAgreements(_ row: Int, _ ticket: Ticket, until instant: Instant) {
    let last = agreements.period(at: instant)
    var next = agreements.period(at: rows[row].lastAt) + 1
    while next <= last {
      let period = agreements.periods[next]
      if period.retargetsRunning {
        let rule = agreements.rule(of: next, for: MatchedFields(ticket))
        var clocks = rows[row].running
        while let clock = ServiceClock.next(of: &clocks) {
          follow(rule, .retarget, row, clock, TicketPlace(ticket), at: period.from)
        }
      }
      next += 1
    }
  }

  /// Lets a running clock follow another rule.
  private mutating func follow(
    _ rule: UInt32,
    _ effect: ChangeEffect,
    _ row: Int,
    _ clock: ServiceClock,
    _ place: TicketPlace,
    at: Instant
  ) {
    let slot = rows[row][clock]
    guard rule != slot.rule, effect != .keep else { return }
    if effect == .restart {
      stop(row, clock.bit, place, at: at, isVoid: true)
      start(row, clock, under: rule, at: at)
      return
    }
    let remaining = agreements.targets(of: clock, under: rule).count
    for target in agreements.targets(of: clock, under: slot.rule) {
      guard let breach = breach(of: target, slot, row, at: at) else { continue }
      let ordinal = agreements.targets[target].ordinal
      if Int(ordinal) < remaining {
        keep(breach, of: clock, ordinal, row)
      } else {
        // No target follows on this one, and its breach stays.
        record(.breached(breach), of: target, slot, row, place, at: at)
      }
    }
    rows[row][clock].rule = rule
    rows[row][clock].boundAt = at
  }
}

/// Who holds a ticket.
struct TicketPlace: BitwiseCopyable {
  /// The team's number; 0 where no team does.
  let team: UInt32
  let level: UInt8

  init(_ ticket: Ticket) {
    team = ticket.team?.rawValue ?? 0
    level = ticket.level
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

extension ServiceClock {
  /// The clocks that an opening starts; a bit for each.
  static let startedByOpening = [
    ServiceClock.firstResponse, .ownership, .update, .resolution, .requesterWait, .agentWork,
  ].reduce(0) { $0 | $1.bit }
  /// The clocks that a word to the requester stops; a bit for each.
  static let stoppedByReply = [ServiceClock.firstResponse, .nextResponse, .update, .teamResponse]
    .reduce(0) { $0 | $1.bit }
  /// The clocks that an agent's taking the ticket stops; a bit for each.
  static let stoppedByAgent = ServiceClock.ownership.bit | ServiceClock.teamResponse.bit
  /// Whether it measures a stay with a team.
  var isOfTeam: Bool { self == .teamResponse || self == .teamResolution }
}
