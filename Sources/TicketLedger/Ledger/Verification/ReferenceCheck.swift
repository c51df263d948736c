import LedgerStore
import Transparency

/// Checks what leads to tickets, to receipts and to persons, as far as the events tell where it leads.
///
/// A ticket's reference stands in its opening, and what identifies a person in their registration: both
/// are compared, of a sealed ledger with its keys. Of an idempotency key no event knows; it has to lead
/// to an event that a command recorded, and no two to the same one.
struct ReferenceCheck {
  private let known: TableCheck.Known
  private let findings: VerificationFindings
  private var ticketCount: UInt64 = 0
  private var persons: Set<PersonID> = []
  private var identityCount = 0
  private var fencedCount = 0
  /// Whether an entry that leads to a person is wrong by itself: then the number of others tells nothing.
  private var blamesPersons = false
  /// A bit for each event: whether an idempotency key leads to it.
  private var receipts: [UInt64]

  init(_ known: TableCheck.Known, _ findings: VerificationFindings) {
    self.known = known
    self.findings = findings
    // In a damaged log the end may be any number, and nothing is compared.
    receipts = Array(repeating: 0, count: known.isDamaged ? 0 : Int(known.end / 64 + 1))
  }

  /// Checks all entries.
  ///
  /// - Complexity: O(n log e) in entries and events; a bit of memory for each event.
  mutating func check(_ snapshot: borrowing LogSnapshot) throws(StoreError) {
    var entries = try snapshot.entries(in: .references)
    while let entry = try entries.next() {
      let number = TableCheck.number(entry.value)
      if isKnownTicket(entry.key, number) {
        ticketCount += 1
        continue
      }
      let key = entry.key.copied
      switch key[0] {
      case UInt8(ascii: "r"): try checkTicket(key, number, snapshot)
      case UInt8(ascii: "k"): try checkReceipt(key, number, snapshot)
      case ReferenceKey.personPrefix, IdentityLookup.prefix:
        try checkPerson(key, number, snapshot)
      default: add(key, "an entry of an unknown kind")
      }
    }
    if !known.isDamaged { compareCounts() }
  }

  private func compareCounts() {
    let erased = known.catalogue.erasedPersonCount
    if identityCount != known.catalogue.personCount {
      add(
        "\(known.catalogue.personCount) persons were registered, and what identifies \(identityCount) "
          + "is kept"
      )
    } else if fencedCount != erased, !blamesPersons {
      add("\(erased) persons were erased, and \(fencedCount) identities are fenced")
    }
    if ticketCount != known.referenceCount {
      add(
        "\(known.referenceCount) tickets were opened under a reference, and \(ticketCount) references "
          + "are kept"
      )
    }
  }

  // MARK: Tickets

  /// Whether an entry leads to the ticket that was opened under its reference, as the walk has it.
  private func isKnownTicket(_ key: RawSpan, _ number: UInt64?) -> Bool {
    guard !known.isDamaged, let number, unsafe key.unsafeLoad(as: UInt8.self) == UInt8(ascii: "r")
    else { return false }
    return known.labels.isLabel(key.extracting(droppingFirst: 1), of: TicketID(number))
  }

  private mutating func checkTicket(
    _ key: [UInt8],
    _ number: UInt64?,
    _ snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    ticketCount += 1
    guard !known.isDamaged else { return }
    guard let number, let ticket = known.tickets[TicketID(number)] else {
      add(key, "a reference leads to a ticket that was never opened")
      return
    }
    let label = try? snapshot.label(at: ticket.openedPosition)
    guard label.map({ Array($0.utf8) }) != Array(key.dropFirst()) else { return }
    add(
      key,
      "a reference leads to ticket \(number), which was opened under another",
      at: ticket.openedPosition.rawValue
    )
  }

  // MARK: Receipts

  private mutating func checkReceipt(
    _ key: [UInt8],
    _ number: UInt64?,
    _ snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    guard let number, number < known.end else {
      add(key, "an idempotency key leads beyond the log")
      return
    }
    guard 2...LedgerTransaction.maximumNameSize + 1 ~= key.count,
      String(validating: key.dropFirst(), as: UTF8.self) != nil
    else {
      add(key, "an idempotency key is none", at: number)
      return
    }
    guard !known.isDamaged else { return }
    let (word, bit) = (Int(number / 64), UInt64(1) << (number % 64))
    if receipts[word] & bit != 0 {
      add(key, "an idempotency key leads to the event of another", at: number)
    }
    receipts[word] |= bit
    guard let recorded = try? snapshot.event(at: Position(number)), recorded.actor == .ledger
    else { return }
    add(key, "an idempotency key leads to an event that no command recorded", at: number)
  }

  // MARK: Persons

  private mutating func checkPerson(
    _ key: [UInt8],
    _ number: UInt64?,
    _ snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    identityCount += 1
    guard let identity = number.flatMap({ IdentityEntry(number: $0) }) else {
      addPerson(key, "no number")
      return
    }
    let isSealed = key[0] == IdentityLookup.prefix
    guard key.count == 33, known.isDamaged || isSealed == known.isSealed else {
      blamesPersons = true
      add(key, "what identifies a person is not of this ledger's form")
      return
    }
    guard case .person(let person) = identity else {
      fencedCount += 1
      return
    }
    guard !known.isDamaged else { return }
    let name = "person \(person.rawValue)"
    guard let registration = known.catalogue.registration(of: person) else {
      addPerson(key, "\(name), whom no event registered")
      return
    }
    if let erasure = known.catalogue.erasure(of: person) {
      addPerson(key, "\(name), who was erased at position \(erasure)", at: registration)
    } else if try isTheirs(key, person, registration, snapshot),
      !persons.insert(person).inserted
    {
      addPerson(key, "\(name), as another entry does", at: registration)
    }
  }

  /// Compares an entry with what its person was registered under; in a sealed ledger, with the keys.
  ///
  /// - Returns: Whether nothing is known to the contrary.
  private mutating func isTheirs(
    _ key: [UInt8],
    _ person: PersonID,
    _ registration: Position,
    _ snapshot: borrowing LogSnapshot
  ) throws(StoreError) -> Bool {
    guard !known.isSealed || known.seal != nil else { return true }
    // A content that is changed or gone is named as such.
    guard try isWhole(registration, snapshot) else { return true }
    let name = "person \(person.rawValue)"
    guard let identity = try? snapshot.identity(registeredAt: registration, known.seal) else {
      guard !findings.kinds.contains(.key) else { return true }
      findings.add(
        VerificationProblem(
          .key,
          at: registration.rawValue,
          person: person,
          "the key of \(name) does not open what identifies them"
        )
      )
      return true
    }
    let expected =
      known.seal?.lookup?.referenceKey(of: identity) ?? ReferenceKey.person(identity)
    guard key != expected else { return true }
    addPerson(key, "\(name), who has another identity", at: registration)
    return false
  }

  /// Whether the content at a position is there and has the digest that its envelope holds.
  private func isWhole(
    _ position: Position,
    _ snapshot: borrowing LogSnapshot
  ) throws(StoreError) -> Bool {
    guard let envelope = try snapshot.value(in: .events, at: position.rawValue),
      let digest = try? Envelope.digest(of: envelope),
      let content = try snapshot.value(in: .contents, at: position.rawValue)
    else { return false }
    return digest == Hash.digest(of: content).bytes
  }

  private mutating func addPerson(
    _ key: [UInt8],
    _ target: String,
    at registration: Position? = nil
  ) {
    blamesPersons = true
    add(key, "what identifies a person leads to \(target)", at: registration?.rawValue)
  }

  private func add(_ key: [UInt8], _ what: String, at position: UInt64? = nil) {
    let name = String(decoding: key.dropFirst().prefix(80), as: UTF8.self)
    let isText = key[0] == UInt8(ascii: "r") || key[0] == UInt8(ascii: "k")
    add(isText ? "\(what) (\(name))" : what, at: position)
  }

  private func add(_ what: String, at position: UInt64? = nil) {
    findings.add(VerificationProblem(.reference, at: position, what))
  }
}
