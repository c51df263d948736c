import Foundation
import Testing

@testable import TicketLedger

/// Adoptions that change what events folded before meant: projections are folded again for them, and
/// that needs the whole log.
@Suite("An adoption with effect in the past", .timeLimit(.minutes(15)))
struct BackdatedAdoptionTests {
  private func policy(_ minutes: Int64) -> ServicePolicy {
    let target = ServiceTarget(.resolution, limit: .duration(milliseconds: minutes * 60_000))
    return ServicePolicy(name: "promised", rules: [ServiceRule(name: "all", targets: [target])])
  }

  private func adopt(_ minutes: Int64) -> Submission {
    Submission(.adopt(policy(minutes), effectiveFrom: .distantPast), by: "a")
  }

  /// A closed ledger with stored projections, and an event before these that cannot be read any more.
  private func makeDamagedLedger(_ folder: TemporaryFolder) async throws -> Position {
    let ledger = try await Ledger.forTest(folder)
    let damaged = try await ledger.submit(.open("T-0", requester: "r"), by: "a").position
    for number in 1...20 { try await ledger.submit(.open("T-\(number)"), by: "a") }
    let envelope = try ledger.envelopes(damaged.rawValue..<damaged.rawValue + 1)[0]
    await ledger.close()
    let file = URL(fileURLWithPath: folder.path() + "/data.mdb")
    var data = try Data(contentsOf: file)
    var count = 0
    while let range = data.range(of: Data(envelope)) {
      data[range.lowerBound] = 0xEE
      count += 1
    }
    #expect(count > 0)
    try data.write(to: file)
    return damaged
  }

  /// Submits all while the ledger's thread is held, so that one commit takes them.
  private func submitTogether(
    _ submissions: [Submission],
    to ledger: Ledger
  ) async throws -> [Result<Receipt, LedgerError>] {
    let held = await HeldThread(of: ledger)
    let answers = await withTaskGroup(of: (Int, Result<Receipt, LedgerError>).self) { group in
      for (place, submission) in submissions.enumerated() {
        group.addTask {
          // Not returned at once: optimized by Swift 6.3.1, `(place, .success(try await …))` under a typed
          // `throws` gives another `place`.
          let answer: Result<Receipt, LedgerError>
          do throws(LedgerError) {
            answer = .success(try await ledger.submit(submission))
          } catch {
            answer = .failure(error)
          }
          return (place, answer)
        }
      }
      while ledger.engine.queuedJobCount < submissions.count { await Task.yield() }
      held.letGo()
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    try await held.end()
    return try submissions.indices.map { try #require(answers[$0]) }
  }

  @Test("is refused where the log is damaged before it is recorded, and holds up nothing else")
  func damaged() async throws {
    let folder = try TemporaryFolder()
    let damaged = try await makeDamagedLedger(folder)
    let ledger = try await Ledger.forTest(folder)
    let end = ledger.read { $0.eventCount }
    let before = ledger.read { digests($0) }
    let openings = (1...3).map { Submission(.open("N-\($0)"), by: "a") }
    let answers = try await submitTogether([adopt(60)] + openings, to: ledger)
    guard case .failure(.undecodable(damaged, _)) = answers[0] else {
      Issue.record("\(answers[0])")
      return
    }
    let positions = try answers.dropFirst().map { try $0.get().position.rawValue }
    #expect(positions.sorted() == Array(end..<end + 3))
    // Nor as one of a transaction or of a batch, which is told that nothing of it is recorded.
    await #expect(throws: LedgerError.self) {
      try await ledger.submit(contentsOf: [Submission(.open("N-4"), by: "a"), adopt(60)])
    }
    #expect(try ledger.logEnd() == end + 3)
    #expect(ledger.read { $0.eventCount } == end + 3)
    #expect(ledger.read { $0.agreements.hasPolicy } == false)
    #expect(ledger.read { digests($0) } != before)
    try await ledger.submit(.note("N-1", "goes on"), by: "a")
    await ledger.close()
    let again = try await Ledger.forTest(folder)
    #expect(again.read { $0.eventCount } == end + 4)
    await again.close()
  }

  @Test("amid events of its own transaction gives what a replay gives")
  func inTheMidst() async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    let ledger = try await Ledger.forTest(folder, clock: clock)
    for number in 0..<10 {
      try await ledger.submit(.open("T-\(number)"), by: "a")
      clock.advance(byMilliseconds: 3_600_000)
    }
    try await ledger.transaction { [adopt = [self.adopt(60), self.adopt(600)]] transaction in
      _ = try transaction.submit(.open("N-1"), by: "a")
      _ = try transaction.submit(adopt[0])
      _ = try transaction.submit(.start("N-1"), by: "a")
      _ = try transaction.submit(adopt[1])
      _ = try transaction.submit(.open("N-2", about: ["service": "VPN"]), by: "b")
    }
    #expect(try await ledger.replay().digests() == ledger.read { digests($0) })
    let late = ledger.read { $0.breaches(asOf: clock.now.advanced(byMilliseconds: 600_000)) }
    #expect(late.count == 1)
    // One that only a ticket of its own transaction is older than.
    let second = try TemporaryFolder()
    let fresh = try await Ledger.forTest(second, clock: clock)
    try await fresh.transaction { [adopt = self.adopt(60)] transaction in
      _ = try transaction.submit(.open("N-1"), by: "a")
      _ = try transaction.submit(adopt)
    }
    #expect(try await fresh.replay().digests() == fresh.read { digests($0) })
    await fresh.close()
    await ledger.close()
    #expect(try await Ledger.verify(at: folder.path()).isSound)
    withExtendedLifetime(second) {}
  }
}
