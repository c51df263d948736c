public import TicketLedger

/// Writes events as JSON objects: those of the `ticket` answer, and the lines of an export.
public enum EventJSON {
  /// The event as `ticket` answers it.
  ///
  /// ```
  /// {"position":12,"revision":2,"kind":"routed","occurredAt":"2016-03-04T12:00:00Z",
  ///  "recordedAt":"2016-03-04T12:00:01Z","actor":{"person":"a-3"},
  ///  "fields":{"team":"Network","level":2,"reason":"skill"},"words":null}
  /// ```
  /// `fields` has the names and forms of the command's fields (``SubmissionCoding``); what is not set is
  /// left out, except where nothing says something: no team, no agent, a dimension cleared. `words` is
  /// all texts joined, null for none, `"erased"` where they were. Words that should be there and are not,
  /// or that are sealed under a key that was not given, are null too, with `"unreadable":"missing"` or
  /// `"unreadable":"sealed"` beside them. Where `words` is not plainly one message,
  /// `texts` holds them by field. A person whose identity is not known is `{"number": n}`; a ticket
  /// without a reference is its number. `cause` follows where the event has one.
  ///
  /// - Parameters:
  ///   - recorded: The event.
  ///   - label: The short impersonal text of its envelope.
  ///   - words: Its texts.
  ///   - names: The names of the numbers in it.
  /// - Returns: The object, keys in the order above.
  public static func object(
    of recorded: RecordedEvent,
    label: String?,
    words: EventWords,
    names: some EventNames
  ) -> JSONObject {
    var object = JSONObject()
    object["position"] = .whole(recorded.position.rawValue)
    object["revision"] = .whole(recorded.revision)
    object["kind"] = .string(recorded.event.kind.name)
    object["occurredAt"] = .string(recorded.occurredAt.description)
    object["recordedAt"] = .string(recorded.recordedAt.description)
    object["actor"] = actor(recorded.actor, names: names)
    var fields = EventFields(names: names)
    switch recorded.event {
    case .ticket(let event): fields.write(event, label: label)
    case .ledger(let event): fields.write(event, label: label)
    }
    object["fields"] = .object(fields.object)
    switch words {
    case .none: object["words"] = .null
    case .erased: object["words"] = .string(erased)
    case .missing, .sealed:
      object["words"] = .null
      object["unreadable"] = words == .missing ? "missing" : "sealed"
    case .known(let words):
      object["words"] = .text(words.joined)
      // One text that says "erased" must not be taken for words that were.
      if !words.isEmpty, words.fields != [.text] || words.joined == erased {
        object["texts"] = .object(texts(words))
      }
    }
    object["cause"] = recorded.cause.map { .whole($0.rawValue) }
    return object
  }

  /// What stands for words that were erased.
  static let erased = "erased"

  private static func texts(_ words: Words) -> JSONObject {
    var texts = JSONObject()
    for field in words.fields { texts[field.name] = .text(words[field]) }
    return texts
  }

  private static func actor(_ actor: ActorID, names: some EventNames) -> JSONValue {
    let fields = EventFields(names: names)
    return switch actor {
    case .person(let person): ["person": fields.value(of: person)]
    case .automation(let term): ["automation": fields.value(of: term)]
    case .monitoring(let term): ["monitoring": fields.value(of: term)]
    case .importer(let term): ["importer": fields.value(of: term)]
    case .ledger: ["ledger": true]
    }
  }
}

/// Writes the lines of an export, event after event in the order of the log.
///
/// A line is the event's object with `ticket` (its reference, or its number as an integer) and `number`
/// added for a ticket's event. Names are those of the event's own time, as long as the export begins
/// with the log.
public struct EventExporter<Names: EventNames> {
  private var names: HistoricalNames<Names>

  /// Creates the export of a log whose present names are given.
  public init(names: Names) {
    self.names = HistoricalNames(names)
  }

  /// Makes the next event's line, with the calendar or policy that it adopted.
  public mutating func object(
    of recorded: RecordedEvent,
    label: String?,
    words: EventWords,
    document: JSONObject? = nil
  ) -> JSONObject {
    var object = EventJSON.object(of: recorded, label: label, words: words, names: names)
    if let document, var fields = object["fields"]?.object {
      for member in document.members { fields[member.key] = member.value }
      object["fields"] = .object(fields)
    }
    if let ticket = recorded.ticket {
      object["ticket"] = EventFields(names: names).value(of: ticket)
      object["number"] = .whole(ticket.rawValue)
    }
    names.apply(recorded.event, label: label)
    return object
  }

  /// The calendar or policy that the next event adopted, under the names of its own time; nil for every
  /// other event.
  public func document(
    of recorded: RecordedEvent,
    in ledger: Ledger
  ) throws(LedgerError) -> JSONObject? {
    switch recorded.event {
    case .ledger(.calendarAdopted), .ledger(.policyAdopted): break
    case .ledger, .ticket: return nil
    }
    return try ledger.document(at: recorded.position, names: DocumentTerms(names: names))
      .map { $0.json }
  }

  /// Appends the next event's line, with its end.
  public mutating func write(
    _ recorded: RecordedEvent,
    label: String?,
    words: EventWords,
    document: JSONObject? = nil,
    into bytes: inout [UInt8]
  ) {
    let object = object(of: recorded, label: label, words: words, document: document)
    JSONValue.object(object).write(into: &bytes)
    bytes.append(UInt8(ascii: "\n"))
  }
}
