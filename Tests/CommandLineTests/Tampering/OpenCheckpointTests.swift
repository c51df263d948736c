import Testing
import TicketLedger
import Transparency

/// Of 32 events in a row one hash is kept: what a checkpoint in their middle says of a changed one of
/// them cannot be told.
@Suite("Checkpoints that end shortly after a changed event") struct OpenCheckpointTests {
  private static let sizes: [UInt64] = [40, 45, 50, 64, 70, 95]

  /// A ledger with a checkpoint at each of the sizes, and the checkpoints.
  private func makeLedger(at path: String) async throws -> [SignedNote] {
    let signer = try NoteSigner(
      name: KeyName(forOrigin: "desk"),
      seed: Array(repeating: 7, count: 32)
    )
    let options = Ledger.Options(durability: .none, origin: "desk", signer: signer)
    let ledger = try await Ledger.open(at: path, options: options)
    try await ledger.submit(.open("T-1"), by: "a")
    var notes: [SignedNote] = []
    for size in Self.sizes {
      while ledger.read({ $0.eventCount }) < size {
        try await ledger.submit(.note("T-1", "more"), by: "a")
      }
      notes.append(try await ledger.signCheckpoint())
    }
    await ledger.close()
    return notes
  }

  @Test("are left open, and all others are compared")
  func leftOpen() async throws {
    let sandbox = try Sandbox()
    let path = sandbox.path + "/desk.ledger"
    let notes = try await makeLedger(at: path)
    // Positions 32 to 63 have one record, and those from 64 on none yet.
    for (position, open) in [(UInt64(42), [UInt64(45), 50]), (71, []), (66, [70])] {
      try change(path, position)
      let report = try await Ledger.verify(at: path, options: VerificationOptions(against: notes))
      #expect(report.problems.map(\.kind) == [.changedEvent], "\(report.problems)")
      #expect(report.problems.first?.position == Position(position))
      #expect(report.checkpointCount == Self.sizes.count)
      let kept = report.notes.first { $0.contains("checkpoint") && !$0.contains("outside") }
      #expect(kept.map { Int($0.prefix { $0 != " " }) ?? 0 } ?? 0 == open.count, "\(report.notes)")
      for size in Self.sizes {
        let isOpen = report.notes.contains {
          $0.contains("of \(size) events kept outside could not")
        }
        #expect(isOpen == open.contains(size), "\(size): \(report.notes)")
      }
      try change(path, position)
    }
    #expect(try await Ledger.verify(at: path).isSound)
  }

  /// Changes an event, or changes it back.
  private func change(_ path: String, _ position: UInt64) throws {
    try RawLog.change(path) { log in
      var bytes = try #require(try log.value("events", position))
      bytes[20] ^= 1
      try log.put("events", position, bytes)
    }
  }
}
