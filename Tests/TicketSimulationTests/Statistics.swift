import Testing
import TicketLedger
import TicketSimulation

/// What a history amounts to.
struct Statistics {
  var submissions = 0
  var kinds: [EventKind: Int] = [:]
  var byTicketKind: [TicketKind: Int] = [:]
  var relations: [Relation: Int] = [:]
  var routings: [RoutingReason: Int] = [:]
  var pauses: [WaitingReason: Int] = [:]
  var routedToLevel: [UInt8: Int] = [:]
  var resolvedAtLevel: [UInt8: Int] = [:]
  var openedInBusinessHours = 0
  var openedOnMonday = 0
  var openedAtWeekend = 0
  var largestHour = 0
  /// Incidents that repeat service, symptom, site and asset of one resolved up to 30 days before.
  var recurrences = 0
  var tickets: [String: Ticket] = [:]
  private var resolvedPatterns: [Classification: Instant] = [:]

  /// Submits a history to a paper ledger and counts.
  init(_ history: HelpdeskSimulation) throws {
    var ledger = PaperLedger()
    var last = Instant.distantPast
    var hour: [Int64: [String: Int]] = [:]
    for submission in history {
      let moment = try #require(submission.occurredAt)
      try #require(moment >= last)
      last = moment
      submissions += 1
      let action = submission.command.action
      kinds[action.kind, default: 0] += 1
      let ticket = try ledger.submit(submission)
      switch action {
      case .open(let opening):
        countOpening(opening, at: moment)
        let service = opening.classification["service"].map { "\($0)" } ?? ""
        let number = moment.millisecondsSince1970 / 3_600_000
        hour[number, default: [:]][service, default: 0] += 1
        if hour.count > 3 { hour = hour.filter { $0.key > number - 2 } }
        largestHour = max(largestHour, hour[number]?[service] ?? 0)
        if let ticket, opening.kind == .incident { countRecurrence(ticket) }
      case .link(let relation, _): relations[relation, default: 0] += 1
      case .route(_, let level, let reason):
        routings[reason, default: 0] += 1
        routedToLevel[level ?? 0, default: 0] += 1
      case .pause(let reason, _): pauses[reason, default: 0] += 1
      case .resolve:
        resolvedAtLevel[ticket?.level ?? 0, default: 0] += 1
        if let ticket, ticket.kind == .incident { resolvedPatterns[pattern(of: ticket)] = moment }
      default: break
      }
    }
    tickets = ledger.tickets
  }

  private mutating func countOpening(_ opening: Command.Opening, at moment: Instant) {
    byTicketKind[opening.kind, default: 0] += 1
    let hours = moment.millisecondsSince1970 / 3_600_000
    let weekday = (hours / 24 + 3) % 7
    if weekday < 5, 8..<18 ~= hours % 24 { openedInBusinessHours += 1 }
    if weekday == 0 { openedOnMonday += 1 }
    if weekday > 4 { openedAtWeekend += 1 }
  }

  private mutating func countRecurrence(_ ticket: Ticket) {
    guard let before = resolvedPatterns[pattern(of: ticket)] else { return }
    let days = ticket.openedAt.milliseconds(since: before) / 86_400_000
    if days <= 30 { recurrences += 1 }
  }

  /// What the ticket is about, without who asks.
  private func pattern(of ticket: Ticket) -> Classification {
    var pattern = ticket.classification
    pattern.remove(.department)
    return pattern
  }

  /// The count of a kind of event.
  func count(_ kind: EventKind) -> Int { kinds[kind] ?? 0 }

  /// The share of tickets that satisfy something, in thousandths.
  func permille(_ isCounted: (Ticket) -> Bool) -> Int {
    tickets.values.count(where: isCounted) * 1000 / max(tickets.count, 1)
  }
}
