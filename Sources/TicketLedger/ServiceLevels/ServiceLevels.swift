/// What was promised for each ticket and what became of it: clocks, due times and breaches.
///
/// A clock keeps its start, the rule it follows and the ticket's waits; due times and breaches are
/// derived from the events' own times and the instant a question is asked for, never from when anyone
/// looked. So the order in which tickets interleave leaves no trace, and a ticket resolved late is
/// breached though nothing happened in between.
public struct ServiceLevels: AgreementReading {
  /// What checkpoints and reports call it.
  public static let name = "service-levels"
  /// Raised when the fold or the encoding changes meaning.
  public static let version: UInt32 = 3

  /// By ticket number less one.
  var rows = PagedTable<ClockRow>()
  /// What the clocks leave behind.
  var clocks = ClockTables()
  /// The alarms that were raised.
  var raised: Set<AlarmKey> = []

  /// Creates the clocks of an empty ledger.
  public init() {}

  /// Measures by these calendars and policies from now on.
  public mutating func adopt(_ agreements: ServiceAgreements) {
    clocks.agreements = agreements
  }

  /// What is in force when.
  var agreements: ServiceAgreements { clocks.agreements }

  /// Folds one event into its ticket's clocks; O(1) in the tickets.
  public mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    switch recorded.event {
    case .ledger(.alarmRaised(let alarm)): raised.insert(AlarmKey(alarm))
    case .ledger: break
    case .ticket(let event):
      guard event.movesClocks, let id = recorded.ticket, id.rawValue < UInt64(UInt32.max) else {
        return
      }
      let row = Int(id.rawValue) - 1
      while rows.count <= row { rows.append(ClockRow()) }
      clocks.apply(recorded, to: &rows[row], of: ticket)
    }
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
