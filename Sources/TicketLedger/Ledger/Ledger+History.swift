import LedgerStore

extension Ledger {
  /// One ticket's events, oldest first; nil where there is no such ticket.
  ///
  /// - Complexity: O(n) in the ticket's events: a walk back along its links.
  public func history(
    of reference: TicketReference
  ) throws(LedgerError) -> [RecordedEvent]? {
    try LedgerError.wrapping {
      let snapshot = try store.beginRead()
      guard let id = try number(of: reference, in: snapshot),
        let head = try snapshot.ticket(id)
      else { return nil }
      return try snapshot.history(of: id, from: head.lastPosition)
    }
  }

  /// A ticket as it is now; nil where there is none.
  ///
  /// - Complexity: O(log n).
  public func ticket(_ reference: TicketReference) throws(LedgerError) -> Ticket? {
    try LedgerError.wrapping {
      let snapshot = try store.beginRead()
      guard let id = try number(of: reference, in: snapshot) else { return nil }
      return try snapshot.ticket(id)
    }
  }

  /// The number of the ticket of a reference; nil where there is none.
  ///
  /// - Complexity: O(log n).
  public func number(of reference: TicketReference) throws(LedgerError) -> TicketID? {
    try LedgerError.wrapping { try number(of: reference, in: store.beginRead()) }
  }

  /// Whether a ticket was opened with exactly that external reference.
  ///
  /// - Complexity: O(log n).
  public func holds(reference: String) throws(LedgerError) -> Bool {
    guard 1...LedgerTransaction.maximumNameSize ~= reference.utf8.count else { return false }
    return try LedgerError.wrapping {
      try store.beginRead().number(in: .references, for: ReferenceKey.ticket(reference)) != nil
    }
  }

  /// The receipt that a submission under a key was given; nil where there was none.
  ///
  /// - Complexity: O(log n).
  public func receipt(forKey key: String) throws(LedgerError) -> Receipt? {
    guard 1...LedgerTransaction.maximumNameSize ~= key.utf8.count else { return nil }
    return try LedgerError.wrapping { try store.beginRead().receipt(forKey: key) }
  }

  /// The external reference a ticket was opened with; nil where it has none.
  ///
  /// - Complexity: O(log n).
  public func reference(of ticket: TicketID) throws(LedgerError) -> String? {
    try LedgerError.wrapping {
      let snapshot = try store.beginRead()
      guard let head = try snapshot.ticket(ticket) else { return nil }
      return try snapshot.label(at: head.openedPosition)
    }
  }

  /// The event at a position; nil beyond the end of the log.
  ///
  /// - Complexity: O(log n).
  public func event(at position: Position) throws(LedgerError) -> RecordedEvent? {
    try LedgerError.wrapping { try store.beginRead().event(at: position) }
  }

  /// The short impersonal text in an event's envelope: a ticket's reference, a term's name, what a
  /// link outside or a signal says; nil where it has none.
  ///
  /// - Complexity: O(log n).
  public func label(at position: Position) throws(LedgerError) -> String? {
    try LedgerError.wrapping { try store.beginRead().label(at: position) }
  }

  /// The calendar or policy that the event at a position adopted, under names given for its terms; nil
  /// where that event adopted none.
  ///
  /// - Complexity: O(log n), and O(m) in the document.
  package func document(
    at position: Position,
    names: some PolicyTerms
  ) throws(LedgerError) -> AdoptedDocument? {
    try LedgerError.wrapping(at: position) {
      let snapshot = try store.beginRead()
      guard try snapshot.event(at: position)?.event.isAdoption == true,
        let bytes = try snapshot.value(in: .contents, at: position.rawValue)
      else { return nil }
      return try Content.document(decoding: bytes.copied, names: names)
    }
  }

  /// The person an outside identity was registered for; nil where nobody was, or they were erased.
  ///
  /// - Throws: ``LedgerError/keys(_:)`` where the ledger is sealed and was opened without its keys, or
  ///   ``LedgerError/inconsistent(_:_:)`` where that person was registered under another identity.
  /// - Complexity: O(log n).
  public func person(identifiedBy identity: String) throws(LedgerError) -> PersonID? {
    guard case .person(let person)? = try entry(of: identity) else { return nil }
    // What is told of a person is not to be told to another: the lookup alone is not believed.
    if let known = try self.identity(of: person), known != identity {
      throw .inconsistent(
        live.read { $0.catalogue.registration(of: person) } ?? Position(0),
        "the lookup leads from another identity to person \(person.rawValue), who was registered there"
      )
    }
    return person
  }

  /// Whether whoever had an outside identity was erased: it is refused from then on, and leads to no
  /// number.
  ///
  /// - Throws: ``LedgerError/keys(_:)`` where the ledger is sealed and was opened without its keys.
  /// - Complexity: O(log n).
  public func isFenced(_ identity: String) throws(LedgerError) -> Bool {
    try entry(of: identity) == .fenced
  }

  private func entry(of identity: String) throws(LedgerError) -> IdentityEntry? {
    if let seal, !seal.hasKeys { throw .keys(.notGiven) }
    let key = seal?.lookup?.referenceKey(of: identity) ?? ReferenceKey.person(identity)
    return try LedgerError.wrapping {
      try store.beginRead().number(in: .references, for: key)
        .flatMap { IdentityEntry(number: $0) }
    }
  }

  /// What identifies a person outside; nil where nobody has that number, where they were erased, or
  /// where the ledger was opened without its keys.
  ///
  /// - Complexity: O(log n).
  public func identity(of person: PersonID) throws(LedgerError) -> String? {
    let registration = live.read { $0.catalogue.registration(of: person) }
    guard let registration else { return nil }
    return try words(at: registration).known?[.identity]
  }

  /// What the ledger calls itself in proofs.
  public func origin() throws(LedgerError) -> String {
    try label(at: Position(0)) ?? ""
  }

  private func number(
    of reference: TicketReference,
    in snapshot: borrowing LogSnapshot
  ) throws(LedgerError) -> TicketID? {
    switch reference {
    case .number(let id): return try snapshot.ticket(id) == nil ? nil : id
    case .reference(let text):
      guard 1...LedgerTransaction.maximumNameSize ~= text.utf8.count else { return nil }
      if let number = try snapshot.number(in: .references, for: ReferenceKey.ticket(text)) {
        return TicketID(number)
      }
      guard let number = UInt64(text), String(number) == text else { return nil }
      return try snapshot.ticket(TicketID(number)) == nil ? nil : TicketID(number)
    }
  }
}
