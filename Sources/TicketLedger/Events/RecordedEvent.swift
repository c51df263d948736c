/// An event as the log holds it: what happened, to which ticket, by whom and when.
///
/// A plain value without references. Texts are fetched apart, by ``position``.
public struct RecordedEvent: Hashable, BitwiseCopyable, Sendable {
  /// The place in the log.
  public var position: Position
  /// The ledger's clock when the event was appended; never goes back along the log.
  public var recordedAt: Instant
  /// The host's or the source's time; never goes back along one ticket's stream.
  public var occurredAt: Instant
  /// Who made it happen.
  public var actor: ActorID
  /// What happened.
  public var event: Event
  /// The place in the ticket's stream, from 1; 0 for events of the ledger itself.
  public var revision: UInt32
  private var ticketNumber: UInt64
  private var previousPlace: UInt64
  private var causePlace: UInt64

  /// Creates the record of an event.
  public init(
    position: Position,
    recordedAt: Instant,
    occurredAt: Instant,
    actor: ActorID,
    event: Event,
    ticket: TicketID? = nil,
    revision: UInt32 = 0,
    previous: Position? = nil,
    cause: Position? = nil
  ) {
    self.position = position
    self.recordedAt = recordedAt
    self.occurredAt = occurredAt
    self.actor = actor
    self.event = event
    self.revision = revision
    self.ticketNumber = ticket?.rawValue ?? 0
    self.previousPlace = previous?.rawValue ?? .max
    self.causePlace = cause?.rawValue ?? .max
  }

  /// The ticket it happened to; nil for events of the ledger itself.
  public var ticket: TicketID? { ticketNumber == 0 ? nil : TicketID(ticketNumber) }

  /// Where the ticket's previous event stands; nil for its first.
  public var previous: Position? { previousPlace == .max ? nil : Position(previousPlace) }

  /// The event this one answers.
  public var cause: Position? { causePlace == .max ? nil : Position(causePlace) }
}

/// What happened: to one ticket, or to the ledger as a whole.
public enum Event: Hashable, BitwiseCopyable, Sendable {
  /// An event of a ticket's stream.
  case ticket(TicketEvent)
  /// An event of the ledger itself.
  case ledger(LedgerEvent)
}
