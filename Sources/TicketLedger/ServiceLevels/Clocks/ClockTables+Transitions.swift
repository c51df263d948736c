extension ClockTables {
  /// Folds one event of a ticket into its clocks.
  mutating func apply(_ recorded: RecordedEvent, to row: inout ClockRow, of ticket: Ticket) {
    guard case .ticket(let event) = recorded.event else { return }
    let at = recorded.occurredAt
    if agreements.retargetsRunning { followAgreements(&row, ticket, until: at) }
    row.lastAt = at
    switch event {
    case .opened(let opening): open(&row, MatchedFields(opening), at: at)
    case .classified(let change):
      guard agreements.looksAtTerms else { return }
      var fields = MatchedFields(ticket)
      fields.classification.merge(change)
      rematch(&row, fields, TicketPlace(ticket), at: at)
    case .prioritised(let change):
      guard agreements.looksAtPriority else { return }
      var fields = MatchedFields(ticket)
      fields.priority = change.priority ?? fields.priority
      rematch(&row, fields, TicketPlace(ticket), at: at)
    case .routed(let routing): move(&row, routing, ticket, at: at)
    case .assigned: stop(&row, ServiceClock.stoppedByAgent, TicketPlace(ticket), at: at)
    case .replied: answer(&row, ticket, byAutomation: recorded.actor.isAutomation, at: at)
    case .requesterReplied: ask(&row, ticket, at: at)
    case .paused(let pause): enter(&row, pause.reason.rawValue, ticket, at: at)
    case .started, .resumed, .reopened: enter(&row, ClockWait.running, ticket, at: at)
    case .resolved, .closed: end(&row, TicketPlace(ticket), isVoid: false, at: at)
    case .cancelled, .merged: end(&row, TicketPlace(ticket), isVoid: true, at: at)
    case .escalated, .noted, .attached, .workLogged, .diagnosed, .linked, .unlinked, .rated,
      .messageReviewed, .articleApplied, .suggested, .suggestionAccepted, .suggestionOverridden,
      .touched:
      break
    }
  }

  /// The rule that a ticket matches at an instant; its fields are looked at only where it was not
  /// matched in that period before.
  func rule(
    of row: inout ClockRow,
    at instant: Instant,
    _ fields: @autoclosure () -> MatchedFields
  ) -> UInt32 {
    let period = agreements.period(at: instant)
    if row.period == UInt32(period) { return row.rule }
    return match(&row, in: period, fields())
  }

  /// Matches a ticket anew, and remembers what it matched.
  func match(_ row: inout ClockRow, in period: Int, _ fields: borrowing MatchedFields) -> UInt32 {
    row.period = UInt32(period)
    row.rule = agreements.rule(of: period, for: fields)
    return row.rule
  }

  func open(_ row: inout ClockRow, _ fields: borrowing MatchedFields, at: Instant) {
    let rule = match(&row, in: agreements.period(at: at), fields)
    var clocks = ServiceClock.startedByOpening
    while let clock = ServiceClock.next(of: &clocks) { row.begin(clock, under: rule, at: at) }
  }

  /// Ends the cycles of those of some clocks that run, a bit for each.
  ///
  /// Cut short are clocks that the ticket's end stops, not what they wait for; void ones count only if
  /// they are breached already.
  mutating func stop(
    _ row: inout ClockRow,
    _ clocks: UInt16,
    _ place: TicketPlace,
    at: Instant,
    isCutShort: Bool = false,
    isVoid: Bool = false
  ) {
    var stopping = row.running & clocks
    guard stopping != 0 else { return }
    row.running &= ~stopping
    if isCutShort { row.cutShort |= stopping }
    while let clock = ServiceClock.next(of: &stopping) {
      guard row.changed & clock.bit == 0 else {
        stopChanged(&row, clock, place, at: at, isVoid: isVoid)
        continue
      }
      let slot = row[clock]
      if agreements.promises(of: slot.rule) & clock.bit != 0 || keepsMeasures {
        record(isVoid ? .derivedIfBreached : .derived, of: clock, nil, slot, &row, place, at: at)
      }
    }
  }

  /// Ends a cycle whose promise was changed: whether it was late does not follow from start, end and
  /// waits alone.
  private mutating func stopChanged(
    _ row: inout ClockRow,
    _ clock: ServiceClock,
    _ place: TicketPlace,
    at: Instant,
    isVoid: Bool
  ) {
    var slot = row[clock]
    for target in agreements.targets(of: clock, under: slot.rule) {
      let ordinal = agreements.targets[target].ordinal
      // A measure is kept where it was late for a target that it followed before.
      let wasLate = slot.breached & 1 << ordinal != 0
      if agreements.targets[target].isMeasureOnly, !keepsMeasures, !wasLate { continue }
      if let breach = breach(of: target, clock, row, at: at) {
        record(breach, of: clock, ordinal, slot, &row, place, at: at)
      } else if !isVoid {
        record(.met, of: clock, ordinal, slot, &row, place, at: at)
      }
    }
    // What was late for a target that no later one follows on stays late.
    for early in orphans(of: clock, row) {
      slot.rule = early.rule
      record(early.breach, of: clock, early.ordinal, slot, &row, place, at: early.leftAt)
    }
  }

  /// Notes that a cycle ended late for a target.
  private mutating func record(
    _ breach: Breach,
    of clock: ServiceClock,
    _ ordinal: UInt8,
    _ slot: ClockSlot,
    _ row: inout ClockRow,
    _ place: TicketPlace,
    at: Instant
  ) {
    let outcome = ClockTables.place(after: outcomes)
    knownBreaches.append(KnownBreach(outcome: outcome, breach: breach))
    record(.breached, of: clock, ordinal, slot, &row, place, at: at)
  }

  /// Notes how a cycle ended, for one target of its clock or for all.
  private mutating func record(
    _ verdict: ClockOutcome.Verdict,
    of clock: ServiceClock,
    _ ordinal: UInt8?,
    _ slot: ClockSlot,
    _ row: inout ClockRow,
    _ place: TicketPlace,
    at: Instant
  ) {
    let outcome = ClockOutcome(
      of: clock,
      ordinal,
      cycle: slot.cycle,
      under: slot.rule,
      from: slot.start,
      to: at,
      heldBy: place,
      after: row.lastOutcome,
      verdict: verdict
    )
    row.lastOutcome = ClockTables.place(after: outcomes)
    outcomes.append(outcome)
  }

  /// An agent's word to the requester, or an automation's.
  mutating func answer(_ row: inout ClockRow, _ ticket: Ticket, byAutomation: Bool, at: Instant) {
    var answered = row.running & ServiceClock.stoppedByReply
    if byAutomation {
      var clocks = answered
      while let clock = ServiceClock.next(of: &clocks) {
        let target = agreements.first(of: clock, under: row[clock].rule)
        if target?.countsAutomation != true { answered &= ~clock.bit }
      }
      guard answered != 0 else { return }
    }
    stop(&row, answered, TicketPlace(ticket), at: at)
    let beginsUpdate = !byAutomation || answered & ServiceClock.update.bit != 0
    guard beginsUpdate, ticket.state.isOpen, !row.isRunning(.update) else { return }
    row.begin(.update, under: rule(of: &row, at: at, MatchedFields(ticket)), at: at)
  }

  /// The requester's word: what is not answered yet is to be answered from now on.
  func ask(_ row: inout ClockRow, _ ticket: Ticket, at: Instant) {
    guard ticket.state.isOpen, !row.isRunning(.nextResponse) else { return }
    row.begin(.nextResponse, under: rule(of: &row, at: at, MatchedFields(ticket)), at: at)
  }

  /// A move: the stay with one team ends, that with another begins.
  mutating func move(_ row: inout ClockRow, _ routing: Routing, _ ticket: Ticket, at: Instant) {
    let changesTeam = routing.team != ticket.team
    if changesTeam {
      stop(&row, ServiceClock.teamResolution.bit, TicketPlace(ticket), at: at)
      // The team can answer no more: only what was late already is its failure.
      stop(&row, ServiceClock.teamResponse.bit, TicketPlace(ticket), at: at, isVoid: true)
      // Nor does a reopening carry on with a stay that has ended meanwhile.
      row.cutShort &= ~(ServiceClock.teamResponse.bit | ServiceClock.teamResolution.bit)
    }
    if agreements.looksAtQueue {
      rematch(&row, MatchedFields(ticket, after: routing), TicketPlace(ticket), at: at)
    }
    guard changesTeam, routing.team != nil, ticket.state.isOpen else { return }
    let rule = rule(of: &row, at: at, MatchedFields(ticket, after: routing))
    row.begin(.teamResponse, under: rule, at: at)
    row.begin(.teamResolution, under: rule, at: at)
  }

  /// Comes into an open state, with or without a wait; also from one in which the ticket was over.
  mutating func enter(_ row: inout ClockRow, _ code: UInt8, _ ticket: Ticket, at: Instant) {
    if !ticket.state.isOpen { reopen(&row, ticket, at: at) }
    wait(&row, code, at: at)
  }

  /// Begins another stretch of the ticket's life.
  private mutating func wait(_ row: inout ClockRow, _ code: UInt8, at: Instant) {
    guard row.waitCode != code else { return }
    let wait = ClockWait(from: at, previous: row.lastWait, code: code)
    row.waitCode = code
    row.lastWait = ClockTables.place(after: waits)
    waits.append(wait)
  }

  /// The ticket is over: every running clock stops, or is void.
  mutating func end(_ row: inout ClockRow, _ place: TicketPlace, isVoid: Bool, at: Instant) {
    stop(&row, .max, place, at: at, isCutShort: !isVoid, isVoid: isVoid)
    wait(&row, ClockWait.over, at: at)
  }

  /// A ticket that was over is taken up again.
  private mutating func reopen(_ row: inout ClockRow, _ ticket: Ticket, at: Instant) {
    let rule = rule(of: &row, at: at, MatchedFields(ticket))
    for clock in ServiceClock.allCases {
      let wasCutShort = row.cutShort & clock.bit != 0
      let target = agreements.first(of: clock, under: row[clock].rule)
      let effect = clock.isMeasure ? .continue : target?.onReopening ?? .newCycle
      switch effect {
      case .continue where wasCutShort:
        takeBack(&row, clock, keepingBreaches: true)
        row.running |= clock.bit
        row.cutShort &= ~clock.bit
        continue
      case .restart where wasCutShort:
        takeBack(&row, clock, keepingBreaches: false)
        row.begin(clock, under: rule, at: at)
        continue
      case .continue, .restart, .newCycle: break
      }
      row.cutShort &= ~clock.bit
      let isStay = clock.isOfTeam && ticket.team != nil
      if clock.endsWithResolution || isStay { row.begin(clock, under: rule, at: at) }
    }
    // What changed while a clock stood still takes effect as it goes on.
    rematch(&row, MatchedFields(ticket), TicketPlace(ticket), at: at)
  }

  /// Takes back how the last cycle of a clock ended.
  ///
  /// Breaches that are kept go on with the cycle; otherwise they stay where they are, as the end of a
  /// cycle of their own.
  private mutating func takeBack(
    _ row: inout ClockRow,
    _ clock: ServiceClock,
    keepingBreaches: Bool
  ) {
    let leavesOutcomes =
      keepsMeasures || agreements.promises(of: row[clock].rule) & clock.bit != 0
      || row.changed & clock.bit != 0
    guard leavesOutcomes else { return }
    let cycle = row[clock].cycle
    var place = row.lastOutcome
    while place != ClockWait.none {
      let outcome = outcomes[Int(place)]
      if outcome.counts(for: clock, cycle) {
        if keepingBreaches { keepBreaches(ofOutcome: place, &row) }
        outcomes[Int(place)].takeBack(keepingBreaches: keepingBreaches)
      }
      place = outcome.previous
    }
  }

  /// Lets the breaches of an ended cycle go on with it.
  private mutating func keepBreaches(ofOutcome place: UInt32, _ row: inout ClockRow) {
    let outcome = outcomes[Int(place)]
    if let ordinal = outcome.ordinal {
      if let breach = knownBreach(ofOutcome: place) {
        keep(breach, of: outcome.clock, ordinal, &row, until: outcome.stoppedAt)
      }
      return
    }
    for target in agreements.targets(of: outcome.clock, under: outcome.rule) {
      if let breach = breach(of: target, outcome, row) {
        let ordinal = agreements.targets[target].ordinal
        keep(breach, of: outcome.clock, ordinal, &row, until: outcome.stoppedAt)
      }
    }
  }
}

extension TicketEvent {
  /// Whether it can move a clock; the others need not be looked at.
  var movesClocks: Bool {
    switch self {
    case .opened, .classified, .prioritised, .routed, .started, .paused, .resumed, .replied,
      .requesterReplied, .merged, .resolved, .reopened, .closed, .cancelled:
      true
    case .assigned(to: let agent): agent != nil
    case .escalated, .noted, .attached, .workLogged, .diagnosed, .linked, .unlinked, .rated,
      .messageReviewed, .articleApplied, .suggested, .suggestionAccepted, .suggestionOverridden,
      .touched:
      false
    }
  }
}

extension ServiceClock {
  /// The clocks that an opening starts; a bit for each.
  static var startedByOpening: UInt16 {
    ServiceClock.firstResponse.bit | ServiceClock.ownership.bit | ServiceClock.update.bit
      | ServiceClock.resolution.bit | ServiceClock.requesterWait.bit | ServiceClock.agentWork.bit
  }
  /// The clocks that a word to the requester stops; a bit for each.
  static var stoppedByReply: UInt16 {
    ServiceClock.firstResponse.bit | ServiceClock.nextResponse.bit | ServiceClock.update.bit
      | ServiceClock.teamResponse.bit
  }
  /// The clocks that an agent's taking the ticket stops; a bit for each.
  static var stoppedByAgent: UInt16 { ServiceClock.ownership.bit | ServiceClock.teamResponse.bit }
  /// Whether it measures a stay with a team.
  var isOfTeam: Bool { self == .teamResponse || self == .teamResolution }
}
