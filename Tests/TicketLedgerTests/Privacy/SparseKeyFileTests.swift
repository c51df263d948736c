import Foundation
import Testing

@testable import TicketLedger

/// A file of keys that says it is long, and has nothing but a hole there.
@Suite("A file of keys with a hole of a tebibyte", .timeLimit(.minutes(15)))
struct SparseKeyFileTests {
  private static let size: UInt64 = 1 << 40

  private func makeLedger(_ folder: TemporaryFolder) async throws {
    let ledger = try await SealedDesk.open(folder, epochs: 1...3)
    for name in ["r-1", "r-2"] {
      try await ledger.submit(
        .open("T-\(name)", requester: .identity(name), summary: "of \(name)"),
        by: .automation("desk")
      )
    }
    try await ledger.erase(.identity("r-2"), basis: "asked", by: .automation("desk"))
    await ledger.close()
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: folder.path() + "/keys"))
    try file.truncate(atOffset: Self.size)
    try file.close()
  }

  private func words(_ ticket: TicketReference, in ledger: Ledger) throws -> EventWords {
    let opened = try #require(try ledger.history(of: ticket)?.first)
    return try ledger.words(at: opened.position)
  }

  @Test("is opened, rotated, copied and verified by what the log's persons need of it")
  func sparse() async throws {
    let folder = try TemporaryFolder()
    try await makeLedger(folder)
    let ledger = try await SealedDesk.open(folder, epochs: 1...3)
    #expect(try words("T-r-1", in: ledger).known?[.summary] == "of r-1")
    let rotation = try await ledger.rotateKeys()
    // The organisation, the lookup, and the person who is left.
    #expect(rotation == KeyRotation(epoch: 2, keyCount: 3))
    try await ledger.submit(.open("T-r-3", requester: "r-3", summary: "new"), by: .automation("d"))
    try await ledger.backUp(to: folder.path("copy.ledger"), withKeys: true)
    await ledger.close()
    let report = try await Ledger.verify(at: folder.path())
    #expect(report.isSound, "\(report.problems)")

    let values = try URL(fileURLWithPath: folder.path() + "/keys")
      .resourceValues(forKeys: [.fileSizeKey, .fileAllocatedSizeKey])
    #expect(values.fileSize == Int(Self.size))
    #expect(try #require(values.fileAllocatedSize) < 1 << 20)
    let copied = try Data(contentsOf: URL(fileURLWithPath: folder.path("copy.ledger") + "/keys"))
    #expect(copied.count == 4 * KeyFileLayout.pageSizeInBytes)
    let copy = try await SealedDesk.open(folder, "copy.ledger", epochs: 2...2)
    #expect(try words("T-r-1", in: copy).known?[.summary] == "of r-1")
    #expect(try words("T-r-2", in: copy) == .erased)
    #expect(try words("T-r-3", in: copy).known?[.summary] == "new")
    await copy.close()
  }
}
