import Testing
import TicketLedger

@Suite("Whoever follows a ledger")
struct FollowingTests {
  /// Opens tickets one after another, each a commit.
  private func open(_ count: Int, _ prefix: String, in ledger: Ledger) async throws {
    for number in 1...count { try await ledger.submit(.open("\(prefix)-\(number)"), by: "r") }
  }

  private func collect(
    _ ledger: Ledger,
    from start: UInt64,
    until end: UInt64,
    pausing: Bool = false
  ) async throws -> [RecordedEvent] {
    var events: [RecordedEvent] = []
    for try await event in ledger.events(from: Position(start)) {
      events.append(event)
      let shown = ledger.read { $0.eventCount }
      #expect(shown > event.position.rawValue)
      if pausing, events.count.isMultiple(of: 7) { for _ in 0..<20 { await Task.yield() } }
      if event.position.rawValue + 1 >= end { break }
    }
    return events
  }

  @Test("is given each event once, from any start, however slow", .timeLimit(.minutes(15)))
  func everyStart() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await open(300, "A", in: ledger)
    let present = ledger.read { $0.eventCount }
    let end = present + 300
    let starts: [UInt64] = [0, 1, 255, 256, present - 1, present, present + 1, end - 1]
    let found = try await withThrowingTaskGroup { group in
      for start in starts {
        for pausing in [false, true] {
          group.addTask {
            (start, try await collect(ledger, from: start, until: end, pausing: pausing))
          }
        }
      }
      group.addTask {
        try await open(300, "B", in: ledger)
        return (.max, [])
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let all = try ledger.allEvents()
    #expect(found.count == 2 * starts.count + 1)
    for (start, events) in found where start != .max {
      #expect(events == Array(all[Int(start)..<Int(end)]), "from \(start)")
    }
    await ledger.close()
  }

  @Test("goes on where each iterator of one sequence stands")
  func severalIterators() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await open(10, "A", in: ledger)
    let sequence = ledger.events(from: Position(3))
    var first = sequence.makeAsyncIterator()
    var second = sequence.makeAsyncIterator()
    for place in 3..<8 { #expect(try await first.next()?.position == Position(UInt64(place))) }
    #expect(try await second.next()?.position == Position(3))
    var copy = first
    #expect(try await copy.next() == first.next())
    await ledger.close()
  }

  @Test("stops when its task is cancelled, waiting or not", .timeLimit(.minutes(15)))
  func cancellation() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await open(300, "A", in: ledger)
    let count = ledger.read { $0.eventCount }
    let waiting = (0..<8).map { _ in
      Task {
        var seen: UInt64 = 0
        for try await _ in ledger.events() { seen += 1 }
        return seen
      }
    }
    let changing = Task {
      var last: UInt64 = 0
      for await count in ledger.changes { last = count }
      return last
    }
    let reached = try await collect(ledger, from: 0, until: count)
    #expect(reached.count == Int(count))
    for task in waiting { task.cancel() }
    changing.cancel()
    for task in waiting { #expect(try await task.value <= count) }
    #expect(await changing.value <= count)
    let behind = Task {
      while !Task.isCancelled { await Task.yield() }
      var iterator = ledger.events().makeAsyncIterator()
      return try await iterator.next()
    }
    behind.cancel()
    #expect(try await behind.value == nil)
    try await open(1, "B", in: ledger)
    await ledger.close()
  }

  @Test("comes to an end when the ledger is closed, also far behind", .timeLimit(.minutes(15)))
  func closing() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await open(600, "A", in: ledger)
    var behind = ledger.events().makeAsyncIterator()
    #expect(try await behind.next()?.position == Position(0))
    let waiting = Task {
      var last: Position?
      for try await event in ledger.events() { last = event.position }
      return last
    }
    let changing = Task {
      var last: UInt64 = 0
      for await count in ledger.changes { last = count }
      return last
    }
    await ledger.close()
    var given = 1
    while let event = try await behind.next() {
      #expect(event.position == Position(UInt64(given)))
      given += 1
    }
    #expect(given < 600)
    _ = try await waiting.value
    _ = await changing.value
    var late = ledger.events(from: Position(9_999)).makeAsyncIterator()
    #expect(try await late.next() == nil)
  }

  @Test("is told of changes until the last one", .timeLimit(.minutes(15)))
  func changes() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    let before = ledger.read { $0.eventCount }
    let watcher = Task {
      var counts: [UInt64] = []
      for await count in ledger.changes {
        counts.append(count)
        #expect(ledger.read { $0.eventCount } >= count)
        if count >= before + 202 { break }
      }
      return counts
    }
    // 200 tickets, and one person registered.
    try await open(200, "A", in: ledger)
    try await ledger.submit(.note("A-1", "the last"), by: "r")
    let counts = await watcher.value
    #expect(counts == counts.sorted())
    #expect(Set(counts).count == counts.count)
    #expect(counts.last == before + 202)
    await ledger.close()
  }
}
