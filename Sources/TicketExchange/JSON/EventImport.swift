public import TicketLedger

/// Turns the records of an export, in their order, into submissions for another ledger.
///
/// Positions differ between the two ledgers, because each defines terms and registers persons when it
/// first needs them. So an import notes for every record where it came to stand, and an event that
/// names a position gets the new one:
/// ```swift
/// for record in records {
///   if events.awaits(record) { /* append the group so far and note its receipts */ }
///   if let submission = try events.remap(record) { group.append(submission) }
/// }
/// ```
/// Every submission carries a key made of the source and the old position. A second import of the same
/// export appends nothing and gets the first receipts, so an import that was cut off starts from the
/// beginning again.
///
/// A person whose identity the export does not have (it was erased, or sealed) becomes the pseudonym
/// `source#number`: two such persons stay two.
///
/// An erasure is no submission: it is left out and counted here. ``JSONLImport`` erases the person, and
/// has their words stand as erased.
public struct EventImport: Sendable {
  /// What the exported log is called.
  public let source: String
  /// What becomes of tickets without a reference.
  public let tickets: NumberedTickets
  /// The events left out so far, by kind.
  public private(set) var skipped: [EventKind: Int] = [:]
  /// The causes left out so far, because they name an event that was left out.
  public private(set) var droppedCauses = 0

  private let persons: ExportedPersons
  /// The tickets whose words go with their requester, by the number in the export.
  private var erasedTickets: Set<TicketID> = []
  private var places = PositionMap()
  private var pending: Set<Position> = []
  /// Those of `pending` that go without the words of their events.
  private var wordless: Set<Position> = []
  private var openedCount: UInt64 = 0

  /// What becomes of tickets without a reference.
  public enum NumberedTickets: Hashable, Sendable {
    /// They keep their numbers, and every answer stays what it was.
    ///
    /// For a ledger that has no tickets but those of this export: tickets are numbered in the order of
    /// their openings, and so get the same numbers again. Nothing else may open tickets meanwhile.
    case keepNumbers
    /// They get the reference `source#number`, for a ledger that has tickets of its own.
    case getReferences
  }

  /// Begins an import.
  public init(source: String, tickets: NumberedTickets) {
    self.init(source: source, tickets: tickets, persons: ExportedPersons())
  }

  /// Begins an import of an export that was read through before.
  init(source: String, tickets: NumberedTickets, persons: ExportedPersons) {
    self.source = source
    self.tickets = tickets
    self.persons = persons
  }

  /// Whether the record names a position that was handed out but has no receipt noted yet.
  public func awaits(_ record: EventRecord) -> Bool {
    guard case .submission(let submission) = record.content else { return false }
    if let cause = submission.cause, pending.contains(cause) { return true }
    guard case .reviewMessage(let review) = submission.command.action else { return false }
    return pending.contains(review.reply)
  }

  /// Makes the submission of the next record; nil where it is left out, which is counted.
  ///
  /// - Throws: ``JSONFieldError`` where a reviewed reply was not imported, or where numbers are to be
  ///   kept and the export does not hold every ticket from the first on.
  public mutating func remap(_ record: EventRecord) throws(JSONFieldError) -> Submission? {
    guard case .submission(var submission) = record.content else {
      skipped[record.kind, default: 0] += 1
      return nil
    }
    if record.kind == .opened { try open(record, &submission) }
    standIn(forWordsOf: record, &submission)
    if let cause = submission.cause, places[cause] == nil {
      submission.cause = nil
      droppedCauses += 1
    }
    if case .reviewMessage(let review) = submission.command.action, places[review.reply] == nil {
      throw JSONFieldError("fields.reply", "position \(review.reply) was not imported before")
    }
    pending.insert(record.position)
    var mapped = submission.mapping(
      ticket: { renamed($0) },
      person: { renamed($0) },
      position: { places[$0] }
    )
    mapped.key = "\(source) \(record.position)"
    return mapped
  }

  /// Notes where the submission of a record came to stand.
  public mutating func note(_ receipt: Receipt, for record: EventRecord) {
    pending.remove(record.position)
    wordless.remove(record.position)
    places.add(record.position, at: receipt.position)
  }

  /// Whether the submission of a record, whose receipt is still to be noted, goes without the words of its
  /// event, because the export lacks them.
  func lacksWords(_ record: EventRecord) -> Bool {
    wordless.contains(record.position)
  }

  /// Whom an erasure concerns in the importing ledger; nobody where there is nothing of them, or no more.
  func targets(of erasure: EventRecord.PersonErasure) -> [PersonReference] {
    persons.targets(ofErasing: erasure.person, source: source)
  }

  /// Who carried an erasure out, for the importing ledger.
  func actor(of erasure: EventRecord.PersonErasure) -> ActorReference {
    guard case .person(let person) = erasure.actor else { return erasure.actor }
    return .person(renamed(person))
  }

  /// Leaves out an erasure that concerns nobody here, and counts it unless it was carried out before.
  ///
  /// - Returns: Whether it was.
  mutating func leaveOut(_ erasure: EventRecord.PersonErasure) -> Bool {
    let wasErasedBefore = persons.wasErasedBefore(erasure.person)
    if !wasErasedBefore { skipped[.personErased, default: 0] += 1 }
    return wasErasedBefore
  }

  /// Has a text stand in for words that were erased, where an erasure to come takes it away again.
  ///
  /// So the event commits to words, and the ledger can tell that they were erased from that there were
  /// none.
  private mutating func standIn(forWordsOf record: EventRecord, _ submission: inout Submission) {
    if case .open(let opening) = submission.command.action, let ticket = record.ticket,
      case .number(let requester)? = opening.requester,
      persons.losesWords(ticket, askedForBy: requester)
    {
      erasedTickets.insert(ticket)
    }
    switch record.words {
    case .whole: break
    case .erased where record.ticket.map { erasedTickets.contains($0) } == true:
      submission.command.action = submission.command.action.saying(EventJSON.erased)
    case .erased, .unreadable: wordless.insert(record.position)
    }
  }

  private mutating func open(
    _ record: EventRecord,
    _ submission: inout Submission
  ) throws(JSONFieldError) {
    openedCount += 1
    switch tickets {
    case .keepNumbers:
      guard record.ticket == TicketID(openedCount) else {
        throw JSONFieldError(
          "number",
          "ticket \(openedCount) should be opened here; numbers can be kept only where the export "
            + "holds every opening, in its order"
        )
      }
    case .getReferences:
      guard submission.command.ticket == nil else { return }
      guard let ticket = record.ticket else {
        throw JSONFieldError("number", "is missing, and the ticket has no reference either")
      }
      submission.command.ticket = .number(ticket)
    }
  }

  private func renamed(_ ticket: TicketReference) -> TicketReference {
    guard tickets == .getReferences, case .number(let number) = ticket else { return ticket }
    return .reference("\(source)#\(number)")
  }

  private func renamed(_ person: PersonReference) -> PersonReference {
    guard case .number(let number) = person else { return person }
    return persons.reference(to: number, source: source)
  }
}
