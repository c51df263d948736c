import Testing
import Transparency

@testable import TicketLedger

@Suite("A checkpoint that the ledger cannot sign by itself")
struct SigningFailureTests {
  private let signers: [NoteSigner]

  init() throws {
    signers = try [UInt8(1), 2].map { seed in
      try NoteSigner(
        name: KeyName(forOrigin: "desk"),
        seed: Array(repeating: seed, count: 32)
      )
    }
  }

  private var failure: LedgerError {
    .otherSigningKey(given: signers[0].verifier.vkey, expected: signers[1].verifier.vkey)
  }

  /// A ledger that signs with the first key every three events.
  private func open(_ folder: TemporaryFolder) async throws -> Ledger {
    try await Ledger.forTest(folder) { options in
      options.origin = "desk"
      options.signer = signers[0]
      options.signingInterval = 3
    }
  }

  /// Has the log adopt the second key, as another process would.
  private func adoptElsewhere(_ ledger: Ledger) async throws {
    let key = try #require(Bytes32(signers[1].verifier.publicKey))
    try await ledger.transaction { transaction in
      let now = transaction.now
      let draft = EventDraft(
        event: .ledger(.signingKeyAdopted(key)),
        actor: .ledger,
        occurredAt: now
      )
      _ = try transaction.append(draft, recordedAt: now)
    }
  }

  private func grow(_ ledger: Ledger, by count: Int) async throws {
    for _ in 0..<count { try await ledger.submit(.open(), by: .automation("test")) }
    // Signing follows the answers.
    try await ledger.onEngine { _ in }
  }

  @Test("is told to whoever asks, tried every so many events, and signed once it can be")
  func renewedKey() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await open(folder)
    try await grow(ledger, by: 6)
    #expect(ledger.signingFailure == nil)
    let signed = try ledger.checkpoints().count
    #expect(signed > 0)
    try await adoptElsewhere(ledger)
    try await grow(ledger, by: 3)
    #expect(ledger.signingFailure == failure)
    let counts = { try await ledger.onEngine { [$0.unsignedCount, $0.triedCount] } }
    var (last, tries) = (try await counts()[1], 0)
    for _ in 0..<12 {
      try await grow(ledger, by: 1)
      let tried = try await counts()[1]
      tries += tried == last ? 0 : 1
      last = tried
    }
    #expect(tries == 4)
    await #expect(throws: failure) { try await ledger.signCheckpoint() }
    try await ledger.adopt(signers[1], by: "a-1")
    try await grow(ledger, by: 0)
    #expect(ledger.signingFailure == nil)
    #expect(try ledger.checkpoints().count == signed + 1)
    #expect(try await counts() == [0, 0])
    await ledger.close()
    #expect(ledger.signingFailure == nil)
    #expect(try await Ledger.verify(at: folder.path()).isSound)
  }

  @Test("when it closes is told after that")
  func closing() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await open(folder)
    try await adoptElsewhere(ledger)
    await ledger.close()
    #expect(ledger.signingFailure == failure)
    withExtendedLifetime(folder) {}
  }

  @Test("since nothing is written any more, is refused like all else that would write")
  func broken() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await open(folder)
    try await grow(ledger, by: 4)
    let note = try #require(try ledger.checkpoints().last)
    try await ledger.onEngine { _ = $0.endWriting("the disk failed") }
    let attempts: [() async throws -> Void] = [
      { try await ledger.submit(.open(), by: .automation("test")) },
      { _ = try await ledger.signCheckpoint() },
      { _ = try await ledger.addCosignatures(note.bytes, by: []) },
    ]
    for attempt in attempts {
      let error = await #expect(throws: LedgerError.self) { try await attempt() }
      guard case .storage(let failure) = error, failure.reason == .broken else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
    await ledger.close()
  }

  @Test("has an interval of one event at least")
  func interval() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder) { options in
      options.origin = "desk"
      options.signer = signers[0]
      options.signingInterval = -1
    }
    try await grow(ledger, by: 2)
    #expect(try ledger.checkpoints().count >= 2)
    await ledger.close()
  }
}
