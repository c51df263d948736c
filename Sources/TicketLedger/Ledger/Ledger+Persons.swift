import LedgerStore

extension Ledger {
  /// The persons of whom the ledger has heard nothing since an instant: for a rule that says how long
  /// words are kept.
  ///
  /// Heard of is who acted, whoever an event names as requester, agent or superior, and who asked for a
  /// ticket or has it when anything happens to it. Who asked for a ticket that is still open, or has
  /// one, counts as heard of now. Those erased are left out.
  ///
  /// - Parameter instant: Since when, by the time at which events happened.
  /// - Returns: The persons, ascending.
  /// - Throws: ``LedgerError/cancelled``, or what the log has wrong with it.
  /// - Complexity: O(n) in the events.
  public func persons(unheardOfSince instant: Instant) async throws(LedgerError) -> [PersonID] {
    var heardOf: Set<PersonID> = []
    live.read { view in
      for ticket in view.tickets.opened where ticket.state.isOpen {
        heardOf.formUnion([ticket.requester, ticket.agent].compactMap(\.self))
      }
    }
    var tickets: [TicketID: Ticket] = [:]
    try await forEachEvent { recorded in
      var persons = recorded.namedPersons
      if let id = recorded.ticket, case .ticket(let event) = recorded.event {
        var ticket = tickets[id] ?? Ticket(id: id)
        // Who has it before counts as well as who gets it.
        persons.append(contentsOf: [ticket.agent, ticket.requester].compactMap(\.self))
        ticket.evolve(with: event, of: recorded)
        tickets[id] = ticket
      }
      if recorded.occurredAt >= instant { heardOf.formUnion(persons) }
    }
    return live.read { view in
      (0..<UInt32(view.catalogue.personCount)).map { PersonID($0 + 1) }
        .filter { !heardOf.contains($0) && !view.catalogue.isErased($0) }
    }
  }

  /// Everything held about a person: who they are, the tickets they asked for, with all words, and the
  /// other events that name them.
  ///
  /// - Returns: Nil where nobody has that number.
  /// - Throws: ``LedgerError/cancelled``, what ``words(at:)`` throws, or what the log has wrong with it.
  /// - Complexity: O(n) in the events.
  public func personalRecord(
    of person: PersonID
  ) async throws(LedgerError) -> PersonalRecord? {
    guard let registration = live.read({ $0.catalogue.registration(of: person) }),
      let registered = try event(at: registration)
    else { return nil }
    var record = PersonalRecord(
      person: person,
      registration: registered,
      identity: try words(at: registration),
      erasedAt: live.read { $0.catalogue.erasure(of: person) }
    )
    var requested: Set<TicketID> = []
    var events: [RecordedEvent] = []
    try await forEachEvent { recorded in
      if case .ticket(.opened(let opening)) = recorded.event, opening.requester == person,
        let ticket = recorded.ticket
      {
        requested.insert(ticket)
      }
      let isTheirs = recorded.ticket.map { requested.contains($0) } ?? false
      guard isTheirs || recorded.namedPersons.contains(person),
        recorded.position != registration
      else { return }
      events.append(recorded)
    }
    for recorded in events {
      let isTheirs = recorded.ticket.map { requested.contains($0) } ?? false
      // What is written in others' tickets is theirs to be told.
      let entry = PersonalRecord.Entry(
        event: recorded,
        words: isTheirs ? try words(at: recorded.position) : .none
      )
      if isTheirs { record.requested.append(entry) } else { record.others.append(entry) }
    }
    return record
  }

  /// Reads the whole log in chunks.
  private func forEachEvent(
    _ body: (RecordedEvent) -> Void
  ) async throws(LedgerError) {
    var position: UInt64 = 0
    while true {
      guard !Task.isCancelled else { throw .cancelled }
      let chunk = try events(from: position, atMost: 4_096)
      guard !chunk.isEmpty else { return }
      for recorded in chunk { body(recorded) }
      position += UInt64(chunk.count)
      await Task.yield()
    }
  }
}

/// Everything held about one person.
public struct PersonalRecord: Hashable, Sendable {
  /// An event, with the words that concern the person.
  public struct Entry: Hashable, Sendable {
    /// What happened.
    public let event: RecordedEvent
    /// The words, where they concern the person.
    public let words: EventWords
  }

  /// Whom.
  public let person: PersonID
  /// When they were registered.
  public let registration: RecordedEvent
  /// What identifies them outside.
  public let identity: EventWords
  /// Where their erasure stands; nil where they were not erased.
  public let erasedAt: Position?
  /// The events of the tickets that they asked for, in the order of the log.
  public var requested: [Entry] = []
  /// The other events that name them: what they did and were given as agents.
  ///
  /// Their words concern others and are left out.
  public var others: [Entry] = []
}

extension RecordedEvent {
  /// Whom the event itself names, in whatever part; a registration nobody: it comes with an event that
  /// names the person, and has the time of its recording, where that may have happened long before.
  fileprivate var namedPersons: [PersonID] {
    var persons: [PersonID?] = []
    if case .person(let person) = actor { persons.append(person) }
    switch event {
    case .ledger(.personErased(let erasure)): persons.append(erasure.person)
    case .ticket(.opened(let opening)): persons.append(opening.requester)
    case .ticket(.assigned(let agent)): persons.append(agent)
    case .ticket(.escalated(let escalation)): persons.append(escalation.person)
    case .ledger, .ticket: break
    }
    return persons.compactMap(\.self)
  }
}
