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
    try await forEachHearing { recorded, persons, _ in
      if recorded.occurredAt >= instant { heardOf.formUnion(persons) }
    }
    return live.read { view in
      (0..<UInt32(view.catalogue.personCount)).map { PersonID($0 + 1) }
        .filter { !heardOf.contains($0) && !view.catalogue.isErased($0) }
    }
  }

  /// What an erasure of persons would take away, counted without taking anything.
  ///
  /// - Parameter persons: Whom; those who are not registered have no count.
  /// - Returns: For each the tickets that they asked for, the texts that are there, and when the ledger
  ///   last heard of them.
  /// - Throws: ``LedgerError/cancelled``, or what the log has wrong with it.
  /// - Complexity: O(n) in the events.
  public func erasureExtents(
    of persons: some Sequence<PersonID> & Sendable
  ) async throws(LedgerError) -> [PersonID: ErasureExtent] {
    var extents: [PersonID: ErasureExtent] = [:]
    live.read { view in
      for person in persons where view.catalogue.registration(of: person) != nil {
        extents[person] = ErasureExtent(erasedAt: view.catalogue.erasure(of: person))
      }
    }
    var positions: [(Position, PersonID)] = []
    try await forEachHearing { recorded, heardOf, requester in
      for person in heardOf {
        guard let last = extents[person]?.lastHeardOf else { continue }
        extents[person]?.lastHeardOf = max(last, recorded.occurredAt)
      }
      if case .ticket(.opened(let opening)) = recorded.event, let person = opening.requester {
        extents[person]?.ticketCount += 1
      }
      if case .person(let person)? = recorded.event.contentOwner(requester: requester),
        extents[person] != nil
      {
        positions.append((recorded.position, person))
      }
    }
    for (position, person) in positions where try content(at: position) != nil {
      extents[person]?.contentCount += 1
    }
    return extents
  }

  /// Reads the whole log, and says of each event whom it tells something of, and who asked for its
  /// ticket.
  private func forEachHearing(
    _ body: (RecordedEvent, _ heardOf: [PersonID], _ requester: PersonID?) -> Void
  ) async throws(LedgerError) {
    var tickets: [TicketID: Ticket] = [:]
    try await forEachEvent { recorded in
      var persons = recorded.namedPersons
      var requester: PersonID?
      if let id = recorded.ticket, case .ticket(let event) = recorded.event {
        var ticket = tickets[id] ?? Ticket(id: id)
        requester = ticket.requester
        // Who has it before counts as well as who gets it.
        persons.append(contentsOf: [ticket.agent, ticket.requester].compactMap(\.self))
        ticket.evolve(with: event, of: recorded)
        tickets[id] = ticket
      }
      body(recorded, persons, requester)
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
      let chunk = try events(from: Position(position), atMost: 4_096)
      guard !chunk.isEmpty else { return }
      for recorded in chunk { body(recorded) }
      position += UInt64(chunk.count)
      await Task.yield()
    }
  }
}

/// What an erasure of one person would take away.
public struct ErasureExtent: Hashable, Sendable {
  /// Where their erasure stands; nil where they were not erased.
  public let erasedAt: Position?
  /// How many tickets they asked for.
  public internal(set) var ticketCount = 0
  /// How many texts of theirs are there: those of their tickets, and what identifies them.
  public internal(set) var contentCount = 0
  /// When the last event happened that tells something of them; the distant past where none does.
  public internal(set) var lastHeardOf = Instant.distantPast
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
  var namedPersons: [PersonID] {
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
