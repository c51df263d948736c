import TicketLedger

/// Facts as careless systems record them: any event after any other, often at the same instant.
struct RandomFacts {
  static let teams = ["Desk", "Network", "Mail", "Plant"]
  static let services: [TermReference] = ["VPN", "Printing", "Payroll"]
  static let departments: [TermReference] = ["Assembly", "Sales"]
  static let activities: [TermReference] = ["analysis", "repair", "travel"]

  let submissions: [Submission]
  let first = Instant(millisecondsSince1970: 1_735_689_600_000)
  let last: Instant

  init(seed: UInt64, tickets: Int, eventsEach: Int) {
    var generator = SeededGenerator(seed: seed)
    var submissions: [Submission] = []
    var times: [Instant] = []
    for number in 0..<tickets {
      var now = first.advanced(
        byMilliseconds: Int64.random(in: 0...4_000_000_000, using: &generator)
      )
      let name = TicketReference(stringLiteral: "F\(number)")
      var actions = [RandomFacts.opening("F\(number)", &generator)]
      for _ in 0..<Int.random(in: 0...eventsEach, using: &generator) {
        actions.append(RandomFacts.command(name, &generator))
      }
      for action in actions {
        let actor: ActorReference =
          switch Int.random(in: 0..<6, using: &generator) {
          case 0: .automation("robot 1.0")
          case 1: .importer("old desk")
          default: "a-\(Int.random(in: 1...4, using: &generator))"
          }
        submissions.append(Submission(action, by: actor, at: now))
        times.append(now)
        guard Int.random(in: 0..<4, using: &generator) > 0 else { continue }
        now = now.advanced(byMilliseconds: Int64.random(in: 0...200_000_000, using: &generator))
      }
    }
    let order = submissions.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    self.submissions = order.map { submissions[$0] }
    last = times.max() ?? first
  }

  private static func opening(
    _ reference: String,
    _ generator: inout SeededGenerator
  ) -> Command {
    var terms: [String: TermReference] = [:]
    terms["service"] = services.randomElement(using: &generator)
    if Bool.random(using: &generator) {
      terms["department"] = departments.randomElement(using: &generator)
    }
    return .open(
      reference,
      kind: .incident,
      requester: "r-\(Int.random(in: 1...5, using: &generator))",
      about: terms,
      priority: Bool.random(using: &generator) ? UInt8.random(in: 1...3, using: &generator) : nil
    )
  }

  private static func command(
    _ ticket: TicketReference,
    _ generator: inout SeededGenerator
  ) -> Command {
    switch Int.random(in: 0..<22, using: &generator) {
    case 0...3:
      let team = teams.randomElement(using: &generator).map { TermReference(stringLiteral: $0) }
      let isNone = Int.random(in: 0..<5, using: &generator) == 0
      let level = UInt8.random(in: 1...3, using: &generator)
      return .route(ticket, to: isNone ? nil : team, level: level)
    case 4: return .assign(ticket, to: Bool.random(using: &generator) ? "a-2" : nil)
    case 5: return .start(ticket)
    case 6...8:
      let reasons: [WaitingReason] = [.requester, .requester, .vendor]
      return .pause(ticket, for: reasons.randomElement(using: &generator) ?? .other)
    case 9: return .resume(ticket)
    case 10...12:
      let purpose = ReplyPurpose.allCases.randomElement(using: &generator) ?? .inform
      return .reply(ticket, purpose)
    case 13: return .recordRequesterReply(ticket)
    case 14: return .prioritise(ticket, priority: UInt8.random(in: 1...3, using: &generator))
    case 15:
      let minutes = UInt32.random(in: 0...90, using: &generator)
      return .logWork(
        ticket,
        minutes: minutes,
        activity: activities.randomElement(using: &generator)
      )
    case 16:
      return .diagnose(ticket, CauseClass.allCases.randomElement(using: &generator) ?? .unknown)
    case 17, 18: return .resolve(ticket)
    case 19: return .reopen(ticket)
    case 20: return Bool.random(using: &generator) ? .close(ticket) : .cancel(ticket)
    default: return .rate(ticket, score: UInt8.random(in: 1...5, using: &generator))
    }
  }

  /// Records the facts, then reviews of some of the replies among them.
  func record(in ledger: Ledger, clock: TestClock) async throws {
    clock.now = last.after(days: 1)
    try await SimulatedHistory.record(submissions, in: ledger)
    var reviews: [Submission] = []
    for event in try ledger.allEvents() where event.event.kind == .replied {
      guard let ticket = event.ticket, event.position.rawValue % 3 == 0 else { continue }
      let mark = UInt8(event.position.rawValue % 5) + 1
      let review = MessageReview(of: event.position, clarity: mark, courtesy: 6 - mark, accuracy: 4)
      reviews.append(Submission(.review(review, on: .number(ticket)), by: "chief", at: last))
    }
    try await SimulatedHistory.record(reviews, in: ledger)
  }
}
