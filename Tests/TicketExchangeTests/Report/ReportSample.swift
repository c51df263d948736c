import TicketLedger

@testable import TicketExchange

/// A fictional year of a helpdesk, the same every time.
struct ReportSample {
  private var state: UInt64
  /// What stands in the place of each name.
  private var name: @Sendable (String) -> String = { $0 }
  private var root: String?

  /// A number from 0 up to a bound, that one left out.
  private mutating func draw(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(bound, 1)
  }

  /// A year with something of everything.
  static func rich(
    seed: UInt64 = 7,
    renaming name: @escaping @Sendable (String) -> String = { $0 },
    root: String? = nil
  ) -> ReportContent {
    var sample = ReportSample(state: seed, name: name, root: root)
    return sample.content()
  }

  static let months = (0..<12).map { ReportMonth(year: 2025, month: $0 + 1) }
  static let firstDay = CivilDate(daysSince1970: 20_089)
  static let lastDay = CivilDate(daysSince1970: 20_453)

  private mutating func content() -> ReportContent {
    let backlog = backlog()
    let volume = ReportSample.months.map { month in
      let opened = 620 + draw(200) + (month.month == 9 ? 340 : 0)
      return ReportContent.MonthVolume(
        month: month,
        opened: opened,
        resolved: opened - 40 + draw(70),
        closed: opened - 90 + draw(90)
      )
    }
    let compliance = compliance()
    let met = compliance.targets.map(\.total).reduce(ReportContent.Ratio(part: 0, whole: 0), +)
    let opened = volume.reduce(0) { $0 + $1.opened }
    let resolved = volume.reduce(0) { $0 + $1.resolved }
    let causes = causes()
    return ReportContent(
      source: source,
      headline: ReportContent.Headline(
        opened: opened,
        resolved: resolved,
        closed: volume.reduce(0) { $0 + $1.closed },
        reopened: 214,
        openBefore: backlog.totals[0],
        open: backlog.totals.last ?? 0,
        unrouted: 6,
        timeToResolve: ReportContent.Times(
          count: resolved - 214,
          mean: 262_740,
          p50: 98_400,
          p90: 696_000
        ),
        compliance: met,
        firstContact: ReportContent.Ratio(part: 3_184, whole: 8_201),
        minutes: causes.reduce(0) { $0 + $1.minutes }
      ),
      backlog: backlog,
      ageing: ReportContent.Ageing(
        levels: zip(backlog.levels, [[31, 9, 2], [41, 26, 17], [6, 4, 3]]).map { level, old in
          let young = (level.counts.last ?? 0) - old.reduce(0, +)
          return .init(level: level.level, counts: [young] + old)
        },
        oldestOpenedAt: Instant(rfc3339: "2025-02-11T09:42:00Z")
      ),
      volume: volume,
      resolution: times(),
      compliance: compliance,
      recurrence: recurrence(),
      chains: ReportSample.chains.map(renamed),
      levelFlow: ReportContent.LevelFlow(links: ReportSample.links),
      moves: ReportSample.moves.map(renamed),
      handling: ReportSample.handling,
      causes: causes,
      satisfaction: satisfaction
    )
  }

  private var source: ReportContent.Source {
    var source = ReportSample.source
    (source.origin, source.command) = (name(source.origin), name(source.command))
    source.root = root
    return source
  }

  private var satisfaction: ReportContent.Satisfaction {
    var satisfaction = ReportSample.satisfaction
    satisfaction.departments = satisfaction.departments.map { department in
      var department = department
      department.department = department.department.map(name)
      return department
    }
    return satisfaction
  }

  private func renamed(_ chain: ReportContent.Chain) -> ReportContent.Chain {
    var chain = chain
    (chain.terms, chain.tickets) = (chain.terms.map(name), chain.tickets.map(name))
    chain.problem = chain.problem.map(name)
    return chain
  }

  private func renamed(_ move: ReportContent.TeamMove) -> ReportContent.TeamMove {
    var move = move
    (move.from, move.to) = (name(move.from), name(move.to))
    return move
  }

  private mutating func backlog() -> ReportContent.Backlog {
    let days = (ReportSample.firstDay.daysSince1970...ReportSample.lastDay.daysSince1970)
      .map { CivilDate(daysSince1970: $0) }
    var (first, second, third) = (84, 61, 22)
    var counts: [[Int]] = [[], [], []]
    for day in days {
      let busy = day.month == 9 || day.month == 10 ? 3 : 0
      first = max(20, first + draw(13) - 6 + (first > 130 ? -4 : busy))
      second = max(10, second + draw(9) - 4 + (second > 120 ? -3 : busy / 2))
      third = max(4, third + draw(5) - 2 + (third > 60 ? -2 : 0))
      counts[0].append(first)
      counts[1].append(second)
      counts[2].append(third)
    }
    return ReportContent.Backlog(
      days: days,
      levels: [
        .init(level: 1, counts: counts[0]), .init(level: 2, counts: counts[1]),
        .init(level: 3, counts: counts[2]),
      ]
    )
  }

  private mutating func times() -> [ReportContent.MonthTimes] {
    ReportSample.months.map { month in
      let median = Double(70_000 + draw(60_000) + (month.month == 9 ? 80_000 : 0))
      return ReportContent.MonthTimes(
        month: month,
        times: ReportContent.Times(
          count: 600 + draw(200),
          mean: median * 2.3,
          p50: median,
          p90: median * (4.8 + Double(draw(25)) / 10)
        )
      )
    }
  }

  private mutating func compliance() -> ReportContent.Compliance {
    let targets: [(ServiceClock, String, Int, Int)] = [
      (.firstResponse, "P1", 40, 2), (.firstResponse, "P2", 110, 6), (.firstResponse, "P3", 300, 9),
      (.ownership, "P1", 40, 4), (.resolution, "P1", 40, 24), (.resolution, "P2", 110, 15),
      (.resolution, "P3", 300, 12), (.update, "every ticket", 500, 31),
    ]
    return ReportContent.Compliance(
      months: ReportSample.months,
      targets: targets.map { clock, rule, many, missed in
        ReportContent.Compliance.Target(
          clock: clock,
          rule: name(rule),
          months: ReportSample.months.map { month in
            let whole = clock == .ownership && month.month < 3 ? 0 : many / 2 + draw(many)
            let rate = missed + (month.month == 9 ? 12 : 0) - draw(missed + 1) / 2
            return ReportContent.Ratio(part: whole - whole * rate / 100, whole: whole)
          }
        )
      }
    )
  }

  private mutating func recurrence() -> ReportContent.Recurrence {
    let weeks = (0..<52).map { CivilDate(daysSince1970: 20_087 + 7 * $0) }
    let patterns = ReportSample.patterns.enumerated().map { rank, terms in
      let weight = 13 - rank
      let counts = weeks.indices.map { week -> Int in
        switch rank {
        case 0: return draw(weight / 2 + week / 8)
        case 4: return week == 36 || week == 37 ? 14 + draw(7) : draw(3)
        default: return draw(3) == 0 ? draw(weight) : draw(weight / 3 + 1)
        }
      }
      let tickets = counts.reduce(0, +)
      let trend = ReportContent.Trend(
        slope: rank == 0 ? 0.11 : Double(draw(9) - 4) / 100,
        low: rank == 0 ? 0.07 : -0.06,
        high: rank == 0 ? 0.15 : 0.07,
        confidence: 95
      )
      return ReportContent.Pattern(
        terms: terms.map(name),
        tickets: tickets,
        requesters: max(1, tickets * 2 / 3 - draw(9)),
        recurrences: tickets / 2 - draw(tickets / 4 + 1),
        reopened: draw(9),
        minutes: tickets * (18 + draw(30)),
        trend: rank == 11 ? nil : trend,
        weeks: counts
      )
    }
    return ReportContent.Recurrence(
      dimensions: ["service", "category", "site"].map(name),
      windowInDays: 30,
      weeks: weeks,
      patterns: patterns,
      patternsInAll: 418,
      ticketsLeftOut: 73
    )
  }

  private mutating func causes() -> [ReportContent.CauseCost] {
    let minutes: [CauseClass: Int] = [
      .technicalFault: 84_200, .usageError: 41_730, .trainingGap: 23_010, .access: 18_444,
      .documentation: 7_215, .ergonomics: 5_120, .external: 9_903, .unknown: 12_007,
    ]
    return CauseClass.allCases.map { cause in
      let cost = minutes[cause] ?? 0
      return ReportContent.CauseCost(cause: cause, tickets: cost / 23, minutes: cost)
    }
  }
}
