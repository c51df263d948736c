/// A command with who asks, when it happened, and under which conditions it may be recorded.
public struct Submission: Hashable, Sendable {
  /// What is asked for.
  public var command: Command
  /// Who acts.
  public var actor: ActorReference
  /// When it happened; nil for the moment it is recorded.
  public var occurredAt: Instant?
  /// The revision the caller last saw; the command is refused where the ticket has moved on.
  public var expecting: Expectation?
  /// A key the caller makes up: a retry under the same key answers with the first receipt.
  public var key: String?
  /// The event this one answers.
  public var cause: Position?

  /// What a caller takes for the ticket's present revision.
  public enum Expectation: Hashable, Sendable {
    /// The ticket stands at this revision.
    case revision(UInt32)
  }

  /// Creates a submission.
  public init(
    _ command: Command,
    by actor: ActorReference,
    at occurredAt: Instant? = nil,
    expecting: Expectation? = nil,
    key: String? = nil,
    cause: Position? = nil
  ) {
    self.command = command
    self.actor = actor
    self.occurredAt = occurredAt
    self.expecting = expecting
    self.key = key
    self.cause = cause
  }
}

/// What an accepted submission became.
public struct Receipt: Hashable, BitwiseCopyable, Sendable {
  /// Where its last event stands in the log.
  public var position: Position
  /// The ticket; nil for what concerns the ledger as a whole.
  public var ticket: TicketID?
  /// The ticket's revision after it; 0 where there is no ticket.
  public var revision: UInt32
  /// The ledger's time of its last event.
  public var recordedAt: Instant

  /// Creates a receipt.
  public init(position: Position, ticket: TicketID?, revision: UInt32, recordedAt: Instant) {
    self.position = position
    self.ticket = ticket
    self.revision = revision
    self.recordedAt = recordedAt
  }
}

/// What recorded facts became.
public struct Recording: Hashable, Sendable {
  /// The receipt of each fact, in order.
  public var receipts: [Receipt] = []
  /// How many events of each kind were appended, names on first use among them.
  public var eventsByKind: [EventKind: Int] = [:]
  /// How many facts were recorded at the time of their ticket's last event, which is later.
  public var clamped = 0

  /// Creates the recording of nothing.
  public init() {}
}
