import LedgerStore

/// Checks the tables of names and notes beside the log, as far as the events tell what they hold.
struct TableCheck {
  private let findings: VerificationFindings
  private let walk: Known

  /// What the events tell.
  struct Known {
    let end: UInt64
    let tickets: TicketTable
    let catalogue: Catalogue
    let referenceCount: UInt64
    /// Whether some events are missing or wrong, so that counts tell nothing.
    let isDamaged: Bool
  }

  init(_ known: Known, _ findings: VerificationFindings) {
    walk = known
    self.findings = findings
  }

  /// Checks all of them.
  func check(_ snapshot: borrowing LogSnapshot) throws(StoreError) {
    try checkReferences(snapshot)
    try checkImports(snapshot)
    try checkConsumers(snapshot)
    try checkMeta(snapshot)
  }

  // MARK: References

  private func checkReferences(_ snapshot: borrowing LogSnapshot) throws(StoreError) {
    var entries = try snapshot.entries(in: .references)
    var tickets: UInt64 = 0
    var persons = Set<PersonID>()
    while let entry = try entries.next() {
      let key = entry.key.copied
      let number = Self.number(entry.value)
      switch key[0] {
      case UInt8(ascii: "r"):
        tickets += 1
        try checkTicket(key, number, snapshot)
      case UInt8(ascii: "k"):
        if (number ?? .max) >= walk.end { add(key, "an idempotency key leads beyond the log") }
      case ReferenceKey.personPrefix, IdentityLookup.prefix:
        guard let identity = number.flatMap({ IdentityEntry(number: $0) }) else {
          add(key, "what identifies a person leads to no number")
          continue
        }
        guard case .person(let person) = identity, !walk.isDamaged else { continue }
        try checkPerson(key, person, isNew: persons.insert(person).inserted, snapshot)
      default: add(key, "an entry of an unknown kind")
      }
    }
    guard !walk.isDamaged else { return }
    let known = walk.catalogue.personCount - walk.catalogue.erasedPersonCount
    if persons.count != known {
      findings.add(
        VerificationProblem(
          .reference,
          "\(known) persons were registered and not erased, and what identifies \(persons.count) is "
            + "kept"
        )
      )
    }
    if tickets != walk.referenceCount {
      findings.add(
        VerificationProblem(
          .reference,
          "\(walk.referenceCount) tickets were opened under a reference, and \(tickets) references "
            + "are kept"
        )
      )
    }
  }

  private func checkPerson(
    _ key: [UInt8],
    _ person: PersonID,
    isNew: Bool,
    _ snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    let name = "person \(person.rawValue)"
    guard let registration = walk.catalogue.registration(of: person) else {
      add(key, "what identifies a person leads to \(name), whom no event registered")
      return
    }
    let position = registration.rawValue
    guard isNew else {
      add(key, "what identifies a person leads to \(name), as another entry does", at: position)
      return
    }
    // In a sealed ledger only whoever has the keys can tell.
    guard key[0] == ReferenceKey.personPrefix,
      let bytes = try snapshot.value(in: .contents, at: position)?.copied,
      let identity = (try? Content.words(decoding: bytes))?[.identity]
    else { return }
    guard key != ReferenceKey.person(identity) else { return }
    add(key, "what identifies a person leads to \(name), who has another identity", at: position)
  }

  private func checkTicket(
    _ key: [UInt8],
    _ number: UInt64?,
    _ snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    guard let number, let ticket = walk.tickets[TicketID(number)] else {
      if !walk.isDamaged { add(key, "a reference leads to a ticket that was never opened") }
      return
    }
    let opening = ticket.openedPosition.rawValue
    let label = try? snapshot.label(at: ticket.openedPosition)
    guard !walk.isDamaged, label.map({ Array($0.utf8) }) != Array(key.dropFirst()) else {
      return
    }
    add(key, "a reference leads to ticket \(number), which was opened under another", at: opening)
  }

  private func add(_ key: [UInt8], _ what: String, at position: UInt64? = nil) {
    let name = String(decoding: key.dropFirst().prefix(80), as: UTF8.self)
    let text = key[0] == UInt8(ascii: "r") || key[0] == UInt8(ascii: "k") ? " (\(name))" : ""
    findings.add(VerificationProblem(.reference, at: position, what + text))
  }

  // MARK: Notes of those who read and write

  private func checkImports(_ snapshot: borrowing LogSnapshot) throws(StoreError) {
    var entries = try snapshot.entries(in: .imports)
    while let entry = try entries.next() {
      let key = entry.key.copied
      let term = key.prefix(4).reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
      let isSource =
        TermID(rawValue: term).dimension == .source
        && (walk.isDamaged || walk.catalogue.name(of: TermID(rawValue: term)) != nil)
      guard key.count <= 4 || !isSource || entry.value.byteCount != 40 else { continue }
      addEntry("a mark of an import is not of the documented form")
    }
  }

  private func checkConsumers(_ snapshot: borrowing LogSnapshot) throws(StoreError) {
    var entries = try snapshot.entries(in: .consumers)
    while let entry = try entries.next() {
      guard (Self.number(entry.value) ?? .max) >= walk.end else { continue }
      let name = String(decoding: entry.key.copied.prefix(80), as: UTF8.self)
      addEntry("the consumer \(name) stands beyond the log")
    }
  }

  private func checkMeta(_ snapshot: borrowing LogSnapshot) throws(StoreError) {
    var entries = try snapshot.entries(in: .meta)
    while let entry = try entries.next() {
      let name = String(decoding: entry.key.copied.prefix(80), as: UTF8.self)
      switch name {
      case "format", "frontier": break
      case "leaves":
        if try EvidenceTree.openLeaves(of: snapshot) == nil {
          findings.add(
            VerificationProblem(
              .tile,
              "the stored leaves of the last events are not as many as those"
            )
          )
        }
      case "alarms":
        let moment = Self.number(entry.value).map { Int64(bitPattern: $0) }
        if !(moment.map(Instant.range.contains) ?? false) {
          addEntry("the moment since when alarms are raised is none")
        }
      case "uncompacted":
        guard let position = Self.number(entry.value), position < walk.end else {
          addEntry("the erasure whose bytes may be left stands beyond the log")
          continue
        }
        findings.note(
          "bytes of words that the event at position \(position) erased may be left in unused parts of "
            + "the file; erase again, or compact the ledger, while nobody has it open"
        )
      default: findings.note("the table meta has a key \(name), which is not known here")
      }
    }
  }

  private func addEntry(_ what: String) {
    findings.add(VerificationProblem(.entry, what))
  }

  private static func number(_ bytes: RawSpan) -> UInt64? {
    guard bytes.byteCount == 8 else { return nil }
    return UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(as: UInt64.self))
  }
}
