import TicketLedger

@testable import TicketExchange

extension ReportSample {
  static let source = ReportContent.Source(
    origin: "Helpdesk of Brumeval",
    events: 131_904,
    position: 131_903,
    asOf: Instant(rfc3339: "2025-12-31T23:59:59Z") ?? .distantPast,
    firstDay: firstDay,
    lastDay: lastDay,
    command:
      "ticket-ledger report --ledger brumeval.ledger --from 2025-01-01 --until 2025-12-31 "
      + "--as-of 2025-12-31T23:59:59Z --by service,category,site --window 30 --language en"
  )

  static let patterns = [
    ["VPN", "connection lost", "Orlevent"], ["Messaging", "mailbox full", "Brumeval"],
    ["Workstation", "slow start", "Brumeval"], ["Printing", "paper jam", "Port-Lierre"],
    ["Payroll", "access refused", "Brumeval"], ["Directory", "password forgotten", "Orlevent"],
    ["Telephony", "no dial tone", "Port-Lierre"], ["Shared files", "access refused", "Brumeval"],
    ["Expense reports", "form unclear", "Orlevent"], ["VPN", "certificate expired", "Brumeval"],
    ["Meeting rooms", "screen not found", "Orlevent"],
    ["Stock control", "slow search", "Port-Lierre"],
  ]

  static let chains = [
    ReportContent.Chain(
      terms: ["VPN", "connection lost", "Orlevent"],
      tickets: (0..<11).map { "T00\(4112 + $0 * 37)" },
      firstOpenedAt: Instant(rfc3339: "2025-03-01T08:00:00Z") ?? .distantPast,
      lastOpenedAt: Instant(rfc3339: "2025-12-04T15:00:00Z") ?? .distantPast
    ),
    ReportContent.Chain(
      terms: ["Payroll", "access refused", "Brumeval"],
      tickets: (0..<5).map { "T00\(6301 + $0 * 11)" },
      firstOpenedAt: Instant(rfc3339: "2025-09-10T08:00:00Z") ?? .distantPast,
      lastOpenedAt: Instant(rfc3339: "2025-09-24T15:00:00Z") ?? .distantPast,
      problem: "P000017"
    ),
    ReportContent.Chain(
      terms: ["Messaging", "mailbox full", "Brumeval"],
      tickets: ["T000512", "T000688", "T000901"],
      firstOpenedAt: Instant(rfc3339: "2025-01-22T08:00:00Z") ?? .distantPast,
      lastOpenedAt: Instant(rfc3339: "2025-02-19T15:00:00Z") ?? .distantPast,
      problem: "P000004"
    ),
  ]

  static let links: [ReportContent.LevelFlow.Link] = [
    .init(from: .intake, to: .level(1), count: 8_012),
    .init(from: .intake, to: .level(2), count: 611),
    .init(from: .intake, to: .level(3), count: 37),
    .init(from: .level(1), to: .level(2), count: 2_310),
    .init(from: .level(2), to: .level(3), count: 604),
    .init(from: .level(1), to: .level(3), count: 58),
    .init(from: .level(2), to: .level(1), count: 388),
    .init(from: .level(3), to: .level(2), count: 141),
    .init(from: .level(1), to: .resolved, count: 5_702),
    .init(from: .level(2), to: .resolved, count: 2_204),
    .init(from: .level(3), to: .resolved, count: 509),
    .init(from: .resolved, to: .level(1), count: 151),
    .init(from: .resolved, to: .level(2), count: 63),
    .init(from: .level(1), to: .cancelled, count: 290),
    .init(from: .level(2), to: .cancelled, count: 41),
    .init(from: .level(1), to: .open, count: 134), .init(from: .level(2), to: .open, count: 118),
    .init(from: .level(3), to: .open, count: 53),
  ]

  static let moves: [ReportContent.TeamMove] = [
    move("Service desk", 1, "Network", 2, 812, 21_600),
    move("Service desk", 1, "Workplace", 2, 703, 9_300),
    move("Service desk", 1, "Applications", 2, 655, 30_000),
    move("Network", 2, "Service desk", 1, 204, 52_000),
    move("Applications", 2, "Software makers", 3, 187, 160_000),
    move("Workplace", 2, "Network", 2, 133, 41_000),
    move("Network", 2, "Workplace", 2, 121, 47_500),
    move("Applications", 2, "Service desk", 1, 96, 70_200),
  ]

  private static func move(
    _ from: String,
    _ fromLevel: UInt8,
    _ to: String,
    _ toLevel: UInt8,
    _ count: Int,
    _ stay: Double
  ) -> ReportContent.TeamMove {
    ReportContent.TeamMove(
      from: from,
      fromLevel: fromLevel,
      to: to,
      toLevel: toLevel,
      count: count,
      medianStay: stay
    )
  }

  static let handling = ReportContent.Handling(
    handoffs: 3_417,
    ticketsHandedOff: 2_390,
    pingPong: 512,
    ticketsPingPonged: 398,
    escalations: 2_972,
    deEscalations: 529,
    firstContact: ReportContent.Ratio(part: 3_184, whole: 8_201),
    solvedByLevel: [
      .init(level: 1, tickets: .init(part: 5_551, whole: 8_201)),
      .init(level: 2, tickets: .init(part: 2_141, whole: 8_201)),
      .init(level: 3, tickets: .init(part: 509, whole: 8_201)),
    ],
    waitingForRequester: ReportContent.Ratio(part: 241_000_000, whole: 902_000_000),
    suspiciousWaits: ReportContent.Ratio(part: 143, whole: 2_018)
  )

  static let satisfaction = ReportContent.Satisfaction(
    ratings: [96, 141, 402, 1_103, 874],
    responses: ReportContent.Ratio(part: 2_616, whole: 8_201),
    weights: [
      .init(part: .ratings, percent: 40), .init(part: .promises, percent: 25),
      .init(part: .lasting, percent: 20), .init(part: .messages, percent: 15),
    ],
    departments: [
      trust("Research", 402, [0.84, 0.9, 0.97, 0.81]),
      trust("Finance", 611, [0.79, 0.88, 0.96, 0.78]),
      trust("Human resources", 288, [0.76, 0.87, 0.95, 0.73]),
      trust("Production", 945, [0.58, 0.83, 0.93, 0.57]),
      trust("Logistics", 370, [0.44, 0.79, 0.9, 0.42]),
      .init(department: nil, index: nil, ratings: 0, parts: [nil, 0.82, 0.94, nil]),
    ]
  )

  private static func trust(
    _ department: String,
    _ ratings: Int,
    _ parts: [Double]
  ) -> ReportContent.DepartmentTrust {
    let index = zip(parts, [40, 25, 20, 15]).reduce(0) { $0 + $1.0 * $1.1 }
    return .init(department: department, index: index, ratings: ratings, parts: parts)
  }

  /// A ledger in which nothing happened.
  static let empty = ReportContent(
    source: ReportContent.Source(
      origin: "Helpdesk of Brumeval",
      events: 0,
      asOf: Instant(rfc3339: "2025-12-31T23:59:59Z") ?? .distantPast,
      firstDay: firstDay,
      lastDay: lastDay,
      command: "ticket-ledger report"
    ),
    headline: ReportContent.Headline(
      opened: 0,
      resolved: 0,
      closed: 0,
      reopened: 0,
      openBefore: 0,
      open: 0,
      unrouted: 0,
      timeToResolve: .none,
      compliance: .init(part: 0, whole: 0),
      firstContact: .init(part: 0, whole: 0),
      minutes: 0
    ),
    backlog: ReportContent.Backlog(days: [], levels: []),
    ageing: ReportContent.Ageing(levels: []),
    volume: [],
    resolution: [],
    compliance: ReportContent.Compliance(months: [], targets: []),
    recurrence: ReportContent.Recurrence(
      dimensions: [],
      windowInDays: 30,
      weeks: [],
      patterns: [],
      patternsInAll: 0,
      ticketsLeftOut: 0
    ),
    chains: [],
    levelFlow: ReportContent.LevelFlow(links: []),
    moves: [],
    handling: ReportContent.Handling(
      handoffs: 0,
      ticketsHandedOff: 0,
      pingPong: 0,
      ticketsPingPonged: 0,
      escalations: 0,
      deEscalations: 0,
      firstContact: .init(part: 0, whole: 0),
      solvedByLevel: [],
      waitingForRequester: .init(part: 0, whole: 0),
      suspiciousWaits: .init(part: 0, whole: 0)
    ),
    causes: [],
    satisfaction: ReportContent.Satisfaction(
      ratings: [0, 0, 0, 0, 0],
      responses: .init(part: 0, whole: 0),
      weights: [],
      departments: []
    )
  )
}
