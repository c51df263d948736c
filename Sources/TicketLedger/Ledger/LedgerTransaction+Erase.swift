import LedgerStore

extension LedgerTransaction {
  /// Records that persons are erased, and takes their contents and what leads to them away: the first
  /// step of an erasure, after which it is decided.
  ///
  /// A person who was erased before is left as they are. Without an actor, the ledger itself erases.
  ///
  /// - Returns: What became of each, in their order.
  /// - Throws: ``LedgerError/refused(_:)`` where one is not registered, or the basis is not a label.
  /// - Complexity: O(t + p + e): tickets, persons, and the events of the tickets that they asked for.
  mutating func erase(
    _ references: [PersonReference],
    basis: String,
    by actor: ActorReference?
  ) throws(LedgerError) -> [ErasureReceipt] {
    try checkLabel(basis, what: "the basis of an erasure")
    guard !basis.unicodeScalars.contains(where: \.breaksALine) else {
      throw .refused(
        TicketRefusal(.value, "the basis of an erasure is one line without control characters")
      )
    }
    var receipts: [ErasureReceipt] = []
    var persons: [PersonID] = []
    for reference in references {
      guard let person = try erasable(reference) else {
        receipts.append(ErasureReceipt(person: nil, position: nil, wasErasedBefore: true))
        continue
      }
      let erasure = live.readOnEngineThread { $0.catalogue.erasure(of: person) }
      let isRepeated = erasure != nil || persons.contains(person)
      receipts.append(
        ErasureReceipt(person: person, position: erasure, wasErasedBefore: isRepeated)
      )
      if !isRepeated { persons.append(person) }
    }
    guard !persons.isEmpty else { return receipts }
    let recordedAt = now
    var names = DraftedNames()
    let actor = try actor.map { (reference) throws(LedgerError) in
      try self.actor(reference, drafting: &names)
    }
    try define(names, at: recordedAt)
    for plan in try plans(of: persons) {
      let draft = EventDraft(
        event: .ledger(.personErased(Erasure(of: plan.person))),
        actor: actor ?? .ledger,
        occurredAt: recordedAt,
        label: basis
      )
      let position = try append(draft, recordedAt: recordedAt)
      let count = try carryOut(plan)
      if seal == nil { try put(position.rawValue, in: .meta, for: uncompactedKey) }
      for index in receipts.indices where receipts[index].person == plan.person {
        receipts[index].position = position
        receipts[index].contentCount = count
      }
    }
    return receipts
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
      case .person(let person): return person
      case .fenced: return nil
      }
    }
  }

  /// Where the contents of persons stand, in one look through the table of tickets.
  private func plans(of persons: [PersonID]) throws(LedgerError) -> [ErasurePlan] {
    let wanted = Set(persons)
    var tickets: [PersonID: [Ticket]] = [:]
    var registrations: [PersonID: Position] = [:]
    live.readOnEngineThread { view in
      for ticket in view.tickets.opened {
        if let requester = ticket.requester, wanted.contains(requester) {
          tickets[requester, default: []].append(ticket)
        }
      }
      for person in persons { registrations[person] = view.catalogue.registration(of: person) }
    }
    var plans: [ErasurePlan] = []
    for person in persons {
      var contents = PersonalContents(of: person)
      if let position = registrations[person], let registration = try writer.event(at: position) {
        contents.add(registration)
      }
      for ticket in tickets[person] ?? [] {
        for recorded in try writer.history(of: ticket.id, from: ticket.lastPosition) {
          contents.add(recorded)
        }
      }
      plans.append(ErasurePlan(contents))
    }
    return plans
  }

  /// Removes a person's contents, and changes their entries in the lookup.
  ///
  /// - Returns: How many contents there were.
  private mutating func carryOut(_ plan: ErasurePlan) throws(LedgerError) -> Int {
    var count = 0
    do throws(StoreError) {
      for position in plan.contents {
        if try writer.remove(in: .contents, at: position.rawValue) { count += 1 }
      }
      let prefix = seal == nil ? ReferenceKey.personPrefix : IdentityLookup.prefix
      var changes: [(key: [UInt8], entry: IdentityEntry)] = []
      do {
        var cursor = try writer.entries(in: .references, prefix: [prefix])
        while let entry = try cursor.next() {
          var reader = ByteReader(entry.value.copied)
          let number: UInt64? = try? reader.read()
          guard let change = plan.change(of: number.flatMap { IdentityEntry(number: $0) }) else {
            continue
          }
          changes.append((entry.key.copied, change))
        }
      }
      for (key, entry) in changes {
        var value = ByteWriter()
        value.write(entry.number)
        try writer.put(value.bytes, in: .references, for: key)
      }
    } catch {
      throw LedgerError(error)
    }
    return count
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
