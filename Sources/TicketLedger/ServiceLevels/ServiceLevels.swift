/// What was promised for each ticket and what became of it: clocks, due times and breaches.
///
/// A clock keeps its start, the rule it follows and the ticket's waits; due times and breaches are
/// derived from the events' own times and the instant a question is asked for, never from when anyone
/// looked. So the order in which tickets interleave leaves no trace, and a ticket resolved late is
/// breached though nothing happened in between.
public struct ServiceLevels: AgreementReading {
  public static let name = "service-levels"
  public static let version: UInt32 = 1

  /// What is in force when.
  var agreements: ServiceAgreements = .none
  /// By ticket number less one.
  var rows: ContiguousArray<ClockRow> = []
  /// The waits of all tickets, each chained to the one before it of its ticket.
  var waits: ContiguousArray<ClockWait> = []
  /// How cycles ended, chained alike.
  var outcomes: ContiguousArray<ClockOutcome> = []
  /// The breaches of those that were late.
  var breaches: ContiguousArray<Breach> = []
  /// Breaches under targets that clocks no longer follow, chained alike.
  var earlyBreaches: ContiguousArray<EarlyBreach> = []
  /// The alarms that were raised.
  var raised: Set<AlarmKey> = []
  /// Whether to keep how mere measures ended; an explanation wants them, counts do not.
  var keepsMeasures = false

  public init() {}

  public mutating func adopt(_ agreements: ServiceAgreements) {
    self.agreements = agreements
  }

  public mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    let at = recorded.occurredAt
    switch recorded.event {
    case .ledger(.alarmRaised(let alarm)): raised.insert(AlarmKey(alarm))
    case .ledger: break
    case .ticket(.noted), .ticket(.attached), .ticket(.workLogged), .ticket(.diagnosed),
      .ticket(.linked), .ticket(.unlinked), .ticket(.rated), .ticket(.messageReviewed),
      .ticket(.articleApplied), .ticket(.suggested), .ticket(.suggestionAccepted),
      .ticket(.suggestionOverridden), .ticket(.touched), .ticket(.escalated):
      break
    case .ticket(.opened(let opening)):
      guard let row = takeUp(recorded, ticket) else { return }
      open(row, MatchedFields(opening), at: at)
    case .ticket(.classified(let change)):
      guard let row = takeUp(recorded, ticket), agreements.looksAtTerms else { return }
      var fields = MatchedFields(ticket)
      fields.classification.merge(change)
      rematch(row, fields, TicketPlace(ticket), at: at)
    case .ticket(.prioritised(let change)):
      guard let row = takeUp(recorded, ticket), agreements.looksAtPriority else { return }
      var fields = MatchedFields(ticket)
      fields.priority = change.priority ?? fields.priority
      rematch(row, fields, TicketPlace(ticket), at: at)
    case .ticket(.routed(let routing)):
      guard let row = takeUp(recorded, ticket) else { return }
      move(row, routing, ticket, at: at)
    case .ticket(.assigned(to: let agent)):
      guard agent != nil, let row = takeUp(recorded, ticket) else { return }
      stop(row, ServiceClock.stoppedByAgent, TicketPlace(ticket), at: at)
    case .ticket(.replied):
      guard let row = takeUp(recorded, ticket) else { return }
      answer(row, ticket, byAutomation: recorded.actor.isAutomation, at: at)
    case .ticket(.requesterReplied):
      guard let row = takeUp(recorded, ticket) else { return }
      guard ticket.state.isOpen, !rows[row].isRunning(.nextResponse) else { return }
      start(row, .nextResponse, under: rule(row, at: at, MatchedFields(ticket)), at: at)
    case .ticket(.paused(let pause)):
      guard let row = takeUp(recorded, ticket) else { return }
      enter(row, pause.reason.rawValue, ticket, at: at)
    case .ticket(.started), .ticket(.resumed), .ticket(.reopened):
      guard let row = takeUp(recorded, ticket) else { return }
      enter(row, ClockWait.running, ticket, at: at)
    case .ticket(.resolved), .ticket(.closed):
      guard let row = takeUp(recorded, ticket) else { return }
      end(row, TicketPlace(ticket), isVoid: false, at: at)
    case .ticket(.cancelled), .ticket(.merged):
      guard let row = takeUp(recorded, ticket) else { return }
      end(row, TicketPlace(ticket), isVoid: true, at: at)
    }
  }

  /// The row of an event's ticket, its clocks brought to the time of the event.
  private mutating func takeUp(_ recorded: RecordedEvent, _ ticket: Ticket) -> Int? {
    guard let id = recorded.ticket, id.rawValue < UInt64(UInt32.max) else { return nil }
    let row = Int(id.rawValue) - 1
    while rows.count <= row { rows.append(ClockRow()) }
    if agreements.retargetsRunning { followAgreements(row, ticket, until: recorded.occurredAt) }
    rows[row].lastAt = recorded.occurredAt
    return row
  }
}

/// A projection that measures by calendars and policies.
///
/// An adoption that takes effect before events already folded changes what they meant: the projection
/// is then folded again from the beginning, with the agreements as they are now known.
public protocol AgreementReading: Projection {
  /// Takes up the calendars and policies known from now on; told before the first event, and before
  /// the event that adopts another.
  mutating func adopt(_ agreements: ServiceAgreements)
}

extension ActorID {
  /// Whether no person acted: what it writes to a requester is no agent's answer.
  var isAutomation: Bool {
    switch self {
    case .automation, .monitoring: true
    case .person, .importer, .ledger: false
    }
  }
}

/// What makes an alarm one and the same.
struct AlarmKey: Hashable, Comparable {
  let ticket: UInt32
  let clock: UInt8
  let cycle: UInt32
  let threshold: UInt16
  let policy: UInt64

  init(_ alarm: Alarm) {
    ticket = UInt32(clamping: alarm.ticket.rawValue)
    clock = alarm.clock
    cycle = alarm.cycle
    threshold = alarm.threshold
    policy = alarm.policy.rawValue
  }

  static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.ticket, lhs.clock, lhs.cycle, lhs.threshold, lhs.policy)
      < (rhs.ticket, rhs.clock, rhs.cycle, rhs.threshold, rhs.policy)
  }
}
