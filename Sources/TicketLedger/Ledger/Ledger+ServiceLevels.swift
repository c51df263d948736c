extension Ledger {
  /// Explains a ticket's clocks: what was counted, what was not, by which events, and under which
  /// promises.
  ///
  /// - Parameters:
  ///   - reference: The ticket.
  ///   - clock: The clock; nil for all that have a target.
  ///   - instant: As of when; what happened later is left out.
  ///   - knownAt: What was known then; nil for what the live view knows.
  /// - Returns: An explanation for each cycle and target, by clock and cycle, with the statuses that a
  ///   view of the same time and knowledge has; nil where there is no such ticket.
  /// - Throws: ``LedgerError`` where the log cannot be read.
  /// - Complexity: O(n) in the ticket's events; in all events where what is asked for was appended by
  ///   another process and the live view does not know of it yet.
  public func explain(
    _ reference: TicketReference,
    clock: ServiceClock? = nil,
    asOf instant: Instant,
    knownAt: Knowledge? = nil
  ) throws(LedgerError) -> [ClockExplanation]? {
    // The events are read after the agreements were, and those that came in between left out.
    let end =
      if let knownAt { try eventCount(knownAt: knownAt) } else { live.read { $0.eventCount } }
    let (agreements, _) = try agreements(after: end)
    guard let history = try history(of: reference), let id = history.first?.ticket else {
      return nil
    }
    let happened = history.filter { $0.occurredAt <= instant && $0.position.rawValue < end }
    var explainer = ClockExplainer(happened, of: id, under: agreements)
    return explainer.explanations(of: clock, asOf: instant)
  }

  /// Measures the same history by another policy, by other calendars, or by both.
  ///
  /// - Parameters:
  ///   - policy: The policy that is supposed to have always been in force; nil for those adopted.
  ///   - calendars: Calendars that are supposed to have always been in force, in place of adopted ones
  ///     of the same names.
  ///   - instant: As of when.
  ///   - knownAt: What was known then, the calendars adopted by then among it; nil for everything.
  ///   - progress: Told now and then how many events of how many are folded.
  /// - Returns: What would have been different. Under the policy that was in force all the time,
  ///   nothing is.
  /// - Throws: ``LedgerError/refused(_:)`` where policy or calendars have faults, or what the log has
  ///   wrong with it.
  /// - Complexity: O(n) in the events.
  public func whatIf(
    _ policy: ServicePolicy?,
    calendars: [ServiceCalendar] = [],
    asOf instant: Instant,
    knownAt: Knowledge? = nil,
    progress: (@Sendable (_ folded: UInt64, _ of: UInt64) -> Void)? = nil
  ) async throws(LedgerError) -> WhatIf {
    // Both sides are of the same events, whatever is appended meanwhile.
    let end = if let knownAt { try eventCount(knownAt: knownAt) } else { try logEnd() }
    let (adopted, names) = try agreements(after: end)
    let supposed = try Ledger.supposition(of: policy, calendars, in: adopted, names)
    let before = try await serviceLevels(until: end, asOf: instant, under: adopted, progress)
    let after = try await serviceLevels(until: end, asOf: instant, under: supposed, progress)
    return WhatIf(from: before, to: after)
  }

  /// The agreements that would be, had a policy always been in force.
  private static func supposition(
    of policy: ServicePolicy?,
    _ calendars: [ServiceCalendar],
    in agreements: ServiceAgreements,
    _ names: TermNames
  ) throws(LedgerError) -> ServiceAgreements {
    for calendar in calendars {
      guard let fault = calendar.problems().first else { continue }
      throw .refused(TicketRefusal(.value, "calendar \(calendar.name): \(fault)"))
    }
    let known = agreements.calendarNames.union(calendars.map(\.name))
    if let policy, let fault = policy.problems(knownCalendars: known).first {
      throw .refused(TicketRefusal(.value, "policy \(policy.name): \(fault)"))
    }
    return agreements.supposing(policy, calendars, names: names)
  }

  /// The breaches and counts of the first events under some agreements.
  private func serviceLevels(
    until end: UInt64,
    asOf instant: Instant,
    under agreements: ServiceAgreements,
    _ progress: (@Sendable (_ folded: UInt64, _ of: UInt64) -> Void)?
  ) async throws(LedgerError) -> WhatIf.Side {
    let view = try await replay(
      until: end,
      asOf: instant,
      projections: [ServiceLevels.self],
      under: agreements,
      progress: progress
    )
    return WhatIf.Side(
      breaches: view.breaches(asOf: instant),
      counts: view.serviceSummary(asOf: instant),
      position: view.position
    )
  }
}

/// What another policy would have changed.
public struct WhatIf: Hashable, Sendable {
  /// Where the last event looked at stands; nil for an empty ledger.
  public let position: Position?
  /// Breaches that only the supposed policy makes, in order of when they became late.
  public let gained: [ClockStatus]
  /// Breaches that the supposed policy does not make, in the same order.
  public let lost: [ClockStatus]
  /// The number of breaches under both.
  public let kept: Int
  /// How many cycles were in time under what was adopted.
  public let before: ComplianceCounts
  /// How many would have been.
  public let after: ComplianceCounts

  struct Side {
    let breaches: [ClockStatus]
    let counts: ComplianceCounts
    let position: Position?
  }

  init(from before: Side, to after: Side) {
    let former = before.breaches.map { BreachIdentity($0) }
    let supposed = after.breaches.map { BreachIdentity($0) }
    let (known, expected) = (Set(former), Set(supposed))
    position = before.position
    gained = zip(after.breaches, supposed).filter { !known.contains($1) }.map(\.0)
    lost = zip(before.breaches, former).filter { !expected.contains($1) }.map(\.0)
    kept = known.intersection(expected).count
    self.before = before.counts
    self.after = after.counts
  }
}

/// What makes a breach under two policies the same: a cycle is late once for each of its targets.
private struct BreachIdentity: Hashable {
  let ticket: TicketID
  let clock: ServiceClock
  let cycle: Int
  let ordinal: Int

  init(_ status: ClockStatus) {
    ticket = status.ticket
    clock = status.clock
    cycle = status.cycle
    ordinal = status.ordinal
  }
}
