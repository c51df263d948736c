/// How many cycles were in time.
public struct ComplianceCounts: Hashable, Sendable {
  /// Cycles that ended in time.
  public internal(set) var met = 0
  /// Cycles that were late, running ones among them.
  public internal(set) var breached = 0
  /// Cycles that run and are not late.
  public internal(set) var running = 0

  /// All of them.
  public var clocks: Int { met + breached + running }

  /// The share of those decided that were in time, 0 to 1; nil where none is decided.
  public var compliance: Double? {
    met + breached == 0 ? nil : Double(met) / Double(met + breached)
  }

  mutating func count(_ cycle: ClockCycle) {
    if cycle.breach != nil {
      breached += 1
    } else if cycle.isRunning {
      running += 1
    } else {
      met += 1
    }
  }
}

/// By what compliance is told apart.
public enum ComplianceKey: Hashable, Sendable {
  /// The policy's name.
  case policy
  /// The rule's name.
  case rule
  /// What is measured.
  case clock
  /// The team that held the ticket when the cycle ended, or holds it.
  case team
  /// The level that held the ticket when the cycle ended, or holds it.
  case level
  /// The ticket's priority as of the instant asked for.
  case priority
  /// The ticket's term in a dimension as of the instant asked for.
  case dimension(TermDimension)
  /// The UTC month in which the cycle ended or became late; for a running one, that of the instant
  /// asked for.
  case month
}

/// The compliance of the cycles that have something in common.
public struct ComplianceGroup: Hashable, Sendable {
  /// What they have in common, in the order of the keys asked for; nil where a ticket has none.
  public let values: [String?]
  /// How many of them were in time.
  public let counts: ComplianceCounts
}

extension LedgerView {
  /// How many cycles were in time as of an instant.
  ///
  /// - Precondition: ``ServiceLevels`` is among the ledger's projections.
  public func serviceSummary(
    of filter: CycleFilter = CycleFilter(),
    asOf instant: Instant
  ) -> ComplianceCounts {
    let levels = self[ServiceLevels.self]
    var counts = ComplianceCounts()
    levels.forEachCycle(asOf: instant, in: tickets) { levels, cycle in
      if levels.counts(cycle), levels.isMeant(cycle, by: filter) { counts.count(cycle) }
    }
    return counts
  }

  /// The cycles that were late as of an instant, in order of when they became so, then of tickets.
  ///
  /// - Precondition: ``ServiceLevels`` is among the ledger's projections.
  public func breaches(
    of filter: CycleFilter = CycleFilter(),
    asOf instant: Instant
  ) -> [ClockStatus] {
    let breaches = self[ServiceLevels.self].gather(asOf: instant, in: tickets) { levels, cycle in
      cycle.breach != nil && levels.isMeant(cycle, by: filter) ? levels.status(of: cycle) : nil
    }
    return ClockStatus.ordered(breaches)
  }

  /// The clocks that run, are not late, and will be due within a time, nearest first.
  ///
  /// - Parameters:
  ///   - milliseconds: How far ahead to look; nil for all that have a due time.
  ///   - instant: The instant asked for.
  /// - Returns: Their statuses, by due time.
  /// - Precondition: ``ServiceLevels`` is among the ledger's projections.
  public func atRisk(withinMilliseconds milliseconds: Int64? = nil, asOf instant: Instant)
    -> [ClockStatus]
  {
    let limit = milliseconds.map { instant.advanced(byMilliseconds: $0) } ?? .distantFuture
    let clocks = self[ServiceLevels.self].gather(asOf: instant, in: tickets) { levels, cycle in
      guard cycle.isRunning, cycle.breach == nil else { return ClockStatus?.none }
      let status = levels.status(of: cycle)
      return status.dueAt.map { $0 <= limit } == true ? status : nil
    }
    return ClockStatus.ordered(clocks)
  }

  /// Compliance, told apart by any keys, as of an instant; groups in order of their values.
  ///
  /// - Precondition: ``ServiceLevels`` is among the ledger's projections.
  public func compliance(
    by keys: [ComplianceKey],
    of filter: CycleFilter = CycleFilter(),
    asOf instant: Instant
  ) -> [ComplianceGroup] {
    let levels = self[ServiceLevels.self]
    var counts: [[String?]: ComplianceCounts] = [:]
    let catalogue = catalogue
    levels.forEachCycle(asOf: instant, in: tickets) { levels, cycle in
      guard levels.counts(cycle), levels.isMeant(cycle, by: filter) else { return }
      let values = keys.map { levels.value(of: $0, for: cycle, catalogue) }
      counts[values, default: ComplianceCounts()].count(cycle)
    }
    return counts.map { ComplianceGroup(values: $0.key, counts: $0.value) }
      .sorted { lhs, rhs in
        lhs.values.map { $0 ?? "" }.lexicographicallyPrecedes(rhs.values.map { $0 ?? "" })
      }
  }
}

extension ServiceLevels {
  /// Whether a cycle is one that something was promised for.
  func counts(_ cycle: ClockCycle) -> Bool {
    cycle.breach != nil || !agreements.targets[cycle.target].isMeasureOnly
  }

  /// Whether a question is about a cycle.
  fileprivate func isMeant(_ cycle: ClockCycle, by filter: CycleFilter) -> Bool {
    if let clock = filter.clock, clock != agreements.targets[cycle.target].clock { return false }
    if let team = filter.team, team != cycle.queue.team { return false }
    return filter.level.map { $0 == cycle.queue.level } ?? true
  }

  fileprivate func value(
    of key: ComplianceKey,
    for cycle: ClockCycle,
    _ catalogue: Catalogue
  ) -> String? {
    let rule = agreements.rules[Int(cycle.slot.rule)]
    let policy = agreements.periods[rule.period].policy
    switch key {
    case .policy: return policy?.name
    case .rule: return policy?.rules[rule.index].name
    case .clock: return agreements.targets[cycle.target].clock.name
    case .team: return cycle.queue.team.flatMap { catalogue.name(of: $0) }
    case .level: return String(cycle.queue.level)
    case .priority: return cycle.ticket.prioritisation.priority.map { String($0) }
    case .dimension(let dimension):
      return cycle.ticket.classification[dimension].flatMap { catalogue.name(of: $0) }
    case .month:
      return String((cycle.breach?.breachedAt ?? cycle.until).description.prefix(7))
    }
  }
}

extension ClockStatus {
  /// The same in the order of lists; only places are moved while they are sorted, since a status is large.
  fileprivate static func ordered(_ statuses: [ClockStatus]) -> [ClockStatus] {
    let places = statuses.indices.sorted { statuses[$0].order < statuses[$1].order }
    return places.map { statuses[$0] }
  }

  /// The order of lists: by when it was or will be late, then by ticket, clock, cycle and target.
  fileprivate var order: (Instant, UInt64, UInt8, Int, Int) {
    (
      breachedAt ?? dueAt ?? .distantFuture, ticket.rawValue, clock.rawValue, cycle, target
    )
  }
}
