import Testing
import TicketLedger
import TicketSimulation

extension SimulatedHistory {
  /// A history across the change of the clocks in spring in which automations answer too and many
  /// tickets are taken up again.
  static func lively(seed: UInt64, tickets: Int) throws -> SimulatedHistory {
    let start = try #require(Instant(rfc3339: "2025-03-17T00:00:00Z"))
    let scenario = Scenario(seed: seed, tickets: tickets, start: start, durationInDays: 30)
    var generator = SeededGenerator(seed: seed)
    var submissions = Array(HelpdeskSimulation(scenario))
    var ends: [TicketReference: Submission] = [:]
    var order: [TicketReference] = []
    for place in submissions.indices {
      if submissions[place].command.action.kind == .replied,
        Int.random(in: 0..<5, using: &generator) == 0
      {
        submissions[place].actor = .automation("responder 1")
      }
      guard let ticket = submissions[place].command.ticket else { continue }
      if ends.updateValue(submissions[place], forKey: ticket) == nil { order.append(ticket) }
    }
    for ticket in order where Int.random(in: 0..<3, using: &generator) > 0 {
      guard let end = ends[ticket], end.command.action.kind == .closed, let at = end.occurredAt
      else { continue }
      var sequel = Sequel(of: ticket, after: at)
      sequel.run(using: &generator)
      submissions += sequel.submissions
    }
    let inOrder = submissions.enumerated().sorted { lhs, rhs in
      (lhs.element.occurredAt ?? start, lhs.offset) < (rhs.element.occurredAt ?? start, rhs.offset)
    }
    .map(\.element)
    let last = inOrder.last?.occurredAt ?? scenario.end
    return SimulatedHistory(inOrder, from: start, to: max(last, scenario.end))
  }
}

/// What follows after a ticket was closed: commands, each of which is accepted.
private struct Sequel {
  private(set) var submissions: [Submission] = []
  private let ticket: TicketReference
  private var at: Instant
  private var waitsFor: WaitingReason?

  init(of ticket: TicketReference, after end: Instant) {
    self.ticket = ticket
    at = end
  }

  mutating func run(using generator: inout SeededGenerator) {
    add(.reopen(ticket, reason: .notSolved), &generator)
    for _ in 0..<Int.random(in: 2...9, using: &generator) { goOn(&generator) }
    guard Int.random(in: 0..<4, using: &generator) > 0 else { return }
    add(.resolve(ticket), &generator)
    if Bool.random(using: &generator) { add(.close(ticket), &generator) }
  }

  private mutating func goOn(_ generator: inout SeededGenerator) {
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: add(.reply(ticket), &generator)
    case 1: add(.reply(ticket), by: .automation("responder 1"), &generator)
    case 2:
      add(.recordRequesterReply(ticket), by: "requester", &generator)
      if waitsFor == .requester { waitsFor = nil }
    case 3, 4:
      let reasons: [WaitingReason] = [.requester, .vendor, .change].filter { $0 != waitsFor }
      guard let reason = reasons.randomElement(using: &generator) else { return }
      add(.pause(ticket, for: reason), &generator)
      waitsFor = reason
    case 5:
      if waitsFor != nil { add(.resume(ticket), &generator) }
      waitsFor = nil
    case 6:
      let priority = UInt8.random(in: 1...5, using: &generator)
      add(.prioritise(ticket, priority: priority), &generator)
    case 7:
      let teams: [TermReference] = ["Network support", "Application support", "Access management"]
      add(.route(ticket, to: teams.randomElement(using: &generator), level: 2), &generator)
    default: add(.assign(ticket, to: "agent"), &generator)
    }
  }

  private mutating func add(
    _ command: Command,
    by actor: ActorReference = "agent",
    _ generator: inout SeededGenerator
  ) {
    // Now and then at the same instant, where only the order of events tells them apart.
    let minutes = [0, 1, 20, 60, 240, 700].randomElement(using: &generator) ?? 1
    at = at.advanced(byMilliseconds: Int64(minutes) * 60_000)
    submissions.append(Submission(command, by: actor, at: at))
  }
}
