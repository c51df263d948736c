extension Ledger {
  /// Explains a ticket's clocks: what was counted, what was not, by which events, and under which
  /// promises.
  ///
  /// - Parameters:
  ///   - reference: The ticket.
  ///   - clock: The clock; nil for all that have a target.
  ///   - instant: As of when; what happened later is left out.
  ///   - knownAt: What was known then; nil for everything.
  /// - Returns: An explanation for each cycle and target, by clock and cycle; nil where there is no
  ///   such ticket.
  /// - Throws: ``LedgerError`` where the log cannot be read.
  /// - Complexity: O(n) in the ticket's events.
  public func explain(
    _ reference: TicketReference,
    clock: ServiceClock? = nil,
    asOf instant: Instant,
    knownAt: Knowledge? = nil
  ) throws(LedgerError) -> [ClockExplanation]? {
    guard let history = try history(of: reference), let id = history.first?.ticket else {
      return nil
    }
    let end = try knownAt.map { (knowledge) throws(LedgerError) in
      try eventCount(knownAt: knowledge)
    }
    let agreements = live.read { view in
      end.map { view.agreements.known(after: $0, names: TermNames(view.catalogue)) }
        ?? view.agreements
    }
    let known = history.filter { recorded in
      recorded.occurredAt <= instant && (end.map { recorded.position.rawValue < $0 } ?? true)
    }
    var explainer = ClockExplainer(known, of: id, under: agreements)
    return explainer.explanations(of: clock, asOf: instant)
  }

  /// Measures the same history by another policy.
  ///
  /// - Parameters:
  ///   - policy: The policy that is supposed to have always been in force.
  ///   - calendars: Calendars that are supposed along with it, in place of adopted ones of the same
  ///     names.
  ///   - instant: As of when.
  ///   - knownAt: What was known then; nil for everything.
  ///   - progress: Told now and then how many events of how many are folded.
  /// - Returns: What would have been different. Under the policy that was in force all the time,
  ///   nothing is.
  /// - Throws: ``LedgerError/refused(_:)`` where policy or calendars have faults, or what the log has
  ///   wrong with it.
  /// - Complexity: O(n) in the events.
  public func whatIf(
    _ policy: ServicePolicy,
    calendars: [ServiceCalendar] = [],
    asOf instant: Instant,
    knownAt: Knowledge? = nil,
    progress: (@Sendable (_ folded: UInt64, _ of: UInt64) -> Void)? = nil
  ) async throws(LedgerError) -> WhatIf {
    let before = try await serviceLevels(asOf: instant, knownAt: knownAt, under: nil, progress)
    let supposed = try supposition(of: policy, calendars)
    let after = try await serviceLevels(asOf: instant, knownAt: knownAt, under: supposed, progress)
    return WhatIf(from: before, to: after)
  }

  /// The agreements that would be, had a policy always been in force.
  private func supposition(
    of policy: ServicePolicy,
    _ calendars: [ServiceCalendar]
  ) throws(LedgerError) -> ServiceAgreements {
    for calendar in calendars {
      guard let fault = calendar.problems().first else { continue }
      throw .refused(TicketRefusal(.value, "calendar \(calendar.name): \(fault)"))
    }
    let (agreements, names) = live.read { ($0.agreements, TermNames($0.catalogue)) }
    let known = agreements.calendarNames.union(calendars.map(\.name))
    if let fault = policy.problems(knownCalendars: known).first {
      throw .refused(TicketRefusal(.value, "policy \(policy.name): \(fault)"))
    }
    return agreements.supposing(policy, calendars, names: names)
  }

  /// The breaches and counts of the history under some agreements; nil for those adopted.
  private func serviceLevels(
    asOf instant: Instant,
    knownAt: Knowledge?,
    under agreements: ServiceAgreements?,
    _ progress: (@Sendable (_ folded: UInt64, _ of: UInt64) -> Void)?
  ) async throws(LedgerError) -> WhatIf.Side {
    let end = try knownAt.map { (knowledge) throws(LedgerError) in
      try eventCount(knownAt: knowledge)
    }
    let view = try await replay(
      until: end ?? .max,
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
    let former = Set(before.breaches.map(\.identity))
    let supposed = Set(after.breaches.map(\.identity))
    position = before.position
    gained = after.breaches.filter { !former.contains($0.identity) }
    lost = before.breaches.filter { !supposed.contains($0.identity) }
    kept = former.intersection(supposed).count
    self.before = before.counts
    self.after = after.counts
  }
}

extension ClockStatus {
  fileprivate struct Identity: Hashable {
    let ticket: TicketID
    let clock: ServiceClock
    let cycle: Int
    let target: Int
  }

  /// What makes a breach under two policies the same.
  fileprivate var identity: Identity {
    Identity(ticket: ticket, clock: clock, cycle: cycle, target: target)
  }
}
