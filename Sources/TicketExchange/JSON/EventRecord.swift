public import TicketLedger

/// One line of an export, read back: a fact for another ledger, in the exporting ledger's numbers.
public struct EventRecord: Hashable, Sendable {
  /// Where the event stood in the exporting ledger.
  public var position: Position
  /// The kind of the event.
  public var kind: EventKind
  /// The exporting ledger's number of the ticket; nil for an event of the ledger itself.
  public var ticket: TicketID?
  /// What becomes of it.
  public var content: Content
  /// What the export has of the event's words.
  public var words = ExportedWords.whole

  /// What becomes of an exported event.
  public enum Content: Hashable, Sendable {
    /// It is submitted as a fact.
    case submission(Submission)
    /// The person is erased in the importing ledger too.
    case erasure(PersonErasure)
    /// It is left out, for a reason.
    case skipped(Skip)
  }

  /// The erasure of a person, as the exporting ledger recorded it.
  public struct PersonErasure: Hashable, Sendable {
    /// The exporting ledger's number of the person; who was erased has no other name.
    public var person: PersonID
    /// The legal basis.
    public var basis: String
    /// Who erased.
    public var actor: ActorReference
  }

  /// Why an exported event is not submitted.
  public enum Skip: Hashable, Sendable {
    /// The importing ledger records such events itself, when it first needs them.
    case arisesByItself
    /// A renaming to the name that the export already uses.
    case changesNothing
  }

  /// What an export has of an event's words.
  public enum ExportedWords: Hashable, Sendable {
    /// All there were, or none where there were none.
    case whole
    /// None: they had been erased.
    case erased
    /// None: they were missing, or sealed under a key that was not given.
    case unreadable
  }
}

/// Reads the lines that ``EventExporter`` writes.
///
/// What is kept: what happened, to which ticket, by whom, when it happened, and its words. What is not:
/// `recordedAt` and `revision`, which the importing ledger gives anew; a term defined or a person
/// registered but never used by an event; and words that were erased, missing or sealed: the fact stands
/// without them, and ``EventRecord/words`` says why. Events that the exporting ledger made happen by
/// itself come, to the importing ledger, from an automation named `ledger`.
public enum EventRecordCoding {
  /// Who acts where the exporting ledger did.
  public static let ledgerActor = ActorReference.automation("ledger")

  /// Reads one line.
  ///
  /// - Throws: ``JSONFieldError``, which names the first field that is wrong.
  public static func record(from value: JSONValue) throws(JSONFieldError) -> EventRecord {
    var line = try JSONFields(value)
    let position = try line.require("position", try line.position("position"), "a position")
    let kind = try kind(from: &line)
    let isOfTicket = kind.rawValue >= EventKind.opened.rawValue
    let number: UInt64? = try line.optionalWhole("number", from: 1)
    let ticket = isOfTicket ? try line.ticket("ticket") : nil
    let occurredAt = try line.instant("occurredAt")
    let cause = try line.position("cause")
    for name in ["revision", "recordedAt", "unreadable"] { _ = line.value(name) }
    let actor = try line.exportedActor()
    var fields = try line.fieldsAndTexts()
    let words = line.exportedWords()
    try line.finish()

    var record = EventRecord(
      position: position,
      kind: kind,
      ticket: isOfTicket ? number.map { TicketID($0) } : nil,
      content: .skipped(.arisesByItself),
      words: words
    )
    if isOfTicket { _ = try line.require("ticket", ticket, "a ticket's reference or its number") }
    if arisesByItself(kind) { return record }
    if kind == .personErased {
      record.content = .erasure(try fields.erasure(by: actor))
      try fields.finish()
      return record
    }
    let reference = kind == .opened ? try fields.reference() : ticket
    let action = try Command.Action(kind, from: &fields, mayLackWords: true)
    try fields.finish()
    if case .renameTerm(_, .name(let former), let name) = action, former == name {
      record.content = .skipped(.changesNothing)
      return record
    }
    let submission = Submission(
      Command(action, on: reference),
      by: actor,
      at: try line.require("occurredAt", occurredAt, "an instant"),
      cause: cause
    )
    record.content = .submission(submission)
    return record
  }

  /// Reads one line as a submission in the exporting ledger's numbers; nil where it is left out.
  public static func submission(from value: JSONValue) throws(JSONFieldError) -> Submission? {
    guard case .submission(let submission) = try record(from: value).content else { return nil }
    return submission
  }

  /// Every line is looked up here, and a search among all kinds would cost more than its parsing.
  private static let kindsByName = Dictionary(
    uniqueKeysWithValues: EventKind.allCases.map { ($0.name, $0) }
  )

  private static func kind(from line: inout JSONFields) throws(JSONFieldError) -> EventKind {
    let name = try line.text("kind")
    guard let kind = kindsByName[name] else {
      throw line.error("kind", "this version knows no event \(JSONValue.string(name).excerpt)")
    }
    return kind
  }

  private static func arisesByItself(_ kind: EventKind) -> Bool {
    switch kind {
    case .ledgerCreated, .termDefined, .personRegistered, .alarmRaised, .importAdvanced,
      .signingKeyAdopted:
      true
    default: false
    }
  }
}

extension JSONFields {
  fileprivate mutating func exportedActor() throws(JSONFieldError) -> ActorReference {
    if let object = value("actor")?.object, object.keys == ["ledger"] {
      return EventRecordCoding.ledgerActor
    }
    return try require("actor", try actor("actor"), "an object that says who acted")
  }

  /// What the line has of the event's words; asked once its texts were read.
  fileprivate mutating func exportedWords() -> EventRecord.ExportedWords {
    if let unreadable = value("unreadable"), !unreadable.isNull { return .unreadable }
    return value("texts") == nil && value("words")?.string == EventJSON.erased ? .erased : .whole
  }

  /// The erasure of a person.
  fileprivate mutating func erasure(
    by actor: ActorReference
  ) throws(JSONFieldError) -> EventRecord.PersonErasure {
    // No export names them by identity: a line that does would have words of anybody erased.
    guard case .number(let person)? = try person("person") else {
      throw error("person", "must be {\"number\": n}: who was erased has no identity any more")
    }
    _ = try word("scope", as: ErasureScope.self)
    return EventRecord.PersonErasure(person: person, basis: try text("basis"), actor: actor)
  }

  /// The event's fields with its texts among them, as a command has them.
  fileprivate mutating func fieldsAndTexts() throws(JSONFieldError) -> JSONFields {
    guard var fields = value("fields")?.object else {
      throw error("fields", "is missing; it must be an object with the event's fields")
    }
    let words = try optionalText("words")
    var texts = JSONObject()
    if let value = value("texts") {
      guard let object = value.object else {
        throw error("texts", "must be an object of texts, not \(value.excerpt)")
      }
      texts = object
    } else if let words, words != EventJSON.erased {
      texts["text"] = .string(words)
    }
    for text in texts.members {
      guard fields[text.key] == nil else {
        throw error("texts.\(text.key)", "is given twice, here and in \"fields\"")
      }
      fields[text.key] = text.value
    }
    return JSONFields(fields, path: "fields")
  }
}
