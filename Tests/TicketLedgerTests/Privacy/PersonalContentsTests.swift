import Testing

@testable import TicketLedger

@Suite("What belongs to a person")
struct PersonalContentsTests {
  /// A desk of some persons, all of whose events come with the owners that a second reading gives.
  private func desk(_ body: (Ledger, [RecordedEvent]) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder, clock: TestClock())
    for number in 1...12 {
      let person = "r-\(number % 4)"
      let ticket = TicketReference.reference("T-\(number)")
      try await ledger.submit(
        .open(
          "T-\(number)",
          requester: number % 5 == 0 ? nil : .identity(person),
          summary: "s\(number)"
        ),
        by: "a-1"
      )
      try await ledger.submit(.note(ticket, "n\(number)"), by: "a-2")
      try await ledger.submit(.route(ticket, to: "Network", level: 1), by: "a-1")
      if number % 3 == 0 { try await ledger.submit(.cancel(ticket, reason: .mistake), by: "a-2") }
    }
    try await ledger.submit(.broadcastNotice(text: "planned work"), by: "a-1")
    var events: [RecordedEvent] = []
    for position in 0..<ledger.read({ $0.eventCount }) {
      events.append(try #require(try ledger.event(at: Position(position))))
    }
    try await body(ledger, events)
    await ledger.close()
  }

  @Test("walking a person's tickets finds the contents that reading the whole log finds")
  func positions() async throws {
    try await desk { ledger, events in
      for person in (1...UInt32(ledger.read { $0.catalogue.personCount })).map({ PersonID($0) }) {
        var scan = PersonalContents(of: person)
        for event in events { scan.add(event) }
        var walk = PersonalContents(of: person)
        let registration = try #require(ledger.read { $0.catalogue.registration(of: person) })
        walk.add(try #require(try ledger.event(at: registration)))
        let tickets = Set(
          events.compactMap { event -> TicketID? in
            guard case .ticket(.opened(let opening)) = event.event else { return nil }
            return opening.requester == person ? event.ticket : nil
          }
        )
        for ticket in tickets {
          for event in try ledger.history(of: .number(ticket)) ?? [] { walk.add(event) }
        }
        #expect(walk.positions == scan.positions)
        #expect(scan.positions == scan.positions.sorted())
        #expect(scan.positions.first == registration)
      }
    }
  }

  @Test("every event that has words has an owner, and one only")
  func owners() async throws {
    try await desk { ledger, events in
      let persons = (1...UInt32(ledger.read { $0.catalogue.personCount })).map { PersonID($0) }
      var owned: [Position: [PersonID]] = [:]
      for person in persons {
        var contents = PersonalContents(of: person)
        for event in events { contents.add(event) }
        for position in contents.positions { owned[position, default: []].append(person) }
      }
      for event in events {
        let requester = try event.ticket.flatMap { try ledger.ticket(.number($0))?.requester }
        if try ledger.words(at: event.position) != .none {
          #expect(event.event.contentOwner(requester: requester) != nil)
        }
        #expect(owned[event.position, default: []].count <= 1)
        if case .ticket(.noted) = event.event {
          #expect(owned[event.position] == requester.map { [$0] })
        }
      }
    }
  }

  @Test("identities are found by a keyed hash that is another one under every key")
  func identities() {
    let first = IdentityLookup(.random())
    let second = IdentityLookup(.random())
    var seen: Set<[UInt8]> = []
    for identity in ["r-1", "r-2", "R-1", "somebody@fictional.example", "é", "e\u{301}"] {
      let key = first.referenceKey(of: identity)
      #expect(key.count == 33 && key[0] == UInt8(ascii: "i"))
      #expect(key == first.referenceKey(of: identity))
      #expect(key.windows.isDisjoint(with: Array(identity.utf8).windows))
      seen.insert(key)
      seen.insert(second.referenceKey(of: identity))
    }
    #expect(seen.count == 12)
  }

  @Test("what an entry says is read as it was stored, and nothing else is one")
  func entries() {
    for entry in [IdentityEntry.fenced, .person(PersonID(1)), .person(PersonID(.max))] {
      #expect(IdentityEntry(number: entry.number) == entry)
    }
    #expect(IdentityEntry(number: 0) == nil)
    #expect(IdentityEntry(number: 1 << 32) == nil)
  }
}
