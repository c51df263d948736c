import Testing

@testable import TicketLedger

@Suite("Backups with keys, beside erasures")
struct BackupRaceTests {
  @Test("a copy during which somebody was erased is made again, and verifies")
  func erasedMeanwhile() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await SealedDesk.open(folder)
    for name in ["r-1", "r-2"] {
      try await ledger.submit(
        .open("T-\(name)", requester: .identity(name), summary: "of \(name)"),
        by: .automation("desk")
      )
    }
    let held = await HeldThread(of: ledger)
    let erasure = Task { try await ledger.erase("r-1", basis: "asked", by: .automation("desk")) }
    while ledger.engine.queuedJobCount < 1 { try await Task.sleep(for: .milliseconds(1)) }
    // The log is copied without the erasure, which has its turn before the keys.
    let path = folder.path("copy.ledger")
    let backup = Task { try await ledger.backUp(to: path, withKeys: true) }
    while ledger.engine.queuedJobCount < 2 { try await Task.sleep(for: .milliseconds(1)) }
    held.letGo()
    try await held.end()
    _ = try await erasure.value
    try await backup.value
    await ledger.close()
    let report = try await Ledger.verify(
      at: path,
      options: VerificationOptions(threadCount: 1)
    )
    #expect(report.isSound, "\(report.problems)")
    #expect(report.erasedCount == 2)
    let copy = try await SealedDesk.open(folder, "copy.ledger")
    let opened = try #require(try copy.history(of: "T-r-1")?.first)
    #expect(try copy.words(at: opened.position) == .erased)
    await copy.close()
  }
}
