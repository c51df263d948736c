/// Follows one ticket's clocks through its history and remembers which event did what.
struct ClockExplainer {
  /// A cycle's promise, as a slot showed it.
  private struct Binding {
    let from: Instant
    let rule: UInt32
    let event: Position?
    let priority: UInt8?
  }

  private struct CycleKey: Hashable {
    let clock: ServiceClock
    let cycle: UInt16
  }

  private var levels = ServiceLevels()
  /// The ticket under number 1, so that its clocks need no room for those of others.
  private var ticket = Ticket(id: TicketID(1))
  private let id: TicketID
  private var bindings: [CycleKey: [Binding]] = [:]
  /// The event that began each wait, by the wait's place.
  private var waitEvents: [Position] = []
  /// The event that ended each cycle for a target, by the outcome's place; nil where a policy that came
  /// into force did.
  private var outcomeEvents: [Position?] = []

  /// - Parameters:
  ///   - history: The ticket's events, in order, up to the instant asked for.
  ///   - id: The ticket.
  ///   - agreements: The calendars and policies to measure by.
  init(_ history: [RecordedEvent], of id: TicketID, under agreements: ServiceAgreements) {
    self.id = id
    levels.adopt(agreements)
    levels.clocks.keepsMeasures = true
    for recorded in history { follow(recorded) }
  }

  private mutating func follow(_ recorded: RecordedEvent) {
    guard case .ticket(let event) = recorded.event else { return }
    let renumbered = RecordedEvent(
      position: recorded.position,
      recordedAt: recorded.recordedAt,
      occurredAt: recorded.occurredAt,
      actor: recorded.actor,
      event: recorded.event,
      ticket: TicketID(1),
      revision: recorded.revision,
      previous: recorded.previous,
      cause: recorded.cause
    )
    followPolicies(until: recorded.occurredAt)
    levels.apply(renumbered, to: ticket)
    ticket.evolve(with: event, of: renumbered)
    while waitEvents.count < levels.clocks.waits.count { waitEvents.append(recorded.position) }
    noteChanges(by: recorded.position)
  }

  /// Lets the clocks follow the policies that come into force until an instant, one after the other,
  /// so that each promise is remembered.
  private mutating func followPolicies(until instant: Instant) {
    let agreements = levels.agreements
    guard agreements.retargetsRunning, let lastAt = levels.rows.first?.lastAt else { return }
    let (first, last) = (agreements.period(at: lastAt) + 1, agreements.period(at: instant))
    guard first <= last else { return }
    for period in agreements.periods[first...last] where period.retargetsRunning {
      levels.follow(ticket, until: period.from)
      levels.rows[0].lastAt = period.from
      noteChanges(by: nil)
    }
  }

  /// Remembers how the clocks changed.
  ///
  /// - Parameter event: The event that changed them; nil where a policy came into force.
  private mutating func noteChanges(by event: Position?) {
    while outcomeEvents.count < levels.clocks.outcomes.count { outcomeEvents.append(event) }
    guard let row = levels.rows.first else { return }
    for clock in ServiceClock.allCases where row.isRunning(clock) {
      let slot = row[clock]
      let key = CycleKey(clock: clock, cycle: slot.cycle)
      // A cycle begins with its first binding; later ones are changes of its rule.
      guard bindings[key]?.last?.rule != slot.rule else { continue }
      let binding = Binding(
        from: levels.clocks.boundAt(clock, row),
        rule: slot.rule,
        event: event,
        priority: ticket.prioritisation.priority
      )
      bindings[key, default: []].append(binding)
    }
  }

  /// Explains the cycles of a clock; of all clocks where none is given.
  mutating func explanations(of clock: ServiceClock?, asOf instant: Instant) -> [ClockExplanation] {
    guard let row = levels.rows.first else { return [] }
    let instant = max(instant, row.lastAt)
    followPolicies(until: instant)
    var explanations: [ClockExplanation] = []
    levels.forEachCycle(of: 0, ticket, asOf: instant) { levels, cycle in
      let target = levels.agreements.targets[cycle.target]
      guard clock == nil || target.clock == clock else { return }
      explanations.append(
        ClockExplanation(
          status: levels.status(of: cycle).of(id),
          segments: segments(of: cycle, target),
          promises: promises(of: cycle, target)
        )
      )
    }
    return explanations.sorted {
      ($0.status.clock.rawValue, $0.status.cycle, $0.status.target)
        < ($1.status.clock.rawValue, $1.status.cycle, $1.status.target)
    }
  }

  private func promises(
    of cycle: ClockCycle,
    _ target: CompiledTarget
  ) -> [ClockExplanation.Promise] {
    let agreements = levels.agreements
    let bindings = bindings(of: cycle, target)
    return bindings.indices.map { place in
      let binding = bindings[place]
      let until = place + 1 < bindings.count ? bindings[place + 1].from : nil
      let targets = agreements.targets(of: target.clock, under: binding.rule)
      let period =
        Int(binding.rule) < agreements.rules.count
        ? agreements.periods[agreements.rules[Int(binding.rule)].period] : nil
      let rule = period?.policy?.rules[agreements.rules[Int(binding.rule)].index]
      let followed =
        Int(target.ordinal) < targets.count
        ? agreements.targets[targets.lowerBound + Int(target.ordinal)] : nil
      let calendar = followed.flatMap { agreements.adoption(ofCalendar: $0.calendar) }
      return ClockExplanation.Promise(
        from: binding.from,
        until: until,
        beganBy: binding.event,
        policy: period?.policy?.name,
        policyPosition: period?.position,
        rule: rule?.name,
        limit: followed.flatMap { rule?.targets[$0.index].limit },
        calendar: calendar?.document.subject,
        calendarPosition: calendar?.position,
        priority: binding.priority
      )
    }
  }

  /// What a cycle followed until it ended for a target: for one that the next rule has no place for it
  /// ends while its clock runs on.
  private func bindings(of cycle: ClockCycle, _ target: CompiledTarget) -> ArraySlice<Binding> {
    let all = bindings[CycleKey(clock: target.clock, cycle: cycle.slot.cycle)] ?? []
    let last = all.lastIndex { $0.rule == cycle.slot.rule && $0.from <= cycle.until }
    return all.prefix((last ?? all.count - 1) + 1)
  }

  /// The event that ended a cycle for a target; nil where it runs, or a policy came into force.
  private func end(of cycle: ClockCycle, _ target: CompiledTarget) -> Position? {
    guard !cycle.isRunning else { return nil }
    let followed = bindings(of: cycle, target)
    let all = bindings[CycleKey(clock: target.clock, cycle: cycle.slot.cycle)] ?? []
    if followed.endIndex < all.count, all[followed.endIndex].from == cycle.until {
      return all[followed.endIndex].event
    }
    let place = levels.clocks.outcomes.indices.last { place in
      let outcome = levels.clocks.outcomes[place]
      return outcome.clock == target.clock && outcome.cycle == cycle.slot.cycle
        && outcome.rule == cycle.slot.rule && outcome.ordinal ?? target.ordinal == target.ordinal
        && outcome.stoppedAt == cycle.until && outcome.verdict != .superseded
    }
    return place.flatMap { outcomeEvents[$0] }
  }

  private func segments(
    of cycle: ClockCycle,
    _ target: CompiledTarget
  ) -> [ClockExplanation.Segment] {
    let openTime = levels.agreements.calendars[target.calendar]
    let pieces = levels.clocks.pieces(
      of: levels.rows[0],
      from: cycle.slot.start,
      until: cycle.until
    )
    var segments: [ClockExplanation.Segment] = []
    var began = bindings(of: cycle, target).first?.event
    let end = end(of: cycle, target)
    for piece in pieces {
      let ended = piece.to == cycle.until ? end : waitEvent(at: piece.to)
      segments += split(piece, target, openTime, beganBy: began, endedBy: ended)
      began = ended
    }
    return segments
  }

  /// The event that began the wait of an instant.
  private func waitEvent(at instant: Instant) -> Position? {
    levels.clocks.waits.indices.last { levels.clocks.waits[$0].from == instant }.map {
      waitEvents[$0]
    }
  }

  /// A piece, divided where the calendar opens and closes.
  private func split(
    _ piece: ClockPiece,
    _ target: CompiledTarget,
    _ openTime: OpenTime,
    beganBy: Position?,
    endedBy: Position?
  ) -> [ClockExplanation.Segment] {
    guard piece.from < piece.to else { return [] }
    let parts = ClockExplainer.parts(of: piece, target, openTime)
    return parts.enumerated().map { place, part in
      ClockExplanation.Segment(
        from: part.from,
        to: part.to,
        treatment: part.treatment,
        beganBy: place == 0 ? beganBy : nil,
        endedBy: place == parts.count - 1 ? endedBy : nil,
        countedInMilliseconds: part.counted
      )
    }
  }

  private typealias Part = (
    from: Instant, to: Instant, treatment: ClockExplanation.Treatment, counted: Int64
  )

  private static func parts(
    of piece: ClockPiece,
    _ target: CompiledTarget,
    _ openTime: OpenTime
  ) -> [Part] {
    let reason = WaitingReason(rawValue: piece.code)
    if piece.isIn(target.pauseMask) {
      return [(piece.from, piece.to, reason.map { .paused($0) } ?? .over, 0)]
    }
    let hidden = piece.isIn(target.hideMask) ? reason : nil
    let running: ClockExplanation.Treatment = hidden.map { .hidden($0) } ?? .counted
    var parts: [Part] = []
    var last = piece.from
    for open in openTime.openSegments(in: piece.from..<piece.to) {
      if last < open.lowerBound { parts.append((last, open.lowerBound, .closed, 0)) }
      let length = open.upperBound.milliseconds(since: open.lowerBound)
      parts.append((open.lowerBound, open.upperBound, running, length))
      last = open.upperBound
      // A ticket asked for as of a far year would come to millions.
      guard parts.count < ClockExplanation.maximumStretches else {
        let counted = openTime.milliseconds(from: piece.from, to: piece.to)
        return [(piece.from, piece.to, .mixed, counted)]
      }
    }
    if last < piece.to { parts.append((last, piece.to, .closed, 0)) }
    return parts
  }
}

extension ClockStatus {
  /// The same of another ticket.
  fileprivate func of(_ ticket: TicketID) -> ClockStatus {
    ClockStatus(
      ticket: ticket,
      clock: clock,
      cycle: cycle,
      policy: policy,
      rule: rule,
      target: target,
      ordinal: ordinal,
      limit: limit,
      queue: queue,
      startedAt: startedAt,
      stoppedAt: stoppedAt,
      isPaused: isPaused,
      elapsedInMilliseconds: elapsedInMilliseconds,
      dueAt: dueAt,
      breachedAt: breachedAt,
      overrunInMilliseconds: overrunInMilliseconds
    )
  }
}
