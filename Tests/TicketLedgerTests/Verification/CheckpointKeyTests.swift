import LedgerStore
import Testing
import Transparency

@testable import TicketLedger

@Suite("Checkpoints are judged by the key of their size")
struct CheckpointKeyTests {
  private static let origin = "keys.example"
  private let folder: TemporaryFolder
  private let signers: [NoteSigner]

  init() throws {
    folder = try TemporaryFolder()
    signers = try [UInt8(1), 2].map { seed in
      try NoteSigner(
        name: KeyName(forOrigin: Self.origin),
        seed: Array(repeating: seed, count: 32)
      )
    }
  }

  private func options(_ signer: NoteSigner? = nil) -> Ledger.Options {
    Ledger.Options(durability: .none, origin: Self.origin, signer: signer)
  }

  /// A closed log that has events before its first key, between both, and after the second.
  ///
  /// - Returns: Where the keys were adopted, and how many events there are.
  private func makeLedger() async throws -> (adoptions: [UInt64], end: UInt64) {
    var ledger = try await Ledger.open(at: folder.path(), options: options())
    for _ in 1...3 { try await ledger.submit(.open(), by: .automation("test")) }
    await ledger.close()
    var adoptions = [try await end()]
    ledger = try await Ledger.open(at: folder.path(), options: options(signers[0]))
    for _ in 1...4 { try await ledger.submit(.open(), by: .automation("test")) }
    await ledger.close()
    ledger = try await Ledger.open(at: folder.path(), options: options())
    try await ledger.adopt(signers[1], by: .automation("test"))
    let events = try ledger.allEvents()
    for event in events {
      if case .ledger(.signingKeyAdopted) = event.event, event.position.rawValue != adoptions[0] {
        adoptions.append(event.position.rawValue)
      }
    }
    for _ in 1...3 { try await ledger.submit(.open(), by: .automation("test")) }
    let end = try ledger.logEnd()
    await ledger.close()
    return (adoptions, end)
  }

  private func end() async throws -> UInt64 {
    let ledger = try await Ledger.open(at: folder.path(), options: options())
    let end = try ledger.logEnd()
    await ledger.close()
    return end
  }

  /// A checkpoint of the log at a size, with the right root, signed by one of both keys.
  private func note(at size: UInt64, by signer: Int, in store: LogStore) throws -> SignedNote {
    var leaves = Frontier()
    let snapshot = try store.beginRead()
    for position in 0..<size {
      let envelope = try snapshot.value(in: .events, at: position)?.copied
      leaves.append(.leaf(try #require(envelope)))
    }
    return try #require(
      Checkpoint(origin: Self.origin, size: size, root: leaves.root)?.signed(by: [signers[signer]])
    )
  }

  /// Verifies the log with no other checkpoint kept than one of a size by one of both keys.
  private func report(
    at size: UInt64,
    by signer: Int,
    isOutside: Bool = false,
    believing keys: [NoteVerifier] = []
  ) async throws -> VerificationReport {
    let store = try LogStore.open(at: folder.path(), options: .init(durability: .none))
    let note = try note(at: size, by: signer, in: store)
    try store.append { writer in
      for size in 0...writer.end { _ = try writer.remove(in: .checkpoints, at: size) }
      if !isOutside { try writer.put(note.bytes, in: .checkpoints, at: size) }
    }
    store.close()
    return try await Ledger.verify(
      at: folder.path(),
      options: VerificationOptions(keys: keys, against: isOutside ? [note] : [])
    )
  }

  @Test("kept ones and those from outside alike", arguments: [false, true])
  func everySize(isOutside: Bool) async throws {
    let (adoptions, end) = try await makeLedger()
    try #require(adoptions.count == 2 && adoptions[0] < adoptions[1])
    for size in 1...end {
      // A log of that size holds the event that adopted the key, or does not.
      let right = adoptions.lastIndex { $0 < size }
      for signer in 0...1 {
        let report = try await report(at: size, by: signer, isOutside: isOutside)
        let expected: [VerificationProblem.Kind] =
          signer == right ? [] : [isOutside ? .outsideCheckpoint : .signature]
        #expect(report.problems.map(\.kind) == expected, "size \(size), key \(signer)")
      }
    }
  }

  @Test("where keys are given, those are believed at every size")
  func givenKeys() async throws {
    let (adoptions, end) = try await makeLedger()
    for size in [1, adoptions[0] + 1, adoptions[1] + 1, end] {
      for signer in 0...1 {
        let both = try await report(at: size, by: signer, believing: signers.map(\.verifier))
        #expect(both.isSound, "\(both.problems)")
        let last = try await report(at: size, by: signer, believing: [signers[1].verifier])
        #expect(last.problems.map(\.kind) == (signer == 1 ? [] : [.signature]), "size \(size)")
      }
    }
  }
}
