import LedgerStore
import Testing

@testable import TicketLedger

@Suite("Group commit", .timeLimit(.minutes(15)))
struct GroupCommitTests {
  @Test("takes all that is queued when the writer is free into one durable commit")
  func oneCommit() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder, durability: .full)
    let end = ledger.read { $0.eventCount }
    let held = await HeldThread(of: ledger)
    let transactionID = ledger.store.lastTransactionID
    let receipts = try await withThrowingTaskGroup(of: Receipt.self) { group in
      for number in 0..<64 {
        group.addTask { try await ledger.submit(.open("T-\(number)"), by: "r") }
      }
      while ledger.engine.queuedJobCount < 64 { await Task.yield() }
      #expect(ledger.read { $0.eventCount } == end)
      held.letGo()
      return try await group.reduce(into: []) { $0.append($1) }
    }
    try await held.end()
    let counts = ledger.commitCounts
    #expect(counts.commits == 1)
    #expect(counts.submissions == 64)
    // LMDB counts for itself; the transaction that held the thread wrote nothing.
    #expect(ledger.store.lastTransactionID == transactionID + 1)
    // The requester is registered before the first ticket.
    let positions = receipts.map(\.position.rawValue).sorted()
    #expect(positions == Array(end + 1...end + 64))
    #expect(try ledger.allEvents().map(\.position.rawValue) == Array(0...end + 64))
    await ledger.close()
  }

  @Test("loses and doubles nothing of 64 submitters")
  func everythingOnce() async throws {
    let perSubmitter = 25
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder, durability: .full)
    let receipts = try await submit(perSubmitter, from: 64, to: ledger)
    #expect(Set(receipts.map(\.position)).count == 64 * perSubmitter)
    for submitter in 0..<64 {
      let history = try #require(try ledger.history(of: "T-\(submitter)"))
      #expect(history.map(\.revision) == Array(1...UInt32(perSubmitter)))
      let acknowledged = Set(receipts.filter { $0.ticket == history[0].ticket }.map(\.position))
      #expect(Set(history.map(\.position)) == acknowledged)
    }
    let counts = ledger.commitCounts
    #expect(counts.submissions == UInt64(64 * perSubmitter))
    #expect(counts.commits <= counts.submissions)
    let positions = try ledger.allEvents().map(\.position.rawValue)
    #expect(positions == Array(0..<UInt64(positions.count)))
    await ledger.close()
  }

  private func submit(
    _ count: Int,
    from submitters: Int,
    to ledger: Ledger
  ) async throws -> [Receipt] {
    try await withThrowingTaskGroup(of: [Receipt].self) { group in
      for submitter in 0..<submitters {
        group.addTask {
          var receipts = [try await ledger.submit(.open("T-\(submitter)"), by: "r")]
          for number in 1..<count {
            let note = Command.note("T-\(submitter)", "\(number)")
            receipts.append(try await ledger.submit(note, by: "a"))
          }
          return receipts
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }
}
