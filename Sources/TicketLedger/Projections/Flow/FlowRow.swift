/// What the flow of work remembers of one ticket.
struct FlowRow: BitwiseCopyable {
  /// When it came into the queue that it is in; meaningful while ``isInQueue``.
  var arrivedAt = Instant.distantPast
  /// When it was first taken up again after its first resolution; ``never`` before.
  var reopenedAt = FlowRow.never
  /// The last of the teams it was handed off from, in the table of visits; ``none`` before.
  var lastVisit = FlowRow.none
  /// Its wait for the requester that has not ended; ``none`` where there is none.
  var wait = FlowRow.none
  /// The last known team and level, of a ticket that no team holds; 0 where none was known.
  var knownTeam: UInt32 = 0
  var knownLevel: UInt8 = 0
  /// Who held it when it was first resolved, and its priority then; 0 where there was none.
  var solvedLevel: UInt8 = 0
  var solvedTeam: UInt32 = 0
  var solvedPriority: UInt8 = 0
  /// How often an agent has written to the requester before the first resolution, 2 for more.
  var contacts: UInt8 = 0
  var flags = FlowFlags()

  /// No entry of a table.
  static let none = UInt32.max
  /// No instant: later than any event.
  static let never = Instant.distantFuture
}

/// What is so of a ticket, a bit for each.
struct FlowFlags: OptionSet, BitwiseCopyable {
  var rawValue: UInt8 = 0

  /// It is open, so that it is in a queue.
  static let isInQueue = FlowFlags(rawValue: 1)
  static let wasHandedOff = FlowFlags(rawValue: 2)
  static let cameBack = FlowFlags(rawValue: 4)
  /// It went from one known queue to another.
  static let wasMoved = FlowFlags(rawValue: 8)
  /// An agent has written to the requester since the requester's last word.
  static let isAnswered = FlowFlags(rawValue: 16)
  /// The requester has answered the agent's first contact before the first resolution.
  static let wroteAgain = FlowFlags(rawValue: 32)
  static let wasSolved = FlowFlags(rawValue: 64)
  /// The first resolution was at level 1, by one contact, without a move.
  static let wasSolvedAtOnce = FlowFlags(rawValue: 128)
}

/// A team that a ticket was handed off from, chained to the one before it of its ticket.
struct FlowVisit: BitwiseCopyable {
  var team: UInt32
  var previous: UInt32
}

/// A stay of a ticket in a queue that has ended.
struct FlowStay: TicketEntry, BitwiseCopyable {
  var arrivedAt: Instant
  var leftAt: Instant
  var ticket: UInt32
  /// 0 for the queue of no team.
  var team: UInt32
  var level: UInt8

  var queue: QueueID { QueueID(team: TermID(held: team), level: level) }
}

/// A move from the last known queue to another.
struct FlowMove: TicketEntry, BitwiseCopyable {
  var at: Instant
  /// How long the stay was that it ended, in milliseconds; -1 where it ended none.
  var stay: Int64
  var ticket: UInt32
  var fromTeam: UInt32
  var toTeam: UInt32
  var fromLevel: UInt8
  var toLevel: UInt8
  /// 1 for a hand-off, 3 for one into a team the ticket had been in before.
  var code: UInt8

  static let handoff: UInt8 = 1
  static let pingPong: UInt8 = 3

  var isHandoff: Bool { code & 1 != 0 }
  var isPingPong: Bool { code == FlowMove.pingPong }
  var move: Flow.Move {
    Flow.Move(
      from: QueueID(team: TermID(held: fromTeam), level: fromLevel),
      to: QueueID(team: TermID(held: toTeam), level: toLevel)
    )
  }
}

/// A wait for the requester.
struct FlowWait: TicketEntry, BitwiseCopyable {
  var from: Instant
  /// When it ended; ``FlowRow/never`` while it lasts.
  var to: Instant
  var ticket: UInt32
  /// Who held the ticket when it was set; 0 where no team did.
  var team: UInt32
  var level: UInt8
  /// Whether an agent wrote to the requester between the requester's last word before it and its end.
  var isAnnounced: Bool

  var queue: QueueID { QueueID(team: TermID(held: team), level: level) }
}

/// A ticket that was taken up again.
struct FlowReopening: TicketEntry, BitwiseCopyable {
  var at: Instant
  var ticket: UInt32
}

extension TermID {
  /// The team of a number; nil for 0, which stands for none.
  init?(held number: UInt32) {
    guard number != 0 else { return nil }
    self.init(rawValue: number)
  }
}
