import Foundation
import Testing
import TicketLedger

@Suite("A ledger")
struct LedgerTests {
  @Test("shows a submitted command at once, and its receipt says where it stands")
  func submit() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    let opened = try await ledger.submit(
      .open("T-1", requester: "r-17", about: ["service": "VPN"], summary: "no tunnel"),
      by: "a-3"
    )
    let routed = try await ledger.submit(.route("T-1", to: "Network", level: 2), by: "a-3")
    #expect(opened.revision == 1)
    #expect(routed.revision == 2)
    #expect(opened.position < routed.position)
    ledger.read { view in
      let queue = view[Queues.self].summaries()
      #expect(queue.count == 1)
      #expect(queue[0].queue.level == 2)
      #expect(queue[0].queue.team.flatMap { view.catalogue.name(of: $0) } == "Network")
      #expect(view.position == routed.position)
    }
    let history = try #require(try ledger.history(of: "T-1"))
    #expect(history.map(\.event.kind) == [.opened, .routed])
    #expect(history.map(\.revision) == [1, 2])
    #expect(try ledger.words(at: opened.position).known?[.summary] == "no tunnel")
    await ledger.close()
  }

  @Test("is the same after it was closed and opened again")
  func reopen() async throws {
    let folder = try TemporaryFolder()
    let first = try await Ledger.forTest(folder)
    for number in 1...40 {
      try await first.submit(.open("T-\(number)", about: ["symptom": "s\(number % 3)"]), by: "r")
      try await first.submit(.route("T-\(number)", to: .name("team \(number % 4)")), by: "a")
      if number.isMultiple(of: 2) { try await first.submit(.resolve("T-\(number)"), by: "a") }
    }
    let before = first.read { digests($0) }
    await first.close()
    let second = try await Ledger.forTest(folder)
    #expect(second.read { digests($0) } == before)
    #expect(try second.storedProjections().map(\.projection) == before)
    let replayed = try await second.replay()
    #expect(replayed.digests() == before)
    #expect(second.read { $0[Queues.self].openCount } == 20)
    await second.close()
  }

  @Test("refuses by naming the rule, and records nothing")
  func refusal() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.open("T-1"), by: "r")
    try await ledger.submit(.resolve("T-1"), by: "a")
    try await ledger.submit(.close("T-1"), by: "a")
    let count = ledger.read { $0.eventCount }
    let refusal = try await #require(throws: LedgerError.self) {
      try await ledger.submit(.route("T-1", to: "Unheard-of"), by: "newcomer")
    }
    guard case .refused(let reason) = refusal else {
      Issue.record("\(refusal)")
      return
    }
    #expect(reason.rule == .state)
    #expect(reason.description.contains("T-1"))
    #expect(reason.description.contains("closed"))
    #expect(ledger.read { $0.eventCount } == count)
    #expect(try ledger.person(identifiedBy: "newcomer") == nil)
    await ledger.close()
  }

  @Test("answers a retry under the same key with the first receipt")
  func idempotency() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    let first = try await ledger.submit(.open("T-1"), by: "r", key: "k1")
    let again = try await ledger.submit(.open("T-1"), by: "r", key: "k1")
    #expect(first == again)
    #expect(ledger.read { $0.ticketCount } == 1)
    await ledger.close()
  }

  @Test("refuses a stale expected revision")
  func staleRevision() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.open("T-1"), by: "r")
    try await ledger.submit(.start("T-1"), by: "a", expecting: .revision(1))
    await #expect(throws: LedgerError.self) {
      try await ledger.submit(.resolve("T-1"), by: "a", expecting: .revision(1))
    }
    try await ledger.submit(.resolve("T-1"), by: "a", expecting: .revision(2))
    await ledger.close()
  }

  @Test("decides a transaction over several tickets as one, and takes it back when its body throws")
  func transaction() async throws {
    struct Regret: Error {}
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.open("T-1"), by: "r")
    let count = ledger.read { $0.eventCount }
    await #expect(throws: Regret.self) {
      try await ledger.transaction { transaction in
        _ = try transaction.submit(.open("T-2"), by: "r")
        _ = try transaction.submit(.merge("T-1", into: "T-2"), by: "a")
        throw Regret()
      }
    }
    #expect(ledger.read { $0.eventCount } == count)
    let seen = try await ledger.transaction { transaction in
      _ = try transaction.submit(.open("T-2"), by: "r")
      _ = try transaction.submit(.merge("T-1", into: "T-2"), by: "a")
      return try transaction.ticket("T-1")?.state
    }
    #expect(seen == .merged)
    #expect(ledger.read { $0[Queues.self].openCount } == 1)
    await ledger.close()
  }

  @Test("gives its events in order, first those that are there, then those that come, each once")
  func sequence() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    for number in 1...300 { try await ledger.submit(.open("A-\(number)"), by: "r") }
    let reader = Task {
      var positions: [UInt64] = []
      for try await event in ledger.events() { positions.append(event.position.rawValue) }
      return positions
    }
    for number in 1...300 { try await ledger.submit(.open("B-\(number)"), by: "r") }
    let count = ledger.read { $0.eventCount }
    await ledger.close()
    let positions = try await reader.value
    #expect(positions == Array(0..<UInt64(positions.count)))
    #expect(positions.count <= Int(count))
  }

  @Test("keeps the place of a durable consumer across restarts")
  func consumer() async throws {
    let folder = try TemporaryFolder()
    let first = try await Ledger.forTest(folder)
    for number in 1...5 { try await first.submit(.open("T-\(number)"), by: "r") }
    try await first.consumer(named: "mailer").acknowledge(Position(3))
    try await first.consumer(named: "mailer").acknowledge(Position(1))
    await first.close()
    let second = try await Ledger.forTest(folder)
    let mailer = second.consumer(named: "mailer")
    #expect(try mailer.acknowledged() == Position(3))
    var iterator = try mailer.events().makeAsyncIterator()
    #expect(try await iterator.next()?.position == Position(4))
    await #expect(throws: LedgerError.beyondEnd(Position(99))) {
      try await mailer.acknowledge(Position(99))
    }
    await second.close()
  }

  @Test("can be asked for a name by whoever is lent its view")
  func nestedRead() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    try await ledger.submit(.open("T-1", requester: "r-17"), by: "r-17")
    let name = try ledger.read { view in
      try view.tickets[TicketID(1)]?.requester.flatMap { try ledger.identity(of: $0) }
    }
    #expect(name == "r-17")
    await ledger.close()
  }

  @Test("is opened once in a process")
  func secondOpen() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder)
    let error = try await #require(throws: LedgerError.self) {
      _ = try await Ledger.forTest(folder)
    }
    guard case .storage(let failure) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(failure.reason == .alreadyOpen)
    await ledger.close()
    await #expect(throws: LedgerError.closed) { try await ledger.submit(.open(), by: "r") }
  }
}
