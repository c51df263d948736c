import LedgerStore

extension LedgerTransaction {
  /// Whether a person's words were erased.
  func isErased(_ person: PersonID) -> Bool {
    live.readOnEngineThread { $0.catalogue.isErased(person) }
  }

  /// Refuses words that nobody could read, or that concern somebody who was erased.
  ///
  /// Asked before anything of a submission is recorded, so that a refusal leaves nothing behind.
  func checkOwner(of event: Event, requester: PersonID?) throws(LedgerError) {
    let owner = event.contentOwner(requester: requester) ?? .organisation
    if case .person(let person) = owner, isErased(person) {
      throw .refused(.erased(person))
    }
    guard let seal else { return }
    guard seal.hasKeys else { throw .refused(.withoutKeys) }
    // A person registered by this transaction, or about to be, gets a key then.
    if case .person(let person) = owner, person.rawValue > pending.formerPersonCount { return }
    do throws(SealingFailure) {
      _ = try seal.key(of: owner)
    } catch {
      switch error {
      case .missingKey, .keys(.missingKey), .keys(.damagedSlot), .keys(.otherKey):
        throw .refused(.lostKey(of: owner, in: seal.path))
      case .keys(let failure): throw LedgerError(failure, at: seal.path)
      default: throw LedgerError(error, at: Position(writer.end))
      }
    }
  }

  /// The bytes that belong beside an envelope: a document, words, or sealed words; nil for none.
  func content(
    of draft: EventDraft,
    requester: PersonID?
  ) throws(LedgerError) -> [UInt8]? {
    if let document = draft.document { return document }
    guard !draft.words.isEmpty else { return nil }
    let content = Content.encode(draft.words)
    guard let seal else { return content }
    let owner = draft.event.contentOwner(requester: requester) ?? .organisation
    return try seal.seal(content, of: draft.event.kind, for: owner, drafted: pending.keys)
  }

  /// Makes the key of a person about to be registered, and says what the log commits to; nothing in a
  /// plain ledger.
  mutating func commitments(toKeyOf person: PersonID) -> [UInt8] {
    guard let seal else { return [] }
    return pending.keys.makeKey(for: person).commitment(of: .person(person), origin: seal.origin)
  }

  /// The person an identity is registered for; nil where it is new, refused where they were erased.
  func registered(_ identity: String) throws(LedgerError) -> PersonID? {
    if let person = known[identity] { return person }
    let key = try identityKey(of: identity)
    guard let number = try writer.number(in: .references, for: key) else { return nil }
    switch IdentityEntry(number: number) {
    case .person(let person):
      // One of this transaction's own may still be taken back.
      if person.rawValue <= pending.formerPersonCount { known.insert(person, identity: identity) }
      return person
    case .fenced:
      throw .refused(
        TicketRefusal(.person, "who had that identity was erased; it is not to be used again")
      )
    case nil:
      throw .inconsistent(Position(writer.end), "an entry of the lookup of persons is damaged")
    }
  }

  /// The key of an identity's entry in the table of references.
  func identityKey(of identity: String) throws(LedgerError) -> [UInt8] {
    guard let seal else { return ReferenceKey.person(identity) }
    guard let lookup = seal.lookup else { throw .refused(.withoutKeys) }
    return lookup.referenceKey(of: identity)
  }

  /// Makes the keys of new persons durable, before anything that is sealed under them is.
  func writeKeys() throws(LedgerError) {
    guard let seal, let keys = seal.keys, !pending.keys.isEmpty else { return }
    do throws(KeyFailure) {
      try keys.write(pending.keys, lastRegistered: pending.formerPersonCount)
    } catch {
      throw LedgerError(error, at: seal.path)
    }
  }
}

extension TicketRefusal {
  static func erased(_ person: PersonID) -> TicketRefusal {
    TicketRefusal(
      .person,
      "person \(person.rawValue) was erased; nothing new is recorded of them"
    )
  }

  fileprivate static func lostKey(of owner: KeyOwner, in path: String) -> TicketRefusal {
    TicketRefusal(
      .keys,
      "\(path): the key of \(owner) is damaged or gone, so no words of them can be sealed; restore a "
        + "copy of the file, or erase the person"
    )
  }

  fileprivate static let withoutKeys = TicketRefusal(
    .keys,
    "the ledger is sealed and was opened without its keys; open it with them to record words or persons"
  )
}
