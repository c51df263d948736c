/// One ticket as its events so far have made it; a plain value without references.
public struct Ticket: Hashable, BitwiseCopyable, Sendable {
  /// The ticket's number.
  public internal(set) var id: TicketID
  /// The number of its events so far; 0 before it was opened.
  public internal(set) var revision: UInt32 = 0
  /// Where its first event stands.
  public internal(set) var openedPosition = Position(0)
  /// Where its last event stands.
  public internal(set) var lastPosition = Position(0)

  /// Where it is in its life.
  public internal(set) var state = TicketState.new
  /// The support level that holds it, from 1.
  public internal(set) var level: UInt8 = 1
  /// The team that holds it; nil where no team does.
  public internal(set) var team: TermID?
  /// The agent who has it; nil where nobody does.
  public internal(set) var agent: PersonID?

  /// What it asks for.
  public internal(set) var kind = TicketKind.incident
  /// The way it came.
  public internal(set) var channel = Channel.other
  /// Who asks; nil where unknown.
  public internal(set) var requester: PersonID?
  /// Impact, urgency and priority.
  public internal(set) var prioritisation = Prioritisation()
  /// What it is about.
  public internal(set) var classification = Classification()
  /// The class of its cause, as diagnosed or resolved; nil before.
  public internal(set) var causeClass: CauseClass?

  /// When it was opened.
  public internal(set) var openedAt = Instant.distantPast
  /// When its last event happened.
  public internal(set) var lastOccurredAt = Instant.distantPast
  /// When it came into its present state.
  public internal(set) var stateSince = Instant.distantPast
  /// When it was first resolved; nil before, and left as it is by a reopening.
  public internal(set) var firstResolvedAt: Instant?
  /// When it was last resolved; nil before, and left as it is by a reopening.
  public internal(set) var resolvedAt: Instant?
  /// How often it was taken up again after being resolved or closed.
  public internal(set) var reopenings: UInt32 = 0

  /// Creates the ticket that no event has touched yet.
  public init(id: TicketID) {
    self.id = id
  }
}
