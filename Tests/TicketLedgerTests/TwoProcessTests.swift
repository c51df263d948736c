import Testing
import TicketLedger

@Suite("Two processes with one ledger", .timeLimit(.minutes(15)))
struct TwoProcessTests {
  private func open(_ folder: TemporaryFolder) async throws -> Ledger {
    try await Ledger.forTest(folder) { $0.pollInterval = .milliseconds(5) }
  }

  /// Notes on the shared ticket, each expecting the revision last seen, among tickets of its own.
  private func work(_ count: Int, on ledger: Ledger) async throws -> (notes: [Receipt], stale: Int)
  {
    var notes: [Receipt] = []
    var stale = 0
    for number in 1...count {
      try await ledger.submit(.open("parent-\(number)"), by: "parent")
      while notes.count < number {
        let revision = ledger.read { $0.tickets[TicketID(1)]?.revision } ?? 0
        do {
          let note = Command.note("shared", "\(number)")
          notes.append(try await ledger.submit(note, by: "parent", expecting: .revision(revision)))
        } catch {
          guard case .refused(let refusal) = error, refusal.rule == .staleRevision else {
            throw error
          }
          #expect(refusal.revision > revision)
          stale += 1
        }
      }
    }
    return (notes, stale)
  }

  @Test("lose and double nothing, and see each other's events")
  func interleaved() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await open(folder)
    try await ledger.submit(.open("shared"), by: "parent")
    let probe = try LedgerProbe("follow", folder.path())
    #expect(try probe.line() == "ready")
    let count = 200
    try probe.tell("submit \(count)")
    let (notes, _) = try await work(count, on: ledger)
    #expect(try probe.line() == "accepted \(count)")
    // Both persons, the shared ticket and its notes, the tickets of each.
    let end = 1 + 2 + 1 + 4 * count
    try probe.tell("until \(end)")
    let answer = try #require(try probe.line())
    let seen = try await first(end, of: ledger)
    #expect(seen.map(\.position.rawValue) == Array(0..<UInt64(end)))
    #expect(try ledger.allEvents() == seen)
    let digests = ledger.read { view in view.digests().flatMap(\.digest) }
    let text = digests.map { String($0, radix: 16) }.joined(separator: ".")
    #expect(answer == "\(end) \(text)")
    #expect(try await ledger.replay().digests() == ledger.read { $0.digests() })
    let shared = try #require(try ledger.history(of: "shared"))
    #expect(shared.map(\.revision) == Array(1...UInt32(2 * count + 1)))
    for note in notes { #expect(shared[Int(note.revision) - 1].position == note.position) }
    for number in 1...count {
      #expect(try ledger.history(of: .reference("parent-\(number)"))?.count == 1)
      #expect(try ledger.history(of: .reference("child-\(number)"))?.count == 1)
    }
    try probe.finish()
    await ledger.close()
  }

  private func first(_ count: Int, of ledger: Ledger) async throws -> [RecordedEvent] {
    var events: [RecordedEvent] = []
    for try await event in ledger.events() {
      events.append(event)
      if events.count == count { break }
    }
    return events
  }

  @Test("give one key one event, whoever comes first")
  func sharedKeys() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await open(folder)
    try await ledger.submit(.open("shared"), by: "parent")
    let probe = try LedgerProbe("follow", folder.path())
    #expect(try probe.line() == "ready")
    try probe.tell("submit 60")
    var receipts: [Receipt] = []
    for number in 1...60 {
      let key = "shared key \(number)"
      let command = Command.open("child-\(number)")
      receipts.append(try await ledger.submit(command, by: "parent", key: key))
    }
    #expect(try probe.line() == "accepted 60")
    for (index, receipt) in receipts.enumerated() {
      let name = TicketReference.reference("child-\(index + 1)")
      #expect(try ledger.history(of: name)?.map(\.position) == [receipt.position])
      #expect(try ledger.receipt(forKey: "shared key \(index + 1)") == receipt)
    }
    #expect(Set(receipts.map(\.position)).count == 60)
    try probe.finish()
    let count = try ledger.allEvents().count { $0.event.kind == .opened }
    #expect(count == 61)
    await ledger.close()
  }

  @Test("keep what one acknowledged before it was killed, and the other goes on")
  func killed() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await open(folder)
    try await ledger.submit(.open("shared"), by: "parent")
    let probe = try LedgerProbe("flood", folder.path())
    #expect(try probe.line() == "ready")
    var acknowledged: [(UInt64, String)] = []
    let before = try await work(10, on: ledger).notes.count
    while acknowledged.count < 150, let line = try probe.line() {
      let words = line.split(separator: " ")
      acknowledged.append((try #require(UInt64(words[0])), String(words[1])))
    }
    probe.kill()
    while let line = try probe.line() {
      let words = line.split(separator: " ")
      guard words.count == 2, let position = UInt64(words[0]) else { break }
      acknowledged.append((position, String(words[1])))
    }
    #expect(before == 10)
    let receipt = try await ledger.submit(.open("after"), by: "parent")
    let events = try ledger.allEvents()
    #expect(receipt.position == Position(UInt64(events.count - 1)))
    for (position, name) in acknowledged {
      #expect(events[Int(position)].event.kind == .opened)
      #expect(try ledger.label(at: Position(position)) == name)
      #expect(try ledger.number(of: .reference(name)) == events[Int(position)].ticket)
    }
    #expect(try await ledger.replay().digests() == ledger.read { $0.digests() })
    await ledger.close()
    let again = try await open(folder)
    #expect(try again.allEvents() == events)
    #expect(again.read { Encodings($0) } == HandFold(events).encodings)
    await again.close()
  }

  @Test("are told of an event of the other that does not fit, at every submission")
  func spoilt() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await open(folder)
    try await ledger.submit(.open("shared"), by: "parent")
    let before = ledger.read { ($0.eventCount, $0.digests()) }
    let probe = try LedgerProbe("spoil", folder.path())
    #expect(try probe.line() == "spoilt")
    try probe.finish()
    for _ in 0..<3 {
      let error = await #expect(throws: LedgerError.self) {
        try await ledger.submit(.note("shared", "x"), by: "parent")
      }
      guard case .inconsistent(Position(before.0), _)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(ledger.read { ($0.eventCount, $0.digests()) } == before)
    }
    #expect(try ledger.events(from: Position(0), atMost: 99).count == Int(before.0) + 1)
    await ledger.close()
  }
}
