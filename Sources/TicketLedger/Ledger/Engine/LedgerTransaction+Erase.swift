import LedgerStore

extension LedgerTransaction {
  /// Records that persons are erased, and takes their contents and what leads to them away: the first
  /// step of an erasure, after which it is decided.
  ///
  /// A person who was erased before is left as they are. Without an actor, the ledger itself erases.
  ///
  /// - Returns: What became of each, in their order; who acts is left out where they are spared.
  /// - Throws: ``LedgerError/refused(_:)`` where one is not registered, or acts and is not spared, or the
  ///   basis is not a label.
  /// - Complexity: O(t + p + e): tickets, persons, and the events of the tickets that they asked for.
  mutating func erase(
    _ references: [PersonReference],
    basis: String,
    by actor: ActorReference?,
    sparingActor sparesActor: Bool = false
  ) throws(LedgerError) -> [ErasureReceipt] {
    try checkLabel(basis, what: "the basis of an erasure")
    guard !basis.unicodeScalars.contains(where: \.breaksALine) else {
      throw .refused(
        TicketRefusal(.value, "the basis of an erasure is one line without control characters")
      )
    }
    var names = DraftedNames()
    let actor = try actor.map { (reference) throws(LedgerError) in
      try self.actor(reference, drafting: &names)
    }
    var receipts: [ErasureReceipt] = []
    var persons: [PersonID] = []
    /// The receipts of those who are erased now.
    var places: [PersonID: [Int]] = [:]
    for reference in references {
      guard let person = try erasable(reference) else {
        receipts.append(ErasureReceipt(person: nil, position: nil, wasErasedBefore: true))
        continue
      }
      let erasure = live.readOnEngineThread { $0.catalogue.erasure(of: person) }
      if erasure == nil, actor == .person(person) {
        guard !sparesActor else { continue }
        throw .refused(
          TicketRefusal(.person, "who erases cannot erase themself: the record would name nobody")
        )
      }
      let isRepeated = erasure != nil || places[person] != nil
      receipts.append(
        ErasureReceipt(person: person, position: erasure, wasErasedBefore: isRepeated)
      )
      guard erasure == nil else { continue }
      if !isRepeated { persons.append(person) }
      places[person, default: []].append(receipts.count - 1)
    }
    guard !persons.isEmpty else { return receipts }
    if seal?.keys != nil, try writer.number(in: .meta, for: erasingKey) == nil {
      let doneCount = live.readOnEngineThread { $0.catalogue.erasedPersons.count }
      try put(UInt64(doneCount), in: .meta, for: erasingKey)
    }
    let recordedAt = now
    try define(names, at: recordedAt)
    known.removeAll()
    try fence(Set(persons))
    for contents in try contents(of: persons) {
      let draft = EventDraft(
        event: .ledger(.personErased(Erasure(of: contents.person))),
        actor: actor ?? .ledger,
        occurredAt: recordedAt,
        label: basis
      )
      let position = try append(draft, recordedAt: recordedAt)
      let count = try remove(contents.positions)
      if seal == nil { try put(position.rawValue, in: .meta, for: uncompactedKey) }
      for index in places[contents.person] ?? [] {
        receipts[index].position = position
        receipts[index].contentCount = count
      }
    }
    return receipts
  }

  /// The persons whom events name from a position on, or whose tickets they happen to.
  func persons(heardOfFrom start: UInt64) throws(LedgerError) -> Set<PersonReference> {
    var persons: Set<PersonReference> = []
    for position in start..<max(start, writer.end) {
      guard let recorded = try writer.event(at: Position(position)) else { continue }
      var named = recorded.namedPersons
      if let id = recorded.ticket, let ticket = try writer.ticket(id) {
        named += [ticket.requester, ticket.agent].compactMap(\.self)
      }
      persons.formUnion(named.map { .number($0) })
    }
    return persons
  }

  /// The person to erase; nil where the identity is fenced, because its owner was erased.
  private func erasable(_ reference: PersonReference) throws(LedgerError) -> PersonID? {
    switch reference {
    case .number(let person):
      guard person.rawValue > 0, person.rawValue <= pending.personCount else {
        throw .refused(TicketRefusal(.person, "no person has number \(person.rawValue)"))
      }
      return person
    case .identity(let identity):
      try checkName(identity, what: "an identity")
      let key = try identityKey(of: identity)
      guard let number = try writer.number(in: .references, for: key),
        let entry = IdentityEntry(number: number)
      else {
        throw .refused(TicketRefusal(.person, "nobody is registered under that identity"))
      }
      switch entry {
      case .person(let person):
        try requireIdentity(identity, of: person)
        return person
      case .fenced: return nil
      }
    }
  }

  /// Refuses an entry of the lookup that leads to somebody who was registered under another identity: an
  /// erasure is not to hit the wrong one.
  private func requireIdentity(_ identity: String, of person: PersonID) throws(LedgerError) {
    guard let position = live.readOnEngineThread({ $0.catalogue.registration(of: person) }) else {
      return
    }
    guard let known = try writer.identity(registeredAt: position, seal), known != identity else {
      return
    }
    throw .inconsistent(
      position,
      "the lookup leads to person \(person.rawValue), who was registered under another identity"
    )
  }

  /// Where the contents of persons stand, in one look through the table of tickets.
  private func contents(of persons: [PersonID]) throws(LedgerError) -> [PersonalContents] {
    let wanted = Set(persons)
    var tickets: [PersonID: [Ticket]] = [:]
    live.readOnEngineThread { view in
      for ticket in view.tickets.opened {
        if let requester = ticket.requester, wanted.contains(requester) {
          tickets[requester, default: []].append(ticket)
        }
      }
    }
    var all: [PersonalContents] = []
    for person in persons {
      var contents = PersonalContents(of: person)
      let position = live.readOnEngineThread { $0.catalogue.registration(of: person) }
      if let position, let registration = try writer.event(at: position) {
        contents.add(registration)
      }
      for ticket in tickets[person] ?? [] {
        for recorded in try writer.history(of: ticket.id, from: ticket.lastPosition) {
          contents.add(recorded)
        }
      }
      all.append(contents)
    }
    return all
  }

  /// Removes contents.
  ///
  /// - Returns: How many there were.
  private mutating func remove(_ positions: [Position]) throws(LedgerError) -> Int {
    var count = 0
    do throws(StoreError) {
      for position in positions {
        if try writer.remove(in: .contents, at: position.rawValue) { count += 1 }
      }
    } catch {
      throw LedgerError(error)
    }
    return count
  }

  /// Fences the entries of the lookup that lead to persons, in one look through all of them.
  ///
  /// They stay, without a number, so that the same identity is refused from then on: a new person under
  /// it would undo what was asked for. The identities need not be known for that; they can be read no
  /// more where a key is lost.
  private mutating func fence(_ persons: Set<PersonID>) throws(LedgerError) {
    var fenced: [[UInt8]] = []
    do throws(StoreError) {
      do {
        let prefix = seal == nil ? ReferenceKey.personPrefix : IdentityLookup.prefix
        var cursor = try writer.entries(in: .references, prefix: [prefix])
        while let entry = try cursor.next() {
          var reader = ByteReader(entry.value.copied)
          guard let number: UInt64 = try? reader.read(),
            case .person(let person)? = IdentityEntry(number: number), persons.contains(person)
          else { continue }
          fenced.append(entry.key.copied)
        }
      }
      for key in fenced {
        var value = ByteWriter()
        value.write(IdentityEntry.fenced.number)
        try writer.put(value.bytes, in: .references, for: key)
      }
    } catch {
      throw LedgerError(error)
    }
  }
}

extension Unicode.Scalar {
  /// Whether it is a control character, or ends a line or a paragraph.
  fileprivate var breaksALine: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
