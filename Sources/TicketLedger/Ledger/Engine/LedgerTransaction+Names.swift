import LedgerStore

extension LedgerTransaction {
  /// The most UTF-8 bytes of a reference, name, identity or key.
  static let maximumNameSize = 255

  /// The number of a ticket; nil where there is none of that reference.
  ///
  /// A reference that is no ticket's but reads as a number is taken for the ledger's own number.
  func number(of reference: TicketReference) throws(LedgerError) -> TicketID? {
    switch reference {
    case .number(let id): return head(of: id) == nil ? nil : id
    case .reference(let text):
      guard 1...LedgerTransaction.maximumNameSize ~= text.utf8.count else { return nil }
      if let number = try writer.number(in: .references, for: ReferenceKey.ticket(text)) {
        return TicketID(number)
      }
      guard let number = UInt64(text), String(number) == text else { return nil }
      return head(of: TicketID(number)) == nil ? nil : TicketID(number)
    }
  }

  /// The ticket of a reference; refused where there is none.
  func existingTicket(_ reference: TicketReference?) throws(LedgerError) -> Ticket {
    guard let reference else {
      throw .refused(TicketRefusal(.unknownTicket, "name the ticket by number or reference"))
    }
    let name: String
    switch reference {
    case .number(let id):
      if let ticket = head(of: id) { return ticket }
      name = "number \(id)"
    case .reference(let text):
      if let id = try number(of: reference), let ticket = head(of: id) { return ticket }
      name = "reference \(text.prefix(80))"
    }
    throw .refused(TicketRefusal(.unknownTicket, "no ticket has \(name); open it first"))
  }

  /// The dimension of a name that tickets may be classified by, drafted where it is new.
  func dimension(
    named name: String,
    drafting names: inout DraftedNames
  ) throws(LedgerError) -> TermDimension {
    if let builtIn = TermDimension(builtInName: name) {
      guard builtIn.classifiesTickets else {
        throw .refused(TicketRefusal(.term, "tickets are not classified by \(name)"))
      }
      return builtIn
    }
    let term = try term(.name(name), in: .dimension, drafting: &names, asFact: true)
    return Catalogue.dimension(defining: term)
  }

  /// The term that is meant, drafted where its name is new.
  func term(
    _ reference: TermReference,
    in dimension: TermDimension,
    drafting names: inout DraftedNames,
    asFact: Bool
  ) throws(LedgerError) -> TermID {
    let term: TermID
    switch reference {
    case .number(let number):
      guard number.dimension == dimension, isDefined(number) else {
        throw .refused(TicketRefusal(.term, "no term of that dimension has that number"))
      }
      term = number
    case .name(let name):
      guard let known = try existingTerm(name, in: dimension, drafted: names) else {
        return try drafted(name, in: dimension, drafting: &names)
      }
      term = known
    }
    let isRetired =
      pending.retired.contains(term)
      || live.readOnEngineThread { $0.catalogue.isRetired(term) }
    guard asFact || !isRetired else {
      let name = name(of: term) ?? ""
      throw .refused(TicketRefusal(.term, "the term \(name) was retired; use another"))
    }
    return term
  }

  /// The term of a name, this transaction's own names first; nil where it is new.
  func existingTerm(
    _ name: String,
    in dimension: TermDimension,
    drafted: DraftedNames = DraftedNames()
  ) throws(LedgerError) -> TermID? {
    try checkName(name, what: "a name")
    let key = PendingChanges.TermName(dimension: dimension, name: name)
    if let term = drafted.terms.first(where: { $0.name == key })?.term { return term }
    if let term = pending.terms[key] { return term }
    if pending.formerNames.contains(key) { return nil }
    return live.readOnEngineThread { $0.catalogue.term(name, in: dimension) }
  }

  /// The name of a term, as this transaction left it; nil where it is not defined.
  func name(of term: TermID) -> String? {
    pending.terms.first { $0.value == term }?.key.name
      ?? live.readOnEngineThread { $0.catalogue.name(of: term) }
  }

  private func isDefined(_ term: TermID) -> Bool {
    let defined = live.readOnEngineThread { $0.catalogue.terms(in: term.dimension).count }
    return !term.isNone && term.index <= defined + pending.newTermCount(in: term.dimension)
  }

  private func drafted(
    _ name: String,
    in dimension: TermDimension,
    drafting names: inout DraftedNames
  ) throws(LedgerError) -> TermID {
    let defined = live.readOnEngineThread { $0.catalogue.terms(in: dimension).count }
    let drafted = names.terms.reduce(0) { $0 + ($1.term.dimension == dimension ? 1 : 0) }
    let index = defined + pending.newTermCount(in: dimension) + drafted + 1
    let most =
      dimension == .dimension ? Catalogue.maximumHostDimensions : TermID.maximumIndex
    guard index <= most else {
      throw .refused(TicketRefusal(.term, "the dimension is full: it holds \(most) terms"))
    }
    let term = TermID(dimension, index)
    names.terms.append((PendingChanges.TermName(dimension: dimension, name: name), term))
    return term
  }

  /// The person that is meant, drafted where the identity is new.
  func person(
    _ reference: PersonReference,
    drafting names: inout DraftedNames
  ) throws(LedgerError) -> PersonID {
    switch reference {
    case .number(let person):
      guard 1...max(pending.personCount, 1) ~= person.rawValue, pending.personCount > 0 else {
        throw .refused(TicketRefusal(.person, "no person has number \(person.rawValue)"))
      }
      guard !isErased(person) else { throw .refused(.erased(person)) }
      return person
    case .identity(let identity):
      try checkName(identity, what: "an identity")
      if let person = names.persons.first(where: { $0.identity == identity })?.person {
        return person
      }
      if let person = try registered(identity) { return person }
      let person = pending.nextPerson(after: names.persons.count)
      names.persons.append((identity, person))
      return person
    }
  }

  /// The actor that is meant, drafted where the name is new.
  func actor(
    _ reference: ActorReference,
    drafting names: inout DraftedNames
  ) throws(LedgerError) -> ActorID {
    switch reference {
    case .person(let reference): .person(try person(reference, drafting: &names))
    case .automation(let reference):
      .automation(try term(reference, in: .automation, drafting: &names, asFact: true))
    case .monitoring(let reference):
      .monitoring(try term(reference, in: .source, drafting: &names, asFact: true))
    case .importer(let reference):
      .importer(try term(reference, in: .source, drafting: &names, asFact: true))
    }
  }

  func checkName(_ name: String, what: String) throws(LedgerError) {
    guard 1...LedgerTransaction.maximumNameSize ~= name.utf8.count else {
      throw .refused(
        TicketRefusal(
          .value,
          "\(what) has 1 to \(LedgerTransaction.maximumNameSize) bytes of UTF-8, "
            + "not \(name.utf8.count)"
        )
      )
    }
  }

  /// Appends the definitions that a submission made necessary.
  mutating func define(_ names: DraftedNames, at recordedAt: Instant) throws(LedgerError) {
    for (name, term) in names.terms {
      let draft = EventDraft(
        event: .ledger(.termDefined(term)),
        actor: .ledger,
        occurredAt: recordedAt,
        label: name.name
      )
      _ = try append(draft, recordedAt: recordedAt)
    }
    for (identity, person) in names.persons {
      let draft = EventDraft(
        event: .ledger(.personRegistered(person)),
        actor: .ledger,
        occurredAt: recordedAt,
        words: Words(identity, as: .identity),
        commitments: commitments(toKeyOf: person)
      )
      _ = try append(draft, recordedAt: recordedAt)
      let key = try identityKey(of: identity)
      try put(IdentityEntry.person(person).number, in: .references, for: key)
    }
    pending.add(names)
  }
}
