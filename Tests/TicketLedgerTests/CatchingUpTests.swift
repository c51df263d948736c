import Testing

@testable import TicketLedger

@Suite("Catching up with another process", .serialized, .timeLimit(.minutes(15)))
struct CatchingUpTests {
  /// Where the writer thread is when the other process commits.
  enum Moment: CaseIterable {
    case foldingWhatAPollFound
    case foldingItsOwnCommit
    case writingACheckpoint
  }

  /// A ledger that looks for the other's events only when told to, and the other process.
  private struct Pair {
    let folder: TemporaryFolder
    let ledger: Ledger
    let probe: LedgerProbe
    let answer = Locked<String?>(nil)

    init() async throws {
      folder = try TemporaryFolder()
      ledger = try await Ledger.forTest(folder, projections: [Interruption.self]) {
        $0.pollInterval = .seconds(100_000)
      }
      try await ledger.submit(.open("shared"), by: "parent")
      probe = try LedgerProbe("follow", folder.path())
      #expect(try probe.line() == "ready")
    }

    /// Has the other process commit one note, and a ticket where it is its first.
    func commitElsewhere() throws {
      try probe.tell("submit 1")
      #expect(try probe.line() == "accepted 1")
    }

    /// Has the other process commit as soon as the writer thread folds or encodes something.
    func commitElsewhereInTheMidst() {
      Interruption.atNextUse { [probe, answer] in
        let line = Result {
          try probe.tell("submit 1")
          return try probe.line()
        }
        answer.withLock { $0 = try? line.get() }
      }
    }

    func poll() async throws {
      try await ledger.onEngine { $0.poll() }
    }

    var shown: UInt64 { ledger.read { $0.eventCount } }

    /// Checks that everything is shown, and ends both.
    func finish() async throws {
      let events = try ledger.allEvents()
      #expect(shown == UInt64(events.count))
      #expect(events.map(\.position.rawValue) == Array(0..<shown))
      #expect(try await ledger.replay().digests() == ledger.read { digests($0) })
      try probe.finish()
      await ledger.close()
    }
  }

  @Test(
    "the next poll shows what was committed in the midst of one's own work",
    arguments: Moment.allCases
  )
  func nextPoll(_ moment: Moment) async throws {
    let pair = try await Pair()
    switch moment {
    case .foldingWhatAPollFound:
      try pair.commitElsewhere()
      pair.commitElsewhereInTheMidst()
      try await pair.poll()
    case .foldingItsOwnCommit:
      pair.commitElsewhereInTheMidst()
      try await pair.ledger.submit(.note("shared", "own"), by: "parent")
    case .writingACheckpoint:
      pair.commitElsewhereInTheMidst()
      try await pair.ledger.onEngine { $0.writeCheckpoint() }
    }
    #expect(pair.answer.withLock { $0 } == "accepted 1")
    #expect(try pair.shown < pair.ledger.logEnd())
    try await pair.poll()
    #expect(try pair.shown == pair.ledger.logEnd())
    try await pair.finish()
  }

  @Test("a commit builds on what was committed while it caught up")
  func beforeTheWriteLock() async throws {
    let pair = try await Pair()
    try pair.commitElsewhere()
    pair.commitElsewhereInTheMidst()
    let receipt = try await pair.ledger.submit(.note("shared", "own"), by: "parent")
    #expect(pair.answer.withLock { $0 } == "accepted 1")
    // Opened, two notes from elsewhere, and this one.
    #expect(receipt.revision == 4)
    #expect(pair.shown == receipt.position.rawValue + 1)
    try await pair.finish()
  }
}
