import TicketLedger

/// What the first pass of an import asks of an export: that a ledger can take its events in their order.
///
/// Only structure and time can refuse a fact, so they are looked at before anything is recorded.
struct ExportCheck {
  /// Where the record before this one stood in the exporting ledger.
  private var last: Position?
  /// The time of each ticket's last event so far.
  private var lastOccurredAt: [TicketReference: Instant] = [:]
  /// Whether the importing ledger has a ticket that the export does not open.
  private let isHeld: (TicketReference) throws -> Bool

  /// Begins with the tickets that the importing ledger has.
  init(isHeld: @escaping (TicketReference) throws -> Bool) {
    self.isHeld = isHeld
  }

  /// Where the next record leaves a gap in the log it was exported from; nil where it does not.
  mutating func gap(before record: EventRecord) -> String? {
    defer { last = record.position }
    guard let last, record.position.rawValue != last.rawValue &+ 1 else { return nil }
    return "position \(record.position) does not follow on \(last): lines are missing or moved"
  }

  /// What is wrong with the next record; nil where it can be recorded.
  ///
  /// - Complexity: O(1) and some twenty bytes for each ticket opened.
  mutating func problem(with record: EventRecord) throws -> String? {
    guard case .submission(let submission) = record.content,
      record.kind.rawValue >= EventKind.opened.rawValue,
      let ticket = submission.command.ticket ?? record.ticket.map({ .number($0) })
    else { return nil }
    let name = name(ticket)
    let previous = lastOccurredAt[ticket]
    let occurredAt = submission.occurredAt ?? previous ?? .distantPast
    if record.kind == .opened {
      let byNumber = record.ticket.flatMap { lastOccurredAt[.number($0)] }
      guard previous == nil, byNumber == nil else {
        return "ticket \(name) is opened a second time"
      }
    } else if let previous {
      guard occurredAt >= previous else {
        return "ticket \(name) has a later event before this one, at \(previous)"
      }
    } else {
      return try isHeld(ticket) ? nil : "ticket \(name) is not opened before this event"
    }
    lastOccurredAt[ticket] = occurredAt
    if record.kind == .opened, let number = record.ticket {
      lastOccurredAt[.number(number)] = occurredAt
    }
    for other in others(in: submission.command.action) where lastOccurredAt[other] == nil {
      guard try isHeld(other) else {
        return "ticket \(self.name(other)), named here, is not opened before"
      }
    }
    return nil
  }

  private func name(_ ticket: TicketReference) -> String {
    switch ticket {
    case .number(let number): "\(number)"
    case .reference(let reference): reference
    }
  }

  private func others(in action: Command.Action) -> [TicketReference] {
    switch action {
    case .link(_, .ticket(let other)), .unlink(_, .ticket(let other)), .merge(into: let other):
      [other]
    default: []
    }
  }
}
