/// The four core ideas as a user of SQLite would fold them: dictionaries and structs, and none of the
/// ledger's calendars, policies or tickets' whole states.
///
/// It does less than the ledger's projections do, which favours the baseline.
struct DeskViews {
  private struct Queue: Hashable {
    var team: String?
    var level: UInt8 = 1
  }

  private struct Subject: Hashable {
    var service: String?
    var category: String?
  }

  private struct Move: Hashable {
    let from: UInt8
    let to: UInt8
  }

  private struct Ticket {
    var queue = Queue()
    var subject = Subject()
    var priority: UInt8 = 3
    var openedAt: Int64
    var pausedAt: Int64?
    var waited: Int64 = 0
    var isOpen = true
  }

  private var tickets: [Int64: Ticket] = [:]
  private var openTickets: [Queue: Int] = [:]
  private var ticketsBySubject: [Subject: Int] = [:]
  private var lastResolved: [Subject: Int64] = [:]
  private var moves: [Move: Int] = [:]
  /// Tickets resolved in time, and those that were late.
  private(set) var met = 0
  private(set) var breached = 0
  /// Tickets opened within 30 days after another of the same service and category was resolved.
  private(set) var recurrences = 0
  private(set) var replies = 0
  private(set) var eventCount = 0

  var openCount: Int { openTickets.values.reduce(0, +) }

  private static let window: Int64 = 30 * 86_400_000

  /// Folds one event into all four.
  mutating func apply(_ event: DeskEvent) {
    eventCount += 1
    if event.kind == .opened { return open(event) }
    guard var ticket = tickets[event.ticket] else { return }
    switch event.kind {
    case .classified:
      if let service = event.service { ticket.subject.service = service }
      if let category = event.category { ticket.subject.category = category }
    case .prioritised: ticket.priority = event.priority ?? ticket.priority
    case .routed: route(&ticket, to: Queue(team: event.team, level: event.level ?? 1))
    case .paused: ticket.pausedAt = ticket.pausedAt ?? event.at
    case .started, .resumed: resume(&ticket, at: event.at)
    case .resolved:
      resume(&ticket, at: event.at)
      if ticket.isOpen { leave(&ticket) }
      let limit = Int64(ticket.priority) * 8 * 3_600_000
      if event.at - ticket.openedAt - ticket.waited <= limit { met += 1 } else { breached += 1 }
      lastResolved[ticket.subject] = event.at
    case .cancelled: if ticket.isOpen { leave(&ticket) }
    case .reopened:
      ticket.isOpen = true
      openTickets[ticket.queue, default: 0] += 1
    case .replied: replies += 1
    case .opened, .closed, .activity: break
    }
    tickets[event.ticket] = ticket
  }

  private mutating func open(_ event: DeskEvent) {
    let subject = Subject(service: event.service, category: event.category)
    var ticket = Ticket(openedAt: event.at)
    ticket.subject = subject
    ticket.priority = event.priority ?? 3
    tickets[event.ticket] = ticket
    openTickets[ticket.queue, default: 0] += 1
    ticketsBySubject[subject, default: 0] += 1
    if let last = lastResolved[subject], event.at - last <= DeskViews.window { recurrences += 1 }
  }

  private mutating func route(_ ticket: inout Ticket, to queue: Queue) {
    moves[Move(from: ticket.queue.level, to: queue.level), default: 0] += 1
    if ticket.isOpen {
      openTickets[ticket.queue, default: 0] -= 1
      openTickets[queue, default: 0] += 1
    }
    ticket.queue = queue
  }

  private func resume(_ ticket: inout Ticket, at moment: Int64) {
    guard let pausedAt = ticket.pausedAt else { return }
    ticket.waited += moment - pausedAt
    ticket.pausedAt = nil
  }

  private mutating func leave(_ ticket: inout Ticket) {
    ticket.isOpen = false
    openTickets[ticket.queue, default: 0] -= 1
  }
}
