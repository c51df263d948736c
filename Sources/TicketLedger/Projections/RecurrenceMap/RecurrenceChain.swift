/// Tickets of one pattern that followed on each other's resolutions, and the problem that ended them.
public struct RecurrenceChain: Hashable, Sendable {
  /// A ticket of a chain.
  public struct Link: Hashable, Sendable {
    /// The ticket.
    public let ticket: TicketID
    /// When it was opened.
    public let openedAt: Instant
    /// The ticket whose resolution it followed on; nil for the chain's first.
    public let follows: TicketID?
  }

  /// What its tickets share, in the order of the parts asked for.
  public let key: [PatternTerm]
  /// Its tickets by their openings, two at least; those opened at once by number.
  ///
  /// Where several followed on one resolution, all of them are of the one chain.
  public internal(set) var links: [Link]
  /// The problem ticket that ended it; nil where none did.
  public internal(set) var endedBy: TicketID?
  /// When that problem was last resolved; nil where none ended it.
  public internal(set) var endedAt: Instant?

  /// Its recurrences: all its tickets but the first.
  public var recurrences: Int { links.count - 1 }
}

/// The chains of a question.
public struct RecurrenceChains: Hashable, Sendable {
  /// The chains: the longest first, those of one length by the opening and number of their first ticket.
  public internal(set) var chains: [RecurrenceChain] = []
  /// How many chains there are, answered with or not.
  public internal(set) var chainCount = 0
  /// How many of them a problem ended.
  public internal(set) var endedCount = 0
}
