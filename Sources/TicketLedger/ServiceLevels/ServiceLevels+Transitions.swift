extension ServiceLevels {
  /// The rule that a ticket matches at an instant.
  func rule(for fields: borrowing MatchedFields, at instant: Instant) -> UInt32 {
    agreements.rule(of: agreements.period(at: instant), for: fields)
  }

  mutating func open(_ row: Int, _ opening: Opening, at: Instant) {
    let fields = MatchedFields(opening)
    let rule = rule(for: fields, at: at)
    for clock in ServiceClock.startedByOpening { start(row, clock, under: rule, at: at) }
  }

  /// Begins a new cycle of a clock.
  mutating func start(_ row: Int, _ clock: ServiceClock, under rule: UInt32, at: Instant) {
    let cycle = rows[row][clock].cycle
    rows[row][clock] = ClockSlot(
      start: at,
      boundAt: at,
      rule: rule,
      cycle: cycle == .max ? .max : cycle + 1,
      breached: 0,
      phase: .running
    )
  }

  /// Ends the cycle of a running clock.
  ///
  /// - Parameters:
  ///   - phase: What the clock is afterwards.
  ///   - isVoid: Whether it counts only if it is breached already.
  mutating func stop(
    _ row: Int,
    _ clock: ServiceClock,
    _ ticket: Ticket,
    at: Instant,
    phase: ClockSlot.Phase = .idle,
    isVoid: Bool = false
  ) {
    let slot = rows[row][clock]
    guard slot.phase == .running else { return }
    rows[row][clock].phase = phase
    for place in agreements.targets(of: clock, under: slot.rule) {
      let target = agreements.targets[place]
      guard !target.isMeasureOnly else { continue }
      let breach = breach(of: target, slot, row, at: at)
      if breach != nil || !isVoid { record(breach, of: target, slot, row, ticket, at: at) }
    }
  }

  /// Notes how a cycle ended for a target.
  private mutating func record(
    _ breach: (dueAt: Instant, breachedAt: Instant)?,
    of target: CompiledTarget,
    _ slot: ClockSlot,
    _ row: Int,
    _ ticket: Ticket,
    at: Instant
  ) {
    let outcome = ClockOutcome(
      rule: slot.rule,
      previous: rows[row].lastOutcome,
      team: ticket.team?.rawValue ?? 0,
      startedAt: slot.start,
      stoppedAt: at,
      dueAt: breach?.dueAt ?? .distantPast,
      breachedAt: breach?.breachedAt ?? .distantPast,
      cycle: slot.cycle,
      level: ticket.level,
      clock: target.clock,
      ordinal: target.ordinal,
      verdict: breach == nil ? .met : .breached
    )
    rows[row].lastOutcome = UInt32(outcomes.count)
    outcomes.append(outcome)
  }

  /// An agent's word to the requester, or an automation's.
  mutating func answer(_ row: Int, _ ticket: Ticket, byAutomation: Bool, at: Instant) {
    for clock in ServiceClock.stoppedByReply where rows[row][clock].phase == .running {
      if byAutomation {
        let target = agreements.first(of: clock, under: rows[row][clock].rule)
        guard target?.countsAutomation == true else { continue }
      }
      stop(row, clock, ticket, at: at)
      guard clock == .update, ticket.state.isOpen else { continue }
      start(row, .update, under: rule(for: MatchedFields(ticket), at: at), at: at)
    }
    guard !byAutomation, ticket.state.isOpen, rows[row][.update].phase != .running else { return }
    start(row, .update, under: rule(for: MatchedFields(ticket), at: at), at: at)
  }

  /// A move: the stay with one team ends, that with another begins.
  mutating func move(_ row: Int, _ routing: Routing, _ ticket: Ticket, at: Instant) {
    let changesTeam = routing.team != ticket.team
    if changesTeam {
      stop(row, .teamResolution, ticket, at: at)
      // The team can answer no more: only what was late already is its failure.
      stop(row, .teamResponse, ticket, at: at, isVoid: true)
    }
    var fields = MatchedFields(ticket)
    fields.team = routing.team?.rawValue ?? 0
    fields.level = routing.level
    if agreements.looksAtQueue { rematch(row, fields, ticket, at: at) }
    guard changesTeam, routing.team != nil, ticket.state.isOpen else { return }
    let rule = rule(for: fields, at: at)
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
  mutating func end(_ row: Int, _ ticket: Ticket, isVoid: Bool, at: Instant) {
    for clock in ServiceClock.allCases where rows[row][clock].phase == .running {
      stop(row, clock, ticket, at: at, phase: isVoid ? .idle : .cutShort, isVoid: isVoid)
    }
    wait(row, ClockWait.over, at: at)
  }

  /// A ticket that was over is taken up again.
  private mutating func reopen(_ row: Int, _ ticket: Ticket, at: Instant) {
    let rule = rule(for: MatchedFields(ticket), at: at)
    for clock in ServiceClock.allCases {
      let slot = rows[row][clock]
      let wasCutShort = slot.phase == .cutShort
      let target = agreements.first(of: clock, under: slot.rule)
      let effect = clock.isMeasure ? .continue : target?.onReopening ?? .newCycle
      switch effect {
      case .continue where wasCutShort:
        takeBack(row, clock, keepingBreaches: true)
        rows[row][clock].phase = .running
        continue
      case .restart where wasCutShort:
        takeBack(row, clock, keepingBreaches: false)
        start(row, clock, under: rule, at: at)
        continue
      case .continue, .restart, .newCycle: break
      }
      if wasCutShort { rows[row][clock].phase = .idle }
      let isStay = clock.isOfTeam && ticket.team != nil
      if clock.endsWithResolution || isStay { start(row, clock, under: rule, at: at) }
    }
    // What changed while a clock stood still takes effect as it goes on.
    rematch(row, MatchedFields(ticket), ticket, at: at)
  }

  /// Takes back how the last cycle of a clock ended.
  ///
  /// - Parameters:
  ///   - keepingBreaches: Whether its breaches go on with the cycle; otherwise they stay where they
  ///     are, as the end of a cycle of their own.
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
          keep((outcome.dueAt, outcome.breachedAt), of: clock, outcome.ordinal, row)
        }
      }
      place = outcome.previous
    }
  }

  /// Keeps a breach of a cycle that goes on.
  private mutating func keep(
    _ breach: (dueAt: Instant, breachedAt: Instant),
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
    _ ticket: Ticket,
    at: Instant
  ) {
    let present = agreements.period(at: at)
    let followsLatest = agreements.periods[present].policy?.versions == .latest
    // Clocks that began together follow one agreement: it is matched once.
    var matched: (period: Int, rule: UInt32)?
    for clock in ServiceClock.allCases where rows[row][clock].phase == .running {
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
      follow(rule, effect, row, clock, ticket, at: at)
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
        for clock in ServiceClock.allCases where rows[row][clock].phase == .running {
          follow(rule, .retarget, row, clock, ticket, at: period.from)
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
    _ ticket: Ticket,
    at: Instant
  ) {
    let slot = rows[row][clock]
    guard rule != slot.rule, effect != .keep else { return }
    if effect == .restart {
      stop(row, clock, ticket, at: at, isVoid: true)
      start(row, clock, under: rule, at: at)
      return
    }
    let remaining = agreements.targets(of: clock, under: rule).count
    for place in agreements.targets(of: clock, under: slot.rule) {
      let target = agreements.targets[place]
      guard let breach = breach(of: target, slot, row, at: at) else { continue }
      if Int(target.ordinal) < remaining {
        keep(breach, of: clock, target.ordinal, row)
      } else {
        // No target follows on this one, and its breach stays.
        record(breach, of: target, slot, row, ticket, at: at)
      }
    }
    rows[row][clock].rule = rule
    rows[row][clock].boundAt = at
  }
}

extension MatchedFields {
  init(_ opening: Opening) {
    kind = opening.kind
    priority = opening.prioritisation.priority ?? 0
    level = 1
    team = 0
    classification = opening.classification
  }
}

extension ServiceClock {
  /// The clocks that an opening starts.
  static let startedByOpening: [ServiceClock] = [
    .firstResponse, .ownership, .update, .resolution, .requesterWait, .agentWork,
  ]
  /// The clocks that a word to the requester stops.
  static let stoppedByReply: [ServiceClock] = [
    .firstResponse, .nextResponse, .update, .teamResponse,
  ]
  /// Whether it measures a stay with a team.
  var isOfTeam: Bool { self == .teamResponse || self == .teamResolution }
}
