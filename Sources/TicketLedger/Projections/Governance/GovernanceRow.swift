/// When a ticket was first answered for.
struct GovernanceRow: BitwiseCopyable {
  /// When an agent first had it, began, or replied; ``FlowRow/never`` before.
  var acknowledgedAt = FlowRow.never
  /// When an agent first replied to the requester; ``FlowRow/never`` before.
  var respondedAt = FlowRow.never
  /// Milliseconds from the opening to the first resolution, -1 before.
  var resolutionTime: Int64 = -1
}

/// A change of where a ticket is in its life, or of the level of an open one.
struct GovernanceChange: TicketEntry, BitwiseCopyable {
  enum Kind: UInt8 {
    /// Came into another level, or back into work without a reopening.
    case other = 0
    case opened = 1
    case resolved = 2
    case closed = 3
    case reopened = 4
    case cancelledOrMerged = 5
  }

  var at: Instant
  var ticket: UInt32
  var kind: Kind
  /// Whether the ticket was open before, and is after: bits 0 and 1.
  var openness: UInt8
  /// The levels before and after.
  var fromLevel: UInt8
  var toLevel: UInt8

  var wasOpen: Bool { openness & 1 != 0 }
  var isOpen: Bool { openness & 2 != 0 }
}
