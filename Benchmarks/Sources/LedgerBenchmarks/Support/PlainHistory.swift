import TicketLedger

/// A simple history for what is appended: every ticket is opened, moved, worked on and resolved, all
/// tickets step by step together.
struct PlainHistory: Sendable {
  /// How many submissions go into one commit.
  static let batchSize = 10_000
  private static let steps = 10

  /// The submissions, each of which makes one event of a ticket, in batches.
  let batches: [[Submission]]
  let count: Int

  init(count: Int) {
    self.count = count
    let tickets = max(count / PlainHistory.steps, 1)
    batches = stride(from: 0, to: count, by: PlainHistory.batchSize).map { start in
      (start..<min(start + PlainHistory.batchSize, count)).map {
        PlainHistory.submission($0, tickets: tickets)
      }
    }
  }

  private static func submission(_ number: Int, tickets: Int) -> Submission {
    let ticket = TicketReference.number(TicketID(UInt64(number % tickets + 1)))
    let command: Command =
      switch number / tickets {
      case 0: .open(nil, requester: "requester-1", about: ["service": "VPN", "category": "access"])
      case 1: .route(ticket, to: .name("team \(number % 40)"), level: UInt8(number % 3 + 1))
      case 2: .assign(ticket, to: .identity("agent-\(number % 100)"))
      case 3: .start(ticket)
      case 4: .pause(ticket, for: .requester)
      case 5: .resume(ticket)
      case 6: .route(ticket, to: .name("team \(number % 7)"), level: 2)
      case 7: .prioritise(ticket, priority: 2)
      case 8: .resolve(ticket, causeClass: .usageError)
      default: .reply(ticket)
      }
    return Submission(command, by: "agent-1")
  }

  /// Submits all, a commit a batch.
  ///
  /// - Throws: The first refusal, or what the ledger throws.
  func append(to ledger: Ledger) async throws {
    for batch in batches {
      for result in try await ledger.submit(contentsOf: batch) { _ = try result.get() }
    }
  }

  /// What a ledger that takes this history puts into LMDB.
  func rawRecords(_ bench: Workbench) async throws -> RawRecords {
    try await RawRecords(bench) { ledger in
      var ends: [Int] = []
      for batch in batches {
        for result in try await ledger.submit(contentsOf: batch) { _ = try result.get() }
        ends.append(Int(ledger.read { $0.eventCount }))
      }
      return ends
    }
  }
}

extension Ledger {
  /// Every event, read in chunks.
  func allEvents() throws -> [RecordedEvent] {
    var events: [RecordedEvent] = []
    try forEachChunk { events += $0 }
    return events
  }

  /// Lends the events chunk by chunk, of some thousands each.
  func forEachChunk(of size: Int = 4_096, _ body: ([RecordedEvent]) throws -> Void) throws {
    var next: UInt64 = 0
    while true {
      let chunk = try events(from: Position(next), atMost: size)
      guard let last = chunk.last else { return }
      try body(chunk)
      next = last.position.rawValue + 1
    }
  }
}
