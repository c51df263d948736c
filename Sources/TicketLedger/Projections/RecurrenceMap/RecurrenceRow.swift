/// What the recurrence map keeps of one ticket, in 64 bytes.
struct RecurrenceRow: BitwiseCopyable, Sendable {
  /// No resolution, or no link.
  static let none = UInt32.max
  /// The byte of a cause class that nobody named.
  static let noCause: UInt8 = 255

  /// When it was opened.
  var openedAt = Instant.distantPast
  /// What it was about as it was opened.
  var classification = Classification()
  /// The number of who asked; 0 where unknown.
  var requester: UInt32 = 0
  /// The working minutes logged, at most what 32 bits hold.
  var minutes: UInt32 = 0
  /// How often it was reopened.
  var reopenings: UInt32 = 0
  /// The place of its last resolution; each leads to the one before it.
  var lastResolution = RecurrenceRow.none
  /// The place of its last statement about a relation; each leads to the one before it.
  var lastStatement = RecurrenceRow.none
  /// The number of its kind; 0 where it was never opened.
  var kind: UInt8 = 0
  /// The number of the cause class as it was last resolved; 255 where none was named.
  var cause = RecurrenceRow.noCause
  /// Whether it was resolved and not reopened since.
  var isResolved = false

  /// Whether it was opened.
  var isOpened: Bool { kind != 0 }
}

/// One resolution of a ticket.
struct RecurrenceResolution: BitwiseCopyable, Sendable {
  /// When.
  let at: Instant
  /// The place of the ticket's resolution before it.
  let previous: UInt32
}

/// One statement, or the withdrawal of one, that a ticket is related to another.
struct RecurrenceStatement: BitwiseCopyable, Sendable {
  /// The number of the other ticket.
  let ticket: UInt64
  /// The place of the ticket's statement before it.
  let previous: UInt32
  /// How the two stand to each other.
  let relation: Relation
  /// Whether it was stated; false where it was withdrawn.
  let isStated: Bool
}

extension Relation {
  /// Whether it can lead from a ticket to the problem behind it.
  var leadsToProblem: Bool {
    switch self {
    case .causedBy, .resolvedBy, .childOf, .promotedTo: true
    case .relatedTo, .duplicateOf, .followUpOf: false
    }
  }
}
