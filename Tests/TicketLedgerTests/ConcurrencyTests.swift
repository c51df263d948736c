import Synchronization
import Testing
import TicketLedger

@Suite("A ledger used by many tasks")
struct ConcurrencyTests {
  @Test("shows every reader one position, which never goes back", .timeLimit(.minutes(15)))
  func readers() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    let isDone = Counter()
    try await withThrowingTaskGroup { group in
      for writer in 0..<8 {
        group.addTask { try await write(40, as: writer, to: ledger) }
      }
      for _ in 0..<4 {
        group.addTask { try await watch(ledger, until: { isDone.value > 0 }) }
      }
      for _ in 0..<8 { try await group.next() }
      isDone.increment()
      try await group.waitForAll()
    }
    let events = try ledger.allEvents()
    ledger.read { Oracle(events).check($0) }
    #expect(ledger.read { $0.ticketCount } == 8 * 40)
    await ledger.close()
  }

  private func write(_ count: Int, as writer: Int, to ledger: Ledger) async throws {
    for number in 0..<count {
      let name = TicketReference.reference("W\(writer)-\(number)")
      try await ledger.submit(.open("W\(writer)-\(number)"), by: "r")
      try await ledger.submit(.route(name, to: .name("team \(number % 3)")), by: "a")
      let receipt = try await ledger.submit(.resolve(name), by: "a")
      // Whoever was acknowledged reads its own write.
      #expect(ledger.read { $0.eventCount } > receipt.position.rawValue)
      #expect(ledger.read { $0[Queues.self][receipt.ticket ?? TicketID(0)] } == nil)
      if number.isMultiple(of: 2) { try await ledger.submit(.reopen(name), by: "r") }
    }
  }

  private func watch(_ ledger: Ledger, until isDone: @Sendable () -> Bool) async throws {
    var last: UInt64 = 0
    while !isDone() {
      let count = ledger.read { view in
        let open = view[Queues.self].summaries().reduce(0) { $0 + $1.open }
        #expect(open == view[Governance.self].open)
        #expect(open == view[Queues.self].openCount)
        #expect(view[Governance.self].opened == view.ticketCount)
        #expect(view[Flow.self].reopened == view[Governance.self].reopened)
        return view.eventCount
      }
      #expect(count >= last)
      last = count
      await Task.yield()
    }
  }

  @Test("answers every submission or says that it is closed", arguments: [0, 5, 40])
  func closing(afterAnswers: Int) async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    let answered = Counter()
    let receipts = try await withThrowingTaskGroup { group in
      for submitter in 0..<32 {
        group.addTask {
          var receipts: [(String, Receipt)] = []
          for number in 0... {
            do {
              let name = "T\(submitter)-\(number)"
              receipts.append((name, try await ledger.submit(.open(name), by: "r")))
              answered.increment()
            } catch {
              guard case LedgerError.closed = error else { throw error }
              break
            }
          }
          return receipts
        }
      }
      while answered.value < afterAnswers { await Task.yield() }
      await ledger.close()
      return try await group.reduce(into: []) { $0 += $1 }
    }
    let again = try await Ledger.forTest(folder)
    for (name, receipt) in receipts {
      let found = try again.event(at: receipt.position)
      let event = try #require(found)
      #expect(event.ticket == receipt.ticket)
      #expect(try again.label(at: receipt.position) == name)
    }
    #expect(again.read { $0.ticketCount } == receipts.count)
    await again.close()
  }

  @Test("closes for many at once, and answers from memory afterwards", .timeLimit(.minutes(15)))
  func manyClosers() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.open("T-1"), by: "r")
    await withTaskGroup { group in
      for _ in 0..<8 { group.addTask { await ledger.close() } }
    }
    #expect(ledger.read { $0.ticketCount } == 1)
    #expect(throws: LedgerError.closed) { try ledger.history(of: "T-1") }
    #expect(throws: LedgerError.closed) { try ledger.event(at: Position(0)) }
    await #expect(throws: LedgerError.closed) { _ = try await ledger.replay().eventCount }
    await #expect(throws: LedgerError.closed) { try await ledger.record([]) }
    await #expect(throws: LedgerError.closed) { _ = try await ledger.submit(contentsOf: []) }
    await #expect(throws: LedgerError.closed) { try await ledger.transaction { _ in } }
    await #expect(throws: LedgerError.closed) { try await ledger.backUp(to: folder.path("copy")) }
  }

  @Test("frees its folder when nobody holds it any more", .timeLimit(.minutes(15)))
  func dropped() async throws {
    let folder = try TemporaryFolder()
    for round in 1...3 {
      let ledger = try await openSoon(folder)
      let receipt = try await ledger.submit(.open("T-\(round)"), by: "r")
      #expect(receipt.ticket == TicketID(UInt64(round)))
    }
    let ledger = try await openSoon(folder)
    #expect(ledger.read { $0.ticketCount } == 3)
    await ledger.close()
  }

  private func openSoon(_ folder: TemporaryFolder) async throws -> Ledger {
    while true {
      do {
        return try await Ledger.forTest(folder)
      } catch {
        guard case LedgerError.storage(let failure) = error, failure.reason == .alreadyOpen else {
          throw error
        }
        try await Task.sleep(for: .milliseconds(2))
      }
    }
  }

  @Test("cancels a replay half-way and leaves nothing behind")
  func cancelledReplay() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.open("T-1"), by: "r")
    let replay = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await ledger.replay().eventCount
    }
    replay.cancel()
    await #expect(throws: LedgerError.cancelled) { try await replay.value }
    try await ledger.submit(.open("T-2"), by: "r")
    await ledger.close()
  }

  @Test("copies itself while it is written to", .timeLimit(.minutes(15)))
  func backup() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    let writers = Task { try await write(30, as: 1, to: ledger) }
    try await ledger.submit(.open("T-1"), by: "r")
    try await ledger.backUp(to: folder.path("copy.ledger"))
    try await writers.value
    let events = try ledger.allEvents()
    let copy = try await Ledger.open(at: folder.path("copy.ledger"))
    let copied = try copy.allEvents()
    #expect(copied == Array(events.prefix(copied.count)))
    #expect(try copy.number(of: "T-1") != nil)
    let reason = await storageReason { try await ledger.backUp(to: folder.path("copy.ledger")) }
    #expect(reason == .notWritable)
    await copy.close()
    await ledger.close()
  }
}

/// A number that several tasks count up.
private final class Counter: Sendable {
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .acquiring) }

  func increment() {
    count.add(1, ordering: .releasing)
  }
}
