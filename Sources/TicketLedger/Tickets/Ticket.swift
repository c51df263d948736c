/// One ticket as its events so far have made it; a plain value without references.
///
/// What may be absent is stored as a number that stands for nothing, so that a table of tickets costs
/// little and a copy next to nothing.
public struct Ticket: Hashable, BitwiseCopyable, Sendable {
  /// The ticket's number.
  public internal(set) var id: TicketID
  /// Where its first event stands.
  public internal(set) var openedPosition = Position(0)
  /// Where its last event stands.
  public internal(set) var lastPosition = Position(0)
  /// When it was opened.
  public internal(set) var openedAt = Instant.distantPast
  /// When its last event happened.
  public internal(set) var lastOccurredAt = Instant.distantPast
  /// When it came into its present state.
  public internal(set) var stateSince = Instant.distantPast
  private var firstResolution = Int64.min
  private var lastResolution = Int64.min
  /// The number of its events so far; 0 before it was opened.
  public internal(set) var revision: UInt32 = 0
  /// How often it was taken up again after being resolved or closed.
  public internal(set) var reopenings: UInt32 = 0
  private var teamNumber: UInt32 = 0
  private var agentNumber: UInt32 = 0
  private var requesterNumber: UInt32 = 0
  /// What it is about.
  public internal(set) var classification = Classification()
  /// Impact, urgency and priority.
  public internal(set) var prioritisation = Prioritisation()
  /// Where it is in its life.
  public internal(set) var state = TicketState.new
  /// The support level that holds it, from 1.
  public internal(set) var level: UInt8 = 1
  /// What it asks for.
  public internal(set) var kind = TicketKind.incident
  /// The way it came.
  public internal(set) var channel = Channel.other
  /// The class of its cause, as diagnosed or resolved; nil before.
  public internal(set) var causeClass: CauseClass?

  /// Creates the ticket that no event has touched yet.
  public init(id: TicketID) {
    self.id = id
  }

  /// The team that holds it; nil where no team does.
  public internal(set) var team: TermID? {
    get { teamNumber == 0 ? nil : TermID(rawValue: teamNumber) }
    set { teamNumber = newValue?.rawValue ?? 0 }
  }

  /// The agent who has it; nil where nobody does.
  public internal(set) var agent: PersonID? {
    get { agentNumber == 0 ? nil : PersonID(agentNumber) }
    set { agentNumber = newValue?.rawValue ?? 0 }
  }

  /// Who asks; nil where unknown.
  public internal(set) var requester: PersonID? {
    get { requesterNumber == 0 ? nil : PersonID(requesterNumber) }
    set { requesterNumber = newValue?.rawValue ?? 0 }
  }

  /// When it was first resolved; nil before, and left as it is by a reopening.
  public internal(set) var firstResolvedAt: Instant? {
    get { Ticket.instant(firstResolution) }
    set { firstResolution = newValue?.millisecondsSince1970 ?? .min }
  }

  /// When it was last resolved; nil before, and left as it is by a reopening.
  public internal(set) var resolvedAt: Instant? {
    get { Ticket.instant(lastResolution) }
    set { lastResolution = newValue?.millisecondsSince1970 ?? .min }
  }

  private static func instant(_ milliseconds: Int64) -> Instant? {
    milliseconds == .min ? nil : Instant(millisecondsSince1970: milliseconds)
  }
}
