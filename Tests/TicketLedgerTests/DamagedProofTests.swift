import LedgerStore
import Testing
import Transparency

@testable import TicketLedger

/// Proofs of a ledger in which one record after the other is damaged while it is open.
@Suite("Proofs over damage")
struct DamagedProofTests {
  private static let frontier = Array("frontier".utf8)

  private static func flipped(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    bytes[20] ^= 4
    return bytes
  }

  /// A ledger of some 300 events, and their leaves.
  private func makeLedger(_ folder: TemporaryFolder) async throws -> (Ledger, [Hash]) {
    let ledger = try await Ledger.forTest(folder)
    _ = try await ledger.submit(
      contentsOf: (0..<300).map { _ in Submission(.open(), by: .automation("test")) }
    )
    return (ledger, try ledger.envelopes(0..<ledger.logEnd()).map { Hash.leaf($0) })
  }

  /// Asks for proofs and roots of many places and sizes: each is right, or refused.
  ///
  /// - Returns: How many were refused.
  private func refusedCount(_ ledger: Ledger, _ leaves: [Hash]) throws -> Int {
    let end = UInt64(leaves.count)
    var refused = 0
    func ask(_ body: () throws -> Void) throws {
      do {
        try body()
      } catch LedgerError.inconsistent {
        refused += 1
      }
    }
    for position in stride(from: 0, to: end, by: 7) {
      let old = Hash.root(of: leaves.prefix(Int(position)))
      for size in Set([position + 1, max(end - 9, position + 1), end]) {
        let root = Hash.root(of: leaves.prefix(Int(size)))
        try ask {
          let proof = try ledger.inclusionProof(of: Position(position), in: size)
          try proof.verify(leaf: leaves[Int(position)], root: root)
        }
        try ask {
          let proof = try ledger.consistencyProof(from: position, to: size)
          try proof.verify(oldRoot: old, newRoot: root)
        }
        try ask {
          let found = try ledger.root(at: size)
          #expect(found == root)
        }
      }
    }
    return refused
  }

  @Test("are right or refused where a record or the edge is another")
  func refused() async throws {
    let folder = try TemporaryFolder()
    let (ledger, leaves) = try await makeLedger(folder)
    #expect(try refusedCount(ledger, leaves) == 0)
    for record: UInt64 in [0, 2, 8] {
      let sound = try change(ledger, record, Self.flipped)
      #expect(try refusedCount(ledger, leaves) > 0, "\(record)")
      _ = try change(ledger, record) { _ in sound }
    }
    var sound: [UInt8] = []
    try ledger.store.append { writer in
      if let edge = try writer.value(in: .meta, for: Self.frontier) { sound = edge.copied }
      try writer.put(Self.flipped(sound), in: .meta, for: Self.frontier)
    }
    // Nothing leads to a wrong edge: all of it is refused.
    #expect(try refusedCount(ledger, leaves) > leaves.count)
    try ledger.store.append { try $0.put(sound, in: .meta, for: Self.frontier) }
    #expect(try refusedCount(ledger, leaves) == 0)
    await ledger.close()
  }

  /// Changes the bytes of a record, and returns what they were.
  private func change(
    _ ledger: Ledger,
    _ record: UInt64,
    _ body: ([UInt8]) -> [UInt8]
  ) throws -> [UInt8] {
    var sound: [UInt8] = []
    try ledger.store.append { writer in
      let key = EvidenceTree.key(0, record)
      if let bytes = try writer.value(in: .tiles, at: key) { sound = bytes.copied }
      try writer.put(body(sound), in: .tiles, at: key)
    }
    return sound
  }

  @Test("of a signed checkpoint say whether the tree is damaged or the checkpoint another's")
  func signed() async throws {
    let folder = try TemporaryFolder()
    let signer = try NoteSigner(
      name: KeyName(forOrigin: "desk"),
      seed: Array(repeating: 7, count: 32)
    )
    let ledger = try await Ledger.forTest(folder) { options in
      options.origin = "desk"
      options.signer = signer
    }
    _ = try await ledger.submit(
      contentsOf: (0..<100).map { _ in Submission(.open(), by: .automation("test")) }
    )
    let note = try await ledger.signCheckpoint()
    let proof = try ledger.proof(of: Position(70), in: note)
    let leaf = Hash.leaf(try ledger.envelopes(70..<71)[0])
    try proof.verify(
      leaf: leaf,
      policy: CheckpointPolicy(log: signer.verifier, origin: "desk")
    )
    let size = try ledger.logEnd()
    let foreign = try #require(
      Checkpoint(origin: "desk", size: size, root: leaf)?.signed(by: [signer])
    )
    for position: UInt64 in [70, size - 1] {
      let error = #expect(throws: LedgerError.self) {
        try ledger.proof(of: Position(position), in: foreign)
      }
      if case .foreignCheckpoint = error {} else { Issue.record("\(String(describing: error))") }
    }
    let beyond = try #require(
      Checkpoint(origin: "desk", size: size + 1, root: leaf)?.signed(by: [signer])
    )
    #expect(throws: LedgerError.beyondEnd(Position(size + 1))) {
      try ledger.proof(of: Position(70), in: beyond)
    }
    _ = try change(ledger, 1, Self.flipped)
    let error = #expect(throws: LedgerError.self) {
      try ledger.proof(of: Position(70), in: note)
    }
    if case .inconsistent = error {
    } else {
      Issue.record("\(String(describing: error))")
    }
    await ledger.close()
  }
}
