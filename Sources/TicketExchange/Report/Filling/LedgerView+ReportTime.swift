import TicketLedger

extension LedgerView {
  func reportSource(
    _ question: ReportQuestion,
    origin: String,
    asOf instant: Instant
  ) -> ReportContent.Source {
    let first = question.period.from ?? firstOccurredAt ?? instant
    let until = question.period.until?.advanced(byMilliseconds: -1)
    let last = min(until ?? instant, instant, max(lastOccurredAt ?? instant, first))
    return ReportContent.Source(
      origin: origin,
      events: Int(clamping: eventCount),
      position: position?.rawValue,
      asOf: instant,
      firstDay: CivilDate(first),
      lastDay: CivilDate(max(last, first)),
      command: question.command
    )
  }

  func reportHeadline(
    _ question: ReportQuestion,
    _ total: GovernanceFigures,
    _ flow: FlowSummary,
    _ work: WorkloadFigures
  ) -> ReportContent.Headline {
    ReportContent.Headline(
      opened: total.opened,
      resolved: total.resolved,
      closed: total.closed,
      reopened: total.reopened,
      openBefore: beginning(of: question.period).map { backlog(at: [$0])[0].open } ?? 0,
      open: total.open,
      unrouted: self[Queues.self].unroutedCount,
      timeToResolve: ReportContent.Times(total.timeToResolve.elapsed),
      compliance: ReportContent.Ratio(total.compliance),
      firstContact: .init(flow.solved, knowsReplies: self[Flow.self].knowsReplies),
      minutes: work.minutes
    )
  }

  /// The last moment before a period; nil where nothing happened.
  private func beginning(of period: Period) -> Instant? {
    (period.from ?? firstOccurredAt)?.advanced(byMilliseconds: -1)
  }

  /// The backlog from just before the period, by the day, or by the week where there are very many.
  func reportBacklog(_ period: Period, asOf instant: Instant) -> ReportContent.Backlog {
    var points = backlog(in: period, every: .day, asOf: instant)
    if points.count > ReportQuestion.mostDays {
      points = backlog(in: period, every: .week, asOf: instant)
    }
    if let start = beginning(of: period), points.first.map({ start < $0.at }) ?? false {
      points.insert(contentsOf: backlog(at: [start]), at: 0)
    }
    let levels = Set(points.flatMap(\.byLevel.keys)).sorted()
    return ReportContent.Backlog(
      days: points.map { CivilDate($0.at) },
      levels: levels.map { level in
        .init(level: level, counts: points.map { $0.byLevel[level] ?? 0 })
      }
    )
  }

  func reportAgeing(asOf instant: Instant) -> ReportContent.Ageing {
    let queues = self[Queues.self]
    let ages = queues.ageingByLevel(at: instant).sorted { $0.key < $1.key }
    return ReportContent.Ageing(
      levels: ages.map { level, age in
        .init(
          level: level,
          counts: [
            age.underSevenDays, age.sevenToThirtyDays, age.thirtyToNinetyDays, age.overNinetyDays,
          ]
        )
      },
      oldestOpenedAt: queues.openTickets.map(\.openedAt).min()
    )
  }

  /// Which targets were kept in the months of a period: a cycle counts when it ended or became late.
  func reportCompliance(_ period: Period, asOf instant: Instant) -> ReportContent.Compliance {
    var counts: [ReportTarget: [ReportMonth: ReportContent.Ratio]] = [:]
    self[ServiceLevels.self].forEachStatus(asOf: instant, in: tickets) { status in
      let isMet = status.state == .met
      guard isMet || status.state == .breached,
        let at = status.breachedAt ?? status.stoppedAt, period.contains(at)
      else { return }
      let ratio = ReportContent.Ratio(part: isMet ? 1 : 0, whole: 1)
      let month = ReportMonth(CivilDate(at))
      let none = ReportContent.Ratio(part: 0, whole: 0)
      let target = ReportTarget(rule: status.rule, clock: status.clock)
      counts[target, default: [:]][month, default: none] =
        (counts[target]?[month] ?? none) + ratio
    }
    let months = ReportMonth.through(counts.values.flatMap(\.keys))
    return ReportContent.Compliance(
      months: months,
      targets: counts.sorted { $0.key < $1.key }.map { target, counts in
        .init(
          clock: target.clock,
          rule: target.rule,
          months: months.map { counts[$0] ?? ReportContent.Ratio(part: 0, whole: 0) }
        )
      }
    )
  }
}

/// What was promised: by which rule, and for what.
private struct ReportTarget: Hashable, Comparable {
  let rule: String
  let clock: ServiceClock

  static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.clock.rawValue, lhs.rule) < (rhs.clock.rawValue, rhs.rule)
  }
}

extension [GovernanceGroup] {
  private var byMonth: [(month: ReportMonth, figures: GovernanceFigures?)] {
    var known: [ReportMonth: GovernanceFigures] = [:]
    for group in self {
      // A month in which nothing came or went is there for the tickets open now.
      let figures = group.figures
      guard let month = group.values.first?.flatMap({ ReportMonth($0) }),
        figures.opened + figures.resolved + figures.closed > 0
      else { continue }
      known[month] = figures
    }
    return ReportMonth.through(known.keys).map { ($0, known[$0]) }
  }

  /// What came and went, month by month, those without anything among them.
  var volumes: [ReportContent.MonthVolume] {
    byMonth.map { month, figures in
      .init(
        month: month,
        opened: figures?.opened ?? 0,
        resolved: figures?.resolved ?? 0,
        closed: figures?.closed ?? 0
      )
    }
  }

  /// How long it took to resolve, alike.
  var times: [ReportContent.MonthTimes] {
    byMonth.map { month, figures in
      .init(month: month, times: figures.map { .init($0.timeToResolve.elapsed) } ?? .none)
    }
  }
}

extension ReportMonth {
  init(_ date: CivilDate) {
    self.init(year: date.year, month: date.month)
  }

  /// Reads a month as in 2016-03.
  init?(_ text: String) {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 2, 1...12 ~= parts[1] else { return nil }
    self.init(year: parts[0], month: parts[1])
  }

  /// The months from the first of some to the last.
  static func through(_ months: some Sequence<ReportMonth>) -> [ReportMonth] {
    let places = months.map { $0.year * 12 + $0.month - 1 }
    guard let first = places.min(), let last = places.max() else { return [] }
    return (first...last).map { ReportMonth(year: $0 / 12, month: $0 % 12 + 1) }
  }
}

extension ReportContent.Times {
  init(_ statistics: DurationStatistics) {
    self.init(
      count: statistics.count,
      mean: statistics.meanInSeconds,
      p50: statistics.percentileInSeconds(50),
      p90: statistics.percentileInSeconds(90)
    )
  }
}

extension ReportContent.Ratio {
  init(_ counts: ComplianceCounts) {
    self.init(part: counts.met, whole: counts.met + counts.breached)
  }
}

extension CivilDate {
  /// The UTC date of an instant.
  init(_ instant: Instant) {
    let milliseconds = instant.millisecondsSince1970
    let day: Int64 = 86_400_000
    self.init(daysSince1970: Int(milliseconds / day) - (milliseconds % day < 0 ? 1 : 0))
  }
}
