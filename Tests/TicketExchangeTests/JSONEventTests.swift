import Testing
import TicketExchange
import TicketLedger

@Suite("Events by JSON")
struct JSONEventTests {
  private let names = JSONTestNames()

  private func line(
    _ recorded: RecordedEvent,
    _ event: JSONTestEvent
  ) throws -> JSONValue {
    var exporter = EventExporter(names: names)
    var bytes: [UInt8] = []
    let words: EventWords = event.words.isEmpty ? .none : .known(event.words)
    exporter.write(recorded, label: event.label, words: words, into: &bytes)
    return try JSONValue(parsing: bytes)
  }

  @Test(
    "an exported event is read back as the command that makes it again",
    arguments: SubmissionCoding.kinds
  )
  func readsBack(kind: EventKind) throws {
    var events = RandomEvents(seed: UInt64(kind.rawValue))
    for position in 0..<200 as Range<UInt64> {
      let event = events.event(kind)
      let recorded = events.record(event, at: position)
      let line = try line(recorded, event)
      let record = try EventRecordCoding.record(from: line)
      #expect(record.position == recorded.position)
      #expect(record.ticket == recorded.ticket)
      #expect(record.kind == kind)
      guard case .submission(let submission) = record.content else {
        Issue.record("\(line) was left out")
        continue
      }
      #expect(names.event(of: submission.command) == event, "\(line)")
      #expect(names.actor(submission.actor) == recorded.actor)
      #expect(submission.occurredAt == recorded.occurredAt)
      #expect(submission.cause == recorded.cause)
      #expect(submission.key == nil && submission.expecting == nil)
      if kind != .opened { #expect(names.ticket(submission.command.ticket) == recorded.ticket) }
    }
  }

  @Test(
    "an event that arises by itself is left out with its reason",
    arguments: EventKind.allCases.filter { kind in
      let othersRead: [EventKind] = [.calendarAdopted, .policyAdopted, .personErased]
      return !SubmissionCoding.kinds.contains(kind) && !othersRead.contains(kind)
    }
  )
  func leavesOut(kind: EventKind) throws {
    var events = RandomEvents(seed: 5)
    let event = events.event(kind)
    let record = try EventRecordCoding.record(
      from: try line(events.record(event, at: 7), event)
    )
    #expect(record.content == .skipped(.arisesByItself))
    #expect(record.position == Position(7))
  }

  @Test("an erasure is read back with whom, on what basis and by whom, and never by identity")
  func readsErasures() throws {
    let object = try JSONValue(
      parsing: Array(
        written(JSONTestEvent(.personErased(Erasure(of: PersonID(5))), label: "art. 17")).utf8
      )
    )
    #expect(
      object.object?["fields"]
        == ["person": ["number": 5], "scope": "person", "basis": "art. 17"]
    )
    let record = try EventRecordCoding.record(from: object)
    guard case .erasure(let erasure) = record.content else {
      Issue.record("\(record) is no erasure")
      return
    }
    #expect(erasure.person == PersonID(5))
    #expect(erasure.basis == "art. 17")
    #expect(erasure.actor == "p-3")

    let named = written(JSONTestEvent(.personErased(Erasure(of: PersonID(4))), label: "art. 17"))
    let error = #expect(throws: JSONFieldError.self) {
      try EventRecordCoding.record(from: JSONValue(parsing: Array(named.utf8)))
    }
    #expect(error?.field == "fields.person")
    #expect(error?.message.contains("has no identity any more") == true)
  }

  private func written(_ event: JSONTestEvent, actor: ActorID = .person(PersonID(3))) -> String {
    let noon = Instant(millisecondsSince1970: 1_457_092_800_000)
    var ticket: TicketID?
    if case .ticket = event.event { ticket = TicketID(1) }
    let recorded = RecordedEvent(
      position: Position(12),
      recordedAt: noon.advanced(byMilliseconds: 5),
      occurredAt: noon,
      actor: actor,
      event: event.event,
      ticket: ticket,
      revision: ticket == nil ? 0 : 2,
      cause: ticket == nil ? Position(3) : nil
    )
    let words: EventWords = event.words.isEmpty ? .none : .known(event.words)
    let object = EventJSON.object(of: recorded, label: event.label, words: words, names: names)
    return JSONValue.object(object).compact
  }

  @Test("the form of an event in an answer stays")
  func hasForm() {
    let times = #""occurredAt":"2016-03-04T12:00:00Z","recordedAt":"2016-03-04T12:00:00.005Z""#
    let routed = Routing(team: TermID(.team, 1), level: 2, reason: .skill)
    #expect(
      written(JSONTestEvent(.routed(routed)))
        == #"{"position":12,"revision":2,"kind":"routed",\#(times),"actor":{"person":"p-3"},"#
        + #""fields":{"team":"team 1","level":2,"reason":"skill"},"words":null}"#
    )
    var words = Words("no tunnel", as: .summary)
    words[.description] = "since noon"
    let opening = Opening(requester: PersonID(5), prioritisation: Prioritisation(priority: 2))
    #expect(
      written(JSONTestEvent(.opened(opening), label: "K1", words: words), actor: .ledger)
        == #"{"position":12,"revision":2,"kind":"opened",\#(times),"actor":{"ledger":true},"#
        + #""fields":{"reference":"K1","kind":"incident","channel":"other","#
        + #""requester":{"number":5},"priority":2},"words":"no tunnel\n\nsince noon","#
        + #""texts":{"summary":"no tunnel","description":"since noon"}}"#
    )
    let term = TermID(.team, 1)
    let automation = TermID(.automation, 2)
    #expect(
      written(JSONTestEvent(.termRenamed(term), label: "Network"), actor: .automation(automation))
        == #"{"position":12,"revision":0,"kind":"termRenamed",\#(times),"#
        + #""actor":{"automation":"automation 2"},"#
        + #""fields":{"dimension":"team","term":"team 1","name":"Network"},"words":null,"cause":3}"#
    )
  }

  @Test("erased words are told from a message that says \"erased\"")
  func tellsErased() throws {
    var events = RandomEvents(seed: 1)
    let said = JSONTestEvent(.noted, words: Words("erased"))
    let recorded = events.record(said, at: 1)
    let line = try line(recorded, said)
    #expect(line.object?["texts"] == ["text": "erased"])
    #expect(try EventRecordCoding.submission(from: line)?.command.action == .note(text: "erased"))

    var exporter = EventExporter(names: names)
    let erased = JSONValue.object(exporter.object(of: recorded, label: nil, words: .erased))
    #expect(erased.object?["words"] == "erased")
    let record = try EventRecordCoding.record(from: erased)
    #expect(try EventRecordCoding.record(from: line).words == .whole)
    #expect(record.words == .erased)
    for words in [EventWords.sealed, .missing] {
      let object = JSONValue.object(exporter.object(of: recorded, label: nil, words: words))
      #expect(try EventRecordCoding.record(from: object).words == .unreadable)
    }
    #expect(try EventRecordCoding.submission(from: erased)?.command.action == .note(text: nil))
  }

  @Test("events before a renaming are exported with the name of their time")
  func keepsFormerNames() throws {
    var events = RandomEvents(seed: 1)
    var exporter = EventExporter(names: names)
    let service = TermID(.service, 1)
    let symptom = TermDimension(rawValue: 32)
    var change = Classification()
    _ = change.insert(service)
    _ = change.insert(TermID(symptom, 9))
    let history = [
      JSONTestEvent(.termDefined(TermID(.dimension, 1)), label: "symptom"),
      JSONTestEvent(.termDefined(service), label: "A"), JSONTestEvent(.classified(change)),
      JSONTestEvent(.termRenamed(service), label: "B"), JSONTestEvent(.classified(change)),
      JSONTestEvent(.termRenamed(service), label: "B"),
    ]
    let lines = history.enumerated().map { index, event in
      let recorded = events.record(event, at: UInt64(index))
      return JSONValue.object(exporter.object(of: recorded, label: event.label, words: .none))
    }
    let contents = try lines.map { try EventRecordCoding.record(from: $0).content }
    let actions = contents.map { content -> Command.Action? in
      guard case .submission(let submission) = content else { return nil }
      return submission.command.action
    }
    #expect(
      actions == [
        nil, nil, .classify(["service": "A", "symptom": "host 32 9"]),
        .renameTerm(dimension: "service", "A", to: "B"),
        .classify(["service": "B", "symptom": "host 32 9"]), nil,
      ]
    )
    #expect(contents.last == .skipped(.changesNothing))
  }

  @Test(
    "a line that is not an exported event is refused by the field that is wrong",
    arguments: [
      ("position", nil, "position: is missing; it must be a position"),
      ("kind", "exploded", "kind: this version knows no event \"exploded\""),
      ("occurredAt", nil, "occurredAt: is missing; it must be an instant"),
      ("ticket", nil, "ticket: is missing; it must be a ticket's reference or its number"),
      ("actor", nil, "actor: is missing; it must be an object that says who acted"),
      ("fields", nil, "fields: is missing; it must be an object with the event's fields"),
      (
        "fields", ["reason": "bored"],
        "fields.reason: must be one of requester, vendor, change, problem, evidence, scheduled, "
          + "other, not \"bored\""
      ),
      (
        "fields", ["reason": "other", "x": 1],
        "fields.x: is not a field here; allowed are reason, until"
      ),
      ("texts", ["reason": "x"], "texts.reason: is given twice, here and in \"fields\""),
      ("words", "w", "fields.text: is not a field here; allowed are reason, until"),
      (
        "more", 1,
        "more: is not a field here; allowed are position, kind, number, ticket, occurredAt, cause, "
          + "revision, recordedAt, unreadable, actor, fields, words, texts"
      ),
    ] as [(String, JSONValue?, String)]
  )
  func refuses(key: String, value: JSONValue?, message: String) throws {
    var events = RandomEvents(seed: 3)
    let event = JSONTestEvent(.paused(Pause(.vendor)))
    var object = try #require(try line(events.record(event, at: 1), event).object)
    object[key] = value
    let error = #expect(throws: JSONFieldError.self) {
      try EventRecordCoding.record(from: .object(object))
    }
    #expect(error?.description == message)
  }
}
