extension ReportContent {
  /// How tickets moved between levels, from intake to their end.
  struct LevelFlow: Hashable, Sendable {
    /// The moves, counted; each pair of stages at most once.
    var links: [Link]

    /// How often tickets went from one stage to another.
    struct Link: Hashable, Sendable {
      /// Where from.
      var from: Stage
      /// Where to.
      var to: Stage
      /// How often.
      var count: Int
    }
  }

  /// Where a ticket can be on its way.
  enum Stage: Hashable, Comparable, Sendable {
    /// Not yet with a team.
    case intake
    /// With a team of a level.
    case level(UInt8)
    /// Resolved.
    case resolved
    /// Cancelled, or merged into another.
    case cancelled
    /// Still open at the instant asked for.
    case open
  }

  /// Moves from one team's queue to another's.
  struct TeamMove: Hashable, Sendable {
    /// The team it went from.
    var from: String
    /// The level it went from.
    var fromLevel: UInt8
    /// The team it went to.
    var to: String
    /// The level it went to.
    var toLevel: UInt8
    /// How often.
    var count: Int
    /// How long the tickets had been there, in seconds: the median; nil where none is known.
    var medianStay: Double?
  }

  /// How tickets were handed on and solved in the period.
  struct Handling: Hashable, Sendable {
    /// Moves from a known team to another.
    var handoffs: Int
    /// Tickets handed off at least once.
    var ticketsHandedOff: Int
    /// Hand-offs into a team the ticket had been in before.
    var pingPong: Int
    /// Tickets that came back to a team at least once.
    var ticketsPingPonged: Int
    /// Moves to a higher level.
    var escalations: Int
    /// Moves to a lower level.
    var deEscalations: Int
    /// Tickets solved at the first contact, of those solved.
    var firstContact: Ratio
    /// Tickets solved at each level, of those solved; lowest level first.
    var solvedByLevel: [SolvedShare]
    /// Open time that was spent waiting for requesters, in seconds, of all open time.
    var waitingForRequester: Ratio
    /// Waits for the requester that look like a way round a deadline, of all such waits.
    var suspiciousWaits: Ratio
  }

  /// Tickets first solved at a level.
  struct SolvedShare: Hashable, Sendable {
    /// The level.
    var level: UInt8
    /// Tickets, of all that were solved.
    var tickets: Ratio
  }
}
