import Testing
import TicketLedger

/// Random promises about the tickets of a history, the same for the same seed.
struct ServiceLevelLawPromises {
  private let teams: [String]
  private let services: [String]
  private var generator: SeededGenerator

  init(about history: SimulatedHistory, seed: UInt64) {
    var teams: Set<String> = []
    var services: Set<String> = []
    for submission in history.submissions {
      switch submission.command.action {
      case .route(.name(let team)?, _, _): teams.insert(team)
      case .open(let opening):
        if case .name(let service)? = opening.classification["service"] { services.insert(service) }
      default: break
      }
    }
    self.teams = teams.sorted()
    self.services = services.sorted()
    generator = SeededGenerator(seed: seed &+ 0xA62E)
  }

  /// Office hours in Paris, and shifts that cross midnight.
  static func calendars() throws -> [ServiceCalendar] {
    [try office(until: 18), try shifts()]
  }

  /// Office hours in Paris with a break at noon, holidays, and a short day.
  static func office(until hour: Int) throws -> ServiceCalendar {
    let hours = [DayInterval(8 * 60, 12 * 60), DayInterval(13 * 60, hour * 60)]
    let weekly = Array(repeating: hours, count: 5) + [[], []]
    var calendar = ServiceCalendar(name: "office", zone: try paris(), weekly: weekly)
    calendar.holidays = [try date(2025, 4, 21)]
    calendar.yearlyHolidays = [YearDay(month: 5, day: 1)]
    calendar.exceptions[try date(2025, 4, 18)] = [DayInterval(9 * 60, 12 * 60)]
    calendar.breaks[try date(2025, 3, 25)] = [DayInterval(14 * 60, 15 * 60)]
    return calendar
  }

  private static func shifts() throws -> ServiceCalendar {
    let (morning, night) = (DayInterval(6 * 60, 14 * 60), DayInterval(20 * 60, 4 * 60))
    let weekend = [[morning, DayInterval(20 * 60, 1440)], [DayInterval(0, 1440)]]
    return ServiceCalendar(
      name: "shifts",
      zone: try paris(),
      weekly: Array(repeating: [night, morning], count: 5) + weekend
    )
  }

  private static func paris() throws -> ZoneRules {
    try ZoneRules(
      name: "Europe/Paris",
      firstOffsetInSeconds: 3600,
      finalRule: "CET-1CEST,M3.5.0,M10.5.0/3"
    )
  }

  /// A policy of some rules that look at different fields, and one for what they leave.
  mutating func policy(
    _ name: String,
    versions: ServicePolicy.Versions = .atStart
  ) -> ServicePolicy {
    var rules = (1...6).map { ServiceRule(name: "rule \($0)", match: match(), targets: targets()) }
    if Int.random(in: 0..<4, using: &generator) > 0 {
      rules.append(ServiceRule(name: "the others", targets: targets()))
    }
    return ServicePolicy(name: name, versions: versions, rules: rules)
  }

  private mutating func match() -> TicketMatch {
    var match = TicketMatch()
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: match.priorities = some([1, 2, 3, 4, 5])
    case 1: match.levels = some([1, 2, 3])
    case 2: match.teams = some(teams)
    case 3: match.terms["service"] = some(services)
    case 4:
      match.kinds = some([.incident, .serviceRequest, .accessRequest, .question])
      match.priorities = some([2, 3, 4])
    default:
      match.teams = some(teams)
      match.priorities = some([1, 2, 3])
    }
    return match
  }

  private mutating func targets() -> [ServiceTarget] {
    var targets: [ServiceTarget] = []
    for clock in ServiceClock.allCases where Int.random(in: 0..<8, using: &generator) > 0 {
      let first = target(clock)
      targets.append(first)
      guard Int.random(in: 0..<4, using: &generator) == 0 else { continue }
      // Targets of one clock move alike.
      var second = target(clock)
      second.onChange = first.onChange
      second.onReopening = first.onReopening
      second.countsAutomation = first.countsAutomation
      targets.append(second)
    }
    return targets
  }

  private mutating func target(_ clock: ServiceClock) -> ServiceTarget {
    let reasons: [WaitingReason] = [.requester, .vendor, .change, .scheduled]
    let isMeasure = clock == .requesterWait || clock == .agentWork
    return ServiceTarget(
      clock,
      limit: isMeasure && Bool.random(using: &generator) ? nil : limit(),
      calendar: [nil, "office", "office", "shifts"].randomElement(using: &generator) ?? nil,
      pausedBy: Bool.random(using: &generator) ? [] : some(reasons),
      whilePaused: Int.random(in: 0..<3, using: &generator) == 0 ? .hide : .exclude,
      onChange: [.retarget, .retarget, .restart, .keep].randomElement(using: &generator)
        ?? .retarget,
      onReopening: ReopeningEffect.allCases.randomElement(using: &generator) ?? .newCycle,
      countsAutomation: Bool.random(using: &generator)
    )
  }

  private mutating func limit() -> TargetLimit {
    if Int.random(in: 0..<4, using: &generator) == 0 {
      let days = Int.random(in: 1...3, using: &generator)
      return .workingDays(days, endOfDay: Bool.random(using: &generator))
    }
    let minutes = [10, 45, 120, 480, 900, 2400].randomElement(using: &generator) ?? 60
    return .duration(milliseconds: Int64(minutes) * 60_000)
  }

  /// At least one of a list.
  private mutating func some<Element: Hashable>(_ list: [Element]) -> Set<Element> {
    var chosen = Set(list.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 })
    if let one = list.randomElement(using: &generator) { chosen.insert(one) }
    return chosen
  }

  private static func date(_ year: Int, _ month: Int, _ day: Int) throws -> CivilDate {
    try #require(CivilDate(year: year, month: month, day: day))
  }
}
