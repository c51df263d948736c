import Foundation
package import TicketLedger
package import Transparency

/// One ticket's history in a file that verifies without the ledger: its events as they were hashed,
/// the proof of each, and a signed checkpoint that they are in.
///
/// ```
/// {"format":"ticket-ledger history 1","ticket":"T-1","number":7,
///  "log":"helpdesk.example+8a…+AQ…","checkpoint":"helpdesk.example\n1024\n…",
///  "events":[{"position":12,"envelope":base64,"proof":[base64,…],"content":base64},…],
///  "names":[{"position":3,"envelope":base64,"proof":[base64,…]},…],
///  "erasures":[…]}
/// ```
/// `events` are the ticket's, the oldest first; `content` are the bytes beside an event, sealed where
/// the ledger is. `names` are the events that gave the terms in them their names, `erasures` those that
/// erased the requester, whose words are then not there. What the file says
/// otherwise, of ticket and number, is checked against them. It cannot prove that the ticket had no
/// later event in the checkpoint: for that, ask for its history again under a later checkpoint.
package struct HistoryProof {
  /// An event, with its proof.
  package struct Entry: Hashable {
    /// Where it stands.
    package let position: UInt64
    /// Its bytes as they were hashed.
    package let envelope: [UInt8]
    /// The hashes beside the way up to the root, the leaf's sibling first.
    package let path: [Hash]
    /// The bytes beside it; nil where there are none, or they are withheld.
    package let content: [UInt8]?
  }

  static let format = "ticket-ledger history 1"

  /// What the ledger calls the ticket.
  package let ticket: String
  /// The ticket's number.
  package let number: UInt64
  /// The log's key by the file's own word.
  package let log: NoteVerifier
  /// The checkpoint that all are in.
  package let checkpoint: SignedNote
  /// The ticket's events, the oldest first.
  package let events: [Entry]
  /// The events that name what is in them.
  package let names: [Entry]
  /// The events that erased the ticket's requester.
  package let erasures: [Entry]
}

extension HistoryProof {
  /// Proves a ticket's history in a checkpoint of its ledger; nil where there is no such ticket, or it
  /// had no event then.
  ///
  /// - Complexity: O(n) in the events of the log, to find where names were given.
  package init?(
    of id: TicketID,
    in checkpoint: SignedNote,
    signedBy log: NoteVerifier,
    ledger: Ledger
  ) async throws {
    let size = Checkpoint(text: checkpoint.unverifiedText)?.size ?? 0
    let history = try ledger.history(of: .number(id)) ?? []
    let names = AskedNames(LedgerNames(ledger))
    var events: [Entry] = []
    for recorded in history where recorded.position.rawValue < size {
      _ = EventJSON.object(of: recorded, label: nil, words: .none, names: names)
      events.append(try Entry(at: recorded.position, in: checkpoint, ledger))
    }
    guard case .ticket(.opened(let opening))? = history.first?.event, !events.isEmpty else {
      return nil
    }
    let places = try await ledger.replay(until: size, projections: [NamingEvents.self]) { _, _ in }
    let asked = names.asked
    let found = places[NamingEvents.self]
    self.init(
      ticket: try ledger.reference(of: id) ?? "\(id)",
      number: id.rawValue,
      log: log,
      checkpoint: checkpoint,
      events: events,
      names: try found.names.filter { asked.contains($0.term) }.map {
        try Entry(at: $0.position, in: checkpoint, ledger)
      },
      erasures: try found.erasures.filter { $0.person == opening.requester }.map {
        try Entry(at: $0.position, in: checkpoint, ledger)
      }
    )
  }

  /// The file.
  package var json: JSONValue {
    [
      "format": .string(HistoryProof.format),
      "ticket": .string(ticket),
      "number": .whole(number),
      "log": .string(log.vkey),
      "checkpoint": .string(String(decoding: checkpoint.bytes, as: UTF8.self)),
      "events": .array(events.map(\.json)),
      "names": .array(names.map(\.json)),
      "erasures": .array(erasures.map(\.json)),
    ]
  }

  /// Reads a file; any JSON is answered.
  package init(_ json: JSONValue) throws(JSONFieldError) {
    var fields = try JSONFields(json)
    let format = try fields.text("format")
    guard format == HistoryProof.format else {
      throw fields.error("format", "must be \(HistoryProof.format), and is \(format)")
    }
    ticket = try fields.text("ticket")
    guard let number = fields.value("number")?.integer, number > 0 else {
      throw fields.error("number", "must be a ticket's number")
    }
    self.number = UInt64(number)
    guard let log = try? NoteVerifier(vkey: try fields.text("log")) else {
      throw fields.error("log", "must be a log's key")
    }
    self.log = log
    let note = try fields.text("checkpoint")
    guard let checkpoint = try? SignedNote(parsing: Array(note.utf8)) else {
      throw fields.error("checkpoint", "must be a signed checkpoint")
    }
    self.checkpoint = checkpoint
    events = try Entry.list("events", of: &fields)
    names = try Entry.list("names", of: &fields)
    erasures = try Entry.list("erasures", of: &fields)
  }
}

extension HistoryProof.Entry {
  fileprivate init(at position: Position, in checkpoint: SignedNote, _ ledger: Ledger) throws {
    let range = position.rawValue..<position.rawValue + 1
    self.init(
      position: position.rawValue,
      envelope: try ledger.envelopes(range)[0],
      path: try ledger.proof(of: position, in: checkpoint).path,
      content: try ledger.content(at: position)
    )
  }

  fileprivate var json: JSONValue {
    var json = JSONObject()
    json["position"] = .whole(position)
    json["envelope"] = .string(Data(envelope).base64EncodedString())
    json["proof"] = .array(path.map { .string($0.base64) })
    json["content"] = content.map { .string(Data($0).base64EncodedString()) }
    return .object(json)
  }

  fileprivate static func list(
    _ key: String,
    of fields: inout JSONFields
  ) throws(JSONFieldError) -> [HistoryProof.Entry] {
    guard let elements = fields.value(key)?.array else {
      throw fields.error(key, "must be a list of events")
    }
    var entries: [HistoryProof.Entry] = []
    for (place, element) in elements.enumerated() {
      guard let entry = HistoryProof.Entry(element) else {
        throw fields.error("\(key)[\(place)]", "must have a position, an envelope and a proof")
      }
      entries.append(entry)
    }
    return entries
  }

  private init?(_ json: JSONValue) {
    guard let object = json.object, let position = object["position"]?.integer, position >= 0,
      let envelope = object["envelope"]?.string.flatMap({ Self.bytes(base64: $0) }),
      let proof = object["proof"]?.array
    else { return nil }
    let path = proof.compactMap { $0.string.flatMap { Hash(base64: $0.utf8) } }
    guard path.count == proof.count else { return nil }
    let content = object["content"]?.string.map { Self.bytes(base64: $0) }
    if case .some(.none) = content { return nil }
    self.init(
      position: UInt64(position),
      envelope: envelope,
      path: path,
      content: content ?? nil
    )
  }

  /// The bytes of a text of which there is but one: Foundation passes over bits that mean nothing.
  private static func bytes(base64 text: String) -> [UInt8]? {
    guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else {
      return nil
    }
    return Array(data)
  }
}

/// Names, remembering which were asked for.
private final class AskedNames: EventNames {
  private let names: LedgerNames
  private(set) var asked: Set<TermID> = []

  init(_ names: LedgerNames) {
    self.names = names
  }

  func name(of term: TermID) -> String? {
    asked.insert(term)
    return names.name(of: term)
  }

  func name(of dimension: TermDimension) -> String {
    if let term = dimension.definingTerm { asked.insert(term) }
    return names.name(of: dimension)
  }

  func identity(of person: PersonID) -> String? { nil }
  func reference(of ticket: TicketID) -> String? { names.reference(of: ticket) }
}

/// Where terms were given their names, and persons erased.
private struct NamingEvents: Projection {
  static let name = "namingEvents"
  static let version: UInt32 = 1
  private(set) var names: [(term: TermID, position: Position)] = []
  private(set) var erasures: [(person: PersonID, position: Position)] = []

  init() {}

  mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    switch recorded.event {
    case .ledger(.termDefined(let term)), .ledger(.termRenamed(let term)):
      names.append((term, recorded.position))
    case .ledger(.personErased(let erasure)):
      erasures.append((erasure.person, recorded.position))
    case .ledger, .ticket: break
    }
  }

  func encode(into writer: inout ByteWriter) {
    for name in names {
      writer.write(name.term.rawValue)
      writer.write(name.position.rawValue)
    }
    for erasure in erasures {
      writer.write(UInt32.max)
      writer.write(erasure.person.rawValue)
      writer.write(erasure.position.rawValue)
    }
  }

  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    while reader.remaining > 0 {
      let number: UInt32 = try reader.read()
      if number == .max {
        erasures.append((PersonID(try reader.read()), Position(try reader.read())))
      } else {
        names.append((TermID(rawValue: number), Position(try reader.read())))
      }
    }
  }
}
