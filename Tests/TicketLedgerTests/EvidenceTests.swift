import Crypto
import Foundation
import LedgerStore
import Testing
import Transparency

@testable import TicketLedger

@Suite("Evidence")
struct EvidenceTests {
  /// RFC 6962 section 2.1, as it is written there.
  private static func root(of entries: ArraySlice<[UInt8]>) -> [UInt8] {
    guard entries.count > 1 else {
      return entries.first.map { Array(SHA256.hash(data: [0] + $0)) }
        ?? Array(SHA256.hash(data: []))
    }
    var half = 1
    while half * 2 < entries.count { half *= 2 }
    let left = root(of: entries.prefix(half))
    let right = root(of: entries.dropFirst(half))
    return Array(SHA256.hash(data: [1] + left + right))
  }

  private static func signer(_ name: String = "evidence.example") throws -> NoteSigner {
    try NoteSigner(name: KeyName(forOrigin: name), seed: Array(repeating: 7, count: 32))
  }

  private func options(_ signer: NoteSigner? = nil) -> Ledger.Options {
    Ledger.Options(durability: .none, origin: "evidence.example", signer: signer)
  }

  private func grow(_ ledger: Ledger, by count: Int) async throws {
    for _ in 0..<count / 100 {
      _ = try await ledger.submit(
        contentsOf: (0..<100).map { _ in Submission(.open(), by: .automation("test")) }
      )
    }
    for _ in 0..<count % 100 { try await ledger.submit(.open(), by: .automation("test")) }
  }

  @Test("states the root that the events have, at every size and from every state")
  func roots() async throws {
    let folder = try TemporaryFolder()
    var random = SystemRandomNumberGenerator()
    for _ in 0..<12 {
      let ledger = try await Ledger.open(at: folder.path(), options: options())
      try await grow(ledger, by: Int.random(in: 1...90, using: &random))
      await #expect(throws: LedgerError.self) { try await ledger.submit(.start("none"), by: "a-1") }
      await ledger.close()
    }
    let ledger = try await Ledger.open(at: folder.path(), options: options())
    let end = try ledger.logEnd()
    let envelopes = try ledger.envelopes(0..<end)
    for size in 0...end {
      #expect(try ledger.root(at: size).bytes == Self.root(of: envelopes.prefix(Int(size))))
    }
    #expect(throws: LedgerError.beyondEnd(Position(end + 1))) { try ledger.root(at: end + 1) }
    await ledger.close()
  }

  @Test("keeps every full record of every row, and carries on from it after any number of events")
  func records() async throws {
    let folder = try TemporaryFolder()
    let writer = try await Ledger.open(at: folder.path(), options: options())
    try await grow(writer, by: 20_000)
    await writer.close()
    let ledger = try await Ledger.open(at: folder.path(), options: options())
    try await grow(ledger, by: 1)
    try checkRecords(of: ledger)
    // The leaves' records fill their pages: 22 in 4,096 bytes.
    let pages = try LogStore.examine(at: folder.path(), mapsPages: true)
    let tiles = try #require(pages.trees.first { $0.name == "tiles" })
    #expect(tiles.leafPages <= tiles.entries / 22 + 4)
    await ledger.close()
  }

  /// A function of its own, since closing waits for its snapshot to end.
  private func checkRecords(of ledger: Ledger) throws {
    let leaves = try ledger.envelopes(0..<ledger.logEnd()).map { Hash.leaf($0) }
    try EvidenceFollowingTests.checkRecords(of: ledger.store.beginRead(), leaves)
  }

  @Test("proves every event in every size, and every size from every smaller one")
  func proofs() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.open(at: folder.path(), options: options())
    try await grow(ledger, by: 80)
    let end = try ledger.logEnd()
    let leaves = try ledger.envelopes(0..<end).map { Hash.leaf($0) }
    for size in 1...end {
      let root = try ledger.root(at: size)
      for position in 0..<size {
        let proof = try ledger.inclusionProof(of: Position(position), in: size)
        try proof.verify(leaf: leaves[Int(position)], root: root)
      }
      for older in 0...size {
        let proof = try ledger.consistencyProof(from: older, to: size)
        try proof.verify(oldRoot: ledger.root(at: older), newRoot: root)
      }
    }
    #expect(throws: LedgerError.beyondEnd(Position(end))) {
      try ledger.inclusionProof(of: Position(end))
    }
    await ledger.close()
  }

  @Test("follows what other processes append, also where both hold the tree in memory")
  func otherProcesses() async throws {
    let folder = try TemporaryFolder()
    let first = try await Ledger.open(at: folder.path(), options: options())
    try await grow(first, by: 70)
    // A second process, as the store sees it: another writer between two of this one's commits.
    let envelope = try first.envelopes(1..<2)[0]
    try first.store.append { writer in
      var tree = try EvidenceTree(of: writer)
      for _ in 0..<130 {
        _ = try writer.append(envelope)
        tree.append(envelope)
      }
      try tree.writeEdge(into: &writer)
    }
    let end = try first.logEnd()
    let envelopes = try first.envelopes(0..<end)
    #expect(try first.root().bytes == Self.root(of: envelopes[...]))
    let tree = try EvidenceTree(of: first.store.beginRead())
    #expect(tree.root.bytes == Self.root(of: envelopes[...]))
    await first.close()
  }

  @Test("signs when it closes, on demand, and every so many events, and keeps it all")
  func checkpoints() async throws {
    let folder = try TemporaryFolder()
    let signer = try Self.signer()
    var options = options(signer)
    options.signingInterval = 200
    let ledger = try await Ledger.open(at: folder.path(), options: options)
    #expect(try ledger.logKey() == signer.verifier)
    let first = try await ledger.signCheckpoint()
    #expect(try await ledger.signCheckpoint() == first)
    try await grow(ledger, by: 500)
    await ledger.close()
    let again = try await Ledger.open(at: folder.path(), options: options)
    let kept = try again.checkpoints()
    let policy = CheckpointPolicy(log: signer.verifier, origin: "evidence.example")
    let sizes = try kept.map { note in
      let (checkpoint, _) = try policy.open(note)
      #expect(try again.root(at: checkpoint.size) == checkpoint.root)
      return checkpoint.size
    }
    let end = try again.logEnd()
    #expect(kept.first == first && sizes == sizes.sorted() && sizes.last == end)
    // The first, after 200 and 400 more, and when it closed.
    #expect(sizes.count == 4)
    for position in [0, 77, sizes[2] - 1] {
      let proof = try again.proof(of: Position(position), in: kept[2])
      try proof.verify(leaf: Hash.leaf(again.envelopes(position..<position + 1)[0]), policy: policy)
    }
    await again.close()
    #expect(try await reopenedCheckpointCount(folder, options) == 4)
  }

  private func reopenedCheckpointCount(
    _ folder: TemporaryFolder,
    _ options: Ledger.Options
  ) async throws -> Int {
    let ledger = try await Ledger.open(at: folder.path(), options: options)
    defer { Task { await ledger.close() } }
    return try ledger.checkpoints().count
  }

  @Test("adds what witnesses signed to the checkpoint that they signed, and nothing else")
  func cosignatures() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.open(at: folder.path(), options: options(Self.signer()))
    let note = try await ledger.signCheckpoint()
    try await grow(ledger, by: 3)
    let later = try await ledger.signCheckpoint()
    let witness = try NoteSigner(
      name: KeyName(forOrigin: "witness.example"),
      type: .cosignature,
      seed: Array(repeating: 9, count: 32)
    )
    let checkpoint = try #require(Checkpoint(text: note.unverifiedText))
    let line = try #require(checkpoint.cosignature(by: witness, at: 1_700_000_000))
    let answer = Array(line.line.utf8)
    let both = try #require(note.adding([line]))
    #expect(try await ledger.addCosignatures(answer, by: [witness.verifier]) == both)
    #expect(try await ledger.addCosignatures(answer, by: [witness.verifier]) == both)
    #expect(try ledger.checkpoints() == [both, later])
    #expect(try ledger.checkpoint(at: checkpoint.size) == both)
    #expect(try ledger.checkpoint() == later)
    let other = try NoteSigner(
      name: KeyName(forOrigin: "witness.example"),
      type: .cosignature,
      seed: Array(repeating: 8, count: 32)
    )
    let foreign = try #require(
      Checkpoint(origin: "evidence.example", size: checkpoint.size, root: .leaf([]))?
        .cosignature(by: witness, at: 1)
    )
    for (answer, key) in [
      (answer, other.verifier), (Array(foreign.line.utf8), witness.verifier),
      ([], witness.verifier),
      (Array("nonsense".utf8), witness.verifier),
    ] {
      await #expect(throws: LedgerError.self) {
        try await ledger.addCosignatures(answer, by: [key])
      }
    }
    #expect(try ledger.checkpoints() == [both, later])
    await ledger.close()
  }

  @Test("says which key signs, takes a new one, and refuses one of another name")
  func keys() async throws {
    let folder = try TemporaryFolder()
    let plain = try await Ledger.open(at: folder.path(), options: options())
    await #expect(throws: LedgerError.noSigningKey) { try await plain.signCheckpoint() }
    #expect(try plain.logKey() == nil)
    await plain.close()
    let signers = try [UInt8(1), 2].map { seed in
      try NoteSigner(
        name: KeyName(forOrigin: "evidence.example"),
        seed: Array(repeating: seed, count: 32)
      )
    }
    for _ in 0..<2 {
      let ledger = try await Ledger.open(at: folder.path(), options: options(signers[0]))
      #expect(try ledger.logKey() == signers[0].verifier)
      await ledger.close()
    }
    let size = try await eventCount(folder)
    let wrong = LedgerError.otherSigningKey(
      given: signers[1].verifier.vkey,
      expected: signers[0].verifier.vkey
    )
    await #expect(throws: wrong) {
      try await Ledger.open(at: folder.path(), options: options(signers[1]))
    }
    await #expect(throws: LedgerError.self) {
      try await Ledger.open(at: folder.path(), options: options(Self.signer("other.example")))
    }
    #expect(try await eventCount(folder) == size)

    let ledger = try await Ledger.open(at: folder.path(), options: options())
    try await ledger.adopt(signers[1], by: "a-1")
    let note = try await ledger.signCheckpoint()
    _ = try CheckpointPolicy(log: signers[1].verifier, origin: "evidence.example").open(note)
    #expect(try ledger.logKey() == signers[1].verifier)
    #expect(try ledger.checkpoints().count == 2)
    await ledger.close()
    await #expect(throws: LedgerError.self) {
      try await Ledger.open(at: folder.path(), options: options(signers[0]))
    }
  }

  @Test("signs nothing of a ledger that it refuses to open, nor makes one that it could not sign")
  func refusedSigner() async throws {
    let folder = try TemporaryFolder()
    await #expect(throws: LedgerError.self) {
      try await Ledger.open(at: folder.path(), options: options(Self.signer("other.example")))
    }
    let ledger = try await Ledger.open(at: folder.path(), options: options(Self.signer()))
    #expect(try ledger.logEnd() == 2)
    await ledger.close()
  }

  @Test("gives no envelopes beyond the end, however far that is")
  func envelopesBeyondTheEnd() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.open(at: folder.path(), options: options())
    let end = try ledger.logEnd()
    #expect(try ledger.envelopes(0..<end).count == Int(end))
    #expect(try ledger.envelopes(9..<9).isEmpty)
    for range in [0..<end + 1, 0..<UInt64.max, end..<UInt64.max] {
      #expect(throws: LedgerError.beyondEnd(Position(end))) { try ledger.envelopes(range) }
    }
    await ledger.close()
  }

  private func eventCount(_ folder: TemporaryFolder) async throws -> UInt64 {
    let ledger = try await Ledger.open(at: folder.path(), options: options())
    let count = try ledger.logEnd()
    await ledger.close()
    return count
  }
}
