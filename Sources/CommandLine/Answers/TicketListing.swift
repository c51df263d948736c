import ArgumentParser
import TicketExchange
import TicketLedger

/// The order of the list that `tickets` shows.
enum TicketSort: String, CaseIterable, ExpressibleByArgument {
  case number, opened, updated, priority
  /// By the nearest due time, tickets without one last; then by number.
  case due

  /// The order in which the tickets are taken, before their due times are asked for.
  fileprivate var order: TicketOrder {
    switch self {
    case .number, .due: .number
    case .opened: .opened
    case .updated: .updated
    case .priority: .priority
    }
  }
}

/// What a view tells of the tickets to list.
struct TicketListing: Sendable {
  /// What is asked for.
  struct Question: Sendable {
    var filter: TicketFilter
    var sort: TicketSort
    /// Only tickets that have a due time before then.
    var dueBefore: Instant?
    /// How many tickets are listed at most.
    var limit: Int

    /// Whether the answer depends on what was promised.
    var isAboutPromises: Bool { sort == .due || dueBefore != nil }
  }

  let asOf: Instant
  /// Where the last event known stands; nil where none is.
  let position: UInt64?
  /// How many tickets match, listed or not.
  let count: Int
  let rows: [Row]
  /// What whoever asks should know besides.
  var notes: [String] = []

  /// A ticket with the names that the view gives to its numbers.
  struct Row: Sendable {
    let ticket: Ticket
    let deadline: TicketDeadline
    let team: String?
    let about: JSONObject
  }

  init(_ view: borrowing LedgerView, asOf: Instant, _ question: Question) {
    self.asOf = asOf
    position = view.position?.rawValue
    let levels = view[ServiceLevels.self]
    var tickets = view.tickets.list(question.filter, by: question.sort.order)
    var deadlines: [TicketID: TicketDeadline] = [:]
    if question.isAboutPromises {
      for ticket in tickets { deadlines[ticket.id] = levels.deadline(of: ticket, asOf: asOf) }
    }
    if let limit = question.dueBefore {
      tickets.removeAll { (deadlines[$0.id]?.nextDueAt).map { $0 >= limit } ?? true }
    }
    if question.sort == .due {
      let dueAt = deadlines.mapValues { $0.nextDueAt ?? .distantFuture }
      tickets.sort {
        (dueAt[$0.id] ?? .distantFuture, $0.id) < (dueAt[$1.id] ?? .distantFuture, $1.id)
      }
    }
    count = tickets.count
    var rows: [Row] = []
    for ticket in tickets.prefix(question.limit) {
      var about = JSONObject()
      for index in 0..<ticket.classification.count {
        let term = ticket.classification[index]
        guard let dimension = view.catalogue.name(of: term.dimension) else { continue }
        about[dimension] = .text(view.name(of: term))
      }
      rows.append(
        Row(
          ticket: ticket,
          deadline: deadlines[ticket.id] ?? levels.deadline(of: ticket, asOf: asOf),
          team: view.name(of: ticket.team),
          about: about
        )
      )
    }
    self.rows = rows
  }
}

extension TicketListing.Row {
  /// The columns of a list that are there also where it is empty.
  static let columns = [
    "ticket", "number", "state", "waitingFor", "team", "level", "kind", "priority", "agent",
    "requester", "openedAt", "lastOccurredAt", "revision", "nextDueAt", "breached",
  ]

  /// A ticket as lists show it.
  func json(_ ledger: Ledger) throws -> JSONValue {
    var waitingFor: JSONValue = .null
    if case .waiting(let reason) = ticket.state { waitingFor = .string(reason.name) }
    return [
      "ticket": .string(try ledger.reference(of: ticket.id) ?? "\(ticket.id)"),
      "number": .whole(ticket.id.rawValue),
      "state": .string(ticket.state.name),
      "waitingFor": waitingFor,
      "team": .text(team),
      "level": .whole(ticket.level),
      "kind": .string(ticket.kind.name),
      "priority": ticket.prioritisation.priority.map { .whole($0) } ?? .null,
      "agent": .text(try ticket.agent.flatMap { try ledger.identity(of: $0) }),
      "requester": .text(try ticket.requester.flatMap { try ledger.identity(of: $0) }),
      "openedAt": ticket.openedAt.json,
      "lastOccurredAt": ticket.lastOccurredAt.json,
      "revision": .whole(ticket.revision),
      "nextDueAt": deadline.nextDueAt.map(\.json) ?? .null,
      "breached": .bool(deadline.isBreached),
      "dimensions": .object(about),
    ]
  }
}
