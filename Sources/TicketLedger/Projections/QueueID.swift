/// The queue of one team at one level; tickets of no team are one queue too.
public struct QueueID: Hashable, BitwiseCopyable, Sendable {
  /// The team; nil for the queue of tickets that no team holds.
  public let team: TermID?
  /// The support level; 1 for the queue of tickets that no team holds, where intake finds them.
  public let level: UInt8

  /// Creates the queue of a team at a level.
  public init(team: TermID?, level: UInt8) {
    self.team = team
    self.level = team == nil ? 1 : level
  }

  /// The queue that a ticket is in.
  public init(of ticket: Ticket) {
    self.init(team: ticket.team, level: ticket.level)
  }

  /// The queue of tickets that no team holds.
  public static let unrouted = QueueID(team: nil, level: 1)
}

extension QueueID: Comparable {
  /// By the number of the team, then by level; the unrouted queue first.
  public static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.team?.rawValue ?? 0, lhs.level) < (rhs.team?.rawValue ?? 0, rhs.level)
  }
}
