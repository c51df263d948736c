import TicketLedger

/// A recurrence map folded from a few events written by hand, and what is asked of it.
struct RecurrenceDesk {
  /// A Monday, 00:00.
  static let monday = Instant(millisecondsSince1970: 1_735_516_800_000)

  private(set) var map = RecurrenceMap()
  private var tickets: [UInt64: Ticket] = [:]
  private var position: UInt64 = 0

  /// The instant so many days, and milliseconds, after the Monday.
  static func day(_ days: Double, _ milliseconds: Int64 = 0) -> Instant {
    monday.advanced(byMilliseconds: Int64(days * 86_400_000) + milliseconds)
  }

  mutating func add(_ event: TicketEvent, to number: UInt64, at instant: Instant) {
    var ticket = tickets[number] ?? Ticket(id: TicketID(number))
    let recorded = RecordedEvent(
      position: Position(position),
      recordedAt: instant,
      occurredAt: instant,
      actor: .person(PersonID(1)),
      event: .ticket(event),
      ticket: ticket.id,
      revision: ticket.revision + 1
    )
    map.apply(recorded, to: ticket)
    ticket.evolve(with: event, of: recorded)
    tickets[number] = ticket
    position += 1
  }

  /// Opens a ticket about a service's number.
  mutating func open(
    _ number: UInt64,
    at instant: Instant,
    service: Int = 1,
    requester: UInt32? = nil,
    kind: TicketKind = .incident
  ) {
    var about = Classification()
    _ = about.insert(TermID(.service, service))
    let person = requester.map { PersonID($0) }
    add(
      .opened(Opening(kind: kind, requester: person, classification: about)),
      to: number,
      at: instant
    )
  }

  mutating func resolve(_ number: UInt64, at instant: Instant, _ cause: CauseClass? = nil) {
    add(.resolved(Resolution(causeClass: cause)), to: number, at: instant)
  }

  /// The answer for the one service there is.
  func pattern(window days: Int) -> RecurrencePattern? {
    map.patterns(RecurrenceQuestion(by: [.dimension(.service)], windowInDays: days)).patterns.first
  }

  /// The chains by service.
  func chains(window days: Int) -> [RecurrenceChain] {
    map.chains(RecurrenceQuestion(by: [.dimension(.service)], windowInDays: days)).chains
  }
}
