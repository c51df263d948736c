import Testing
import TicketLedger

@Suite("A ledger that was opened before a fork", .timeLimit(.minutes(5)))
struct ForkTests {
  @Test("is refused to the child at once, with the remedy, and stays the parent's")
  func child() async throws {
    let folder = try TemporaryFolder()
    let probe = try LedgerProbe("fork", folder.path())
    for what in ["submit", "submit several", "transaction", "next event", "back up"] {
      let line = try #require(try probe.line())
      #expect(line.hasPrefix("\(what): \(folder.path()): "), "\(line)")
      #expect(line.contains("opened before a fork") && line.contains("call exec"), "\(line)")
    }
    #expect(try probe.line() == "changes: ended")
    #expect(try probe.line() == "close: ended")
    #expect(try probe.line() == "the parent appends at 2")
    try probe.finish()
    #expect(try await Ledger.verify(at: folder.path()).isSound)
  }
}
