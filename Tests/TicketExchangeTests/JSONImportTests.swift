import Testing
import TicketLedger

@testable import TicketExchange

@Suite("Imports of exported events")
struct JSONImportTests {
  private func record(
    _ position: UInt64,
    _ action: Command.Action,
    on ticket: TicketReference?,
    number: UInt64,
    by actor: ActorReference = "a",
    cause: UInt64? = nil
  ) -> EventRecord {
    let submission = Submission(
      Command(action, on: ticket),
      by: actor,
      at: .distantPast,
      cause: cause.map { Position($0) }
    )
    return EventRecord(
      position: Position(position),
      kind: action.kind,
      ticket: TicketID(number),
      content: .submission(submission)
    )
  }

  private func receipt(_ position: UInt64) -> Receipt {
    Receipt(position: Position(position), ticket: nil, revision: 1, recordedAt: .distantPast)
  }

  private var review: MessageReview {
    MessageReview(of: Position(4), clarity: 1, courtesy: 1, accuracy: 1)
  }

  @Test("positions become those of the importing ledger, once their receipts are noted")
  func mapsPositions() throws {
    var events = EventImport(source: "old", tickets: .keepNumbers)
    let opened = record(2, .open(Command.Opening()), on: nil, number: 1)
    let reply = record(4, .reply(.ask, channel: nil, text: nil), on: 1, number: 1, cause: 2)
    let review = record(5, .reviewMessage(review), on: 1, number: 1, cause: 3)

    #expect(try events.remap(opened)?.key == "old 2")
    #expect(events.awaits(reply))
    events.note(receipt(20), for: opened)
    #expect(!events.awaits(reply))
    #expect(try events.remap(reply)?.cause == Position(20))
    #expect(events.awaits(review))
    events.note(receipt(23), for: reply)
    let mapped = try #require(try events.remap(review))
    guard case .reviewMessage(let moved) = mapped.command.action else {
      Issue.record("\(mapped) is no review")
      return
    }
    #expect(moved.reply == Position(23))
    #expect(mapped.cause == nil)
    #expect(events.droppedCauses == 1)
  }

  @Test("a review of a reply that was not imported is refused")
  func refusesUnknownReply() {
    var events = EventImport(source: "old", tickets: .getReferences)
    let error = #expect(throws: JSONFieldError.self) {
      try events.remap(record(5, .reviewMessage(review), on: "K1", number: 1))
    }
    #expect(error?.description == "fields.reply: position 4 was not imported before")
  }

  @Test("what is left out is counted by kind")
  func countsSkipped() throws {
    var events = EventImport(source: "old", tickets: .keepNumbers)
    for kind in [EventKind.termDefined, .alarmRaised, .termDefined] {
      let record = EventRecord(
        position: Position(1),
        kind: kind,
        content: .skipped(.arisesByItself)
      )
      #expect(try events.remap(record) == nil)
    }
    #expect(events.skipped == [.termDefined: 2, .alarmRaised: 1])
  }

  @Test("numbers are kept where the export holds every opening, and not otherwise")
  func keepsNumbers() throws {
    var events = EventImport(source: "old", tickets: .keepNumbers)
    let opening = Command.Action.open(Command.Opening())
    let first = try events.remap(record(1, opening, on: nil, number: 1))
    #expect(first?.command.ticket == nil)
    let second = try events.remap(record(2, opening, on: "K2", number: 2))
    #expect(second?.command.ticket == "K2")
    #expect(
      try events.remap(record(3, .merge(into: 1), on: "K2", number: 2))?.command
        == .merge("K2", into: 1)
    )
    #expect(throws: JSONFieldError.self) {
      try events.remap(record(4, opening, on: nil, number: 4))
    }
  }

  @Test("tickets without a reference get one, and persons without an identity a pseudonym")
  func givesReferences() throws {
    var events = EventImport(source: "old", tickets: .getReferences)
    var opening = Command.Opening()
    opening.requester = .number(PersonID(5))
    let nobody = ActorReference.person(.number(PersonID(10)))
    let opened = try events.remap(record(1, .open(opening), on: nil, number: 7, by: nobody))
    opening.requester = "old#5"
    #expect(opened?.command == Command(.open(opening), on: "old#7"))
    #expect(opened?.actor == "old#10")
    let actions: [(Command.Action, Command.Action)] = [
      (.link(.childOf, .ticket(7)), .link(.childOf, .ticket("old#7"))),
      (.unlink(.childOf, .ticket("K")), .unlink(.childOf, .ticket("K"))),
      (.merge(into: 7), .merge(into: "old#7")),
      (.assign(agent: .number(PersonID(5))), .assign(agent: "old#5")),
      (
        .escalate(to: .number(PersonID(5)), reason: .impact, text: "t"),
        .escalate(to: "old#5", reason: .impact, text: "t")
      ),
      (.start, .start),
    ]
    for (exported, imported) in actions {
      let mapped = try events.remap(record(2, exported, on: 7, number: 7))
      #expect(mapped?.command == Command(imported, on: "old#7"))
    }
  }

  @Test("a map of positions answers as a dictionary does", arguments: 0..<50 as Range<UInt64>)
  func mapsAsDictionary(seed: UInt64) {
    var random = JSONRandom(seed: seed)
    var map = PositionMap()
    var expected: [Position: Position] = [:]
    var (old, new): (UInt64, UInt64) = (0, 5)
    for _ in 0..<300 {
      old += random.below(4) == 0 ? UInt64(random.below(9)) : 1
      new += random.below(4) == 0 ? 2 : 1
      if random.below(50) == 0 { old = UInt64(random.below(40)) }
      guard expected[Position(old)] == nil else { continue }
      expected[Position(old)] = Position(new)
      map.add(Position(old), at: Position(new))
    }
    for place in 0..<3000 as Range<UInt64> {
      #expect(map[Position(place)] == expected[Position(place)])
    }
  }
}
