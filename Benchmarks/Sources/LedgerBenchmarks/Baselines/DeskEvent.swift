import TicketLedger

/// An event as a user of SQLite would write it down: names as they are, and only what the event says.
struct DeskEvent: Codable, Sendable {
  /// What happened; what the views do not look at is an activity.
  enum Kind: String, Codable, CaseIterable, Sendable {
    case opened, classified, prioritised, routed, started, paused, resumed, replied, resolved
    case reopened, closed, cancelled, activity
  }

  var kind: Kind
  var ticket: Int64
  /// The place among the events of its ticket, from 1 on.
  var revision: Int32
  /// Milliseconds since 1970.
  var at: Int64
  var actor: String
  var requester: String?
  var service: String?
  var category: String?
  var team: String?
  var level: UInt8?
  var priority: UInt8?
  var minutes: UInt32?
}

extension DeskEvent {
  /// The events of tickets in a ledger, in its order, up to a limit.
  static func all(in ledger: Ledger, atMost limit: Int = .max) throws -> [DeskEvent] {
    var events: [DeskEvent] = []
    try ledger.forEachChunk { chunk in
      ledger.read { view in
        for recorded in chunk where events.count < limit {
          if let event = DeskEvent(recorded, naming: view.catalogue) { events.append(event) }
        }
      }
    }
    return events
  }

  /// What a recorded event says; nil for one that is of no ticket.
  private init?(_ recorded: RecordedEvent, naming catalogue: Catalogue) {
    guard case .ticket(let event) = recorded.event, let ticket = recorded.ticket else { return nil }
    self.init(
      kind: .activity,
      ticket: Int64(ticket.rawValue),
      revision: Int32(recorded.revision),
      at: recorded.occurredAt.millisecondsSince1970,
      actor: "person \(recorded.actor)"
    )
    switch event {
    case .opened(let opening):
      kind = .opened
      requester = opening.requester.map { "person \($0.rawValue)" }
      classify(opening.classification, catalogue)
      priority = opening.prioritisation.priority
    case .classified(let classification):
      kind = .classified
      classify(classification, catalogue)
    case .prioritised(let prioritisation):
      kind = .prioritised
      priority = prioritisation.priority
    case .routed(let routing):
      kind = .routed
      team = routing.team.flatMap { catalogue.name(of: $0) }
      level = routing.level
    case .started: kind = .started
    case .paused: kind = .paused
    case .resumed: kind = .resumed
    case .replied: kind = .replied
    case .workLogged(let work): minutes = work.minutes
    case .resolved: kind = .resolved
    case .reopened: kind = .reopened
    case .closed: kind = .closed
    case .cancelled, .merged: kind = .cancelled
    case .escalated, .assigned, .requesterReplied, .noted, .attached, .diagnosed, .linked,
      .unlinked,
      .rated, .messageReviewed, .articleApplied, .suggested, .suggestionAccepted,
      .suggestionOverridden, .touched:
      break
    }
  }

  private mutating func classify(_ classification: Classification, _ catalogue: Catalogue) {
    service = classification[.service].flatMap { catalogue.name(of: $0) }
    category = classification[.category].flatMap { catalogue.name(of: $0) }
  }
}
