import Crypto
import LedgerStore
import Testing
import Transparency

@testable import TicketLedger

/// Two writers that each hold the tree in memory, as two processes do, on one log of any bytes.
@Suite("A tree that follows another writer")
struct EvidenceFollowingTests {
  /// RFC 6962 section 2.1 over hashed leaves.
  private static func root(_ leaves: ArraySlice<Hash>) -> Hash {
    guard leaves.count > 1 else { return leaves.first ?? .emptyTree }
    var half = 1
    while half * 2 < leaves.count { half *= 2 }
    let nodes = root(leaves.prefix(half)).bytes + root(leaves.dropFirst(half)).bytes
    return Hash(Array(SHA256.hash(data: [1] + nodes))) ?? .emptyTree
  }

  /// Checks every full record of rows 0 and 1, that there are no others, and the last leaves.
  static func checkRecords(of snapshot: borrowing LogSnapshot, _ leaves: [Hash]) throws {
    func beginnings(_ leaves: ArraySlice<Hash>) -> [UInt8] {
      leaves.flatMap { $0.bytes.prefix(4) }
    }
    let full = leaves.count / 32
    for record in 0..<full {
      let group = leaves[record * 32..<(record + 1) * 32]
      let stored = try snapshot.value(in: .tiles, at: EvidenceTree.key(0, UInt64(record)))?.copied
      #expect(stored == root(group).bytes + beginnings(group), "\(record)")
    }
    let row = (0..<leaves.count / 256).map { root(leaves[$0 * 256..<($0 + 1) * 256]) }
    for (place, hash) in row.enumerated() {
      let stored = try snapshot.value(in: .tiles, at: EvidenceTree.key(1, UInt64(place)))?.copied
      #expect(stored == hash.bytes, "row 1, \(place)")
    }
    #expect(try snapshot.count(of: .tiles) == UInt64(full + row.count))
    let last = try snapshot.value(in: .meta, for: Array("leaves".utf8))?.copied
    #expect(last == beginnings(leaves.dropFirst(full * 32)))
  }

  /// A log of random envelopes, with the leaves that they hash to.
  private struct RandomLog: ~Copyable {
    let store: LogStore
    private(set) var leaves: [Hash] = []
    private var random: SeededGenerator

    init(_ folder: TemporaryFolder, seed: UInt64) throws {
      store = try LogStore.open(
        at: folder.path(),
        options: .init(durability: .none, createsIfMissing: true)
      )
      random = SeededGenerator(seed: seed)
    }

    /// One commit of a writer that first follows the log, or begins anew where it cannot.
    ///
    /// - Returns: Whether it could follow.
    mutating func commit(_ count: Int, by tree: inout EvidenceTree) throws -> Bool {
      let envelopes = (0..<count).map { _ in
        (0..<Int.random(in: 1...40, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }
      }
      let former = tree
      let (after, hasFollowed) = try store.append { writer in
        var tree = former
        let hasFollowed = try tree.follow(writer)
        if !hasFollowed { tree = try EvidenceTree(of: writer) }
        for envelope in envelopes {
          _ = try writer.append(envelope)
          tree.append(envelope)
        }
        try tree.writeEdge(into: &writer)
        return (tree, hasFollowed)
      }
      tree = after
      leaves += envelopes.map { Array(SHA256.hash(data: [0] + $0)) }.compactMap { Hash($0) }
      return hasFollowed
    }

    /// Checks every full record of rows 0 and 1, that there are no others, and the last leaves.
    func checkRecords() throws {
      try EvidenceFollowingTests.checkRecords(of: store.beginRead(), leaves)
    }
  }

  @Test("has the root that all events give after each of their commits", arguments: [1, 2])
  func alternating(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var log = try RandomLog(folder, seed: seed)
    var trees = [EvidenceTree(), EvidenceTree()]
    var random = SeededGenerator(seed: seed + 100)
    for _ in 0..<60 {
      let place = Int.random(in: 0...1, using: &random)
      #expect(try log.commit(Int.random(in: 1...150, using: &random), by: &trees[place]))
      #expect(trees[place].size == UInt64(log.leaves.count))
      #expect(trees[place].root == Self.root(log.leaves[...]))
    }
    try log.checkRecords()
    log.store.close()
  }

  @Test("is read anew where it is far behind, and both rows are as they should be")
  func farBehind() throws {
    let folder = try TemporaryFolder()
    var log = try RandomLog(folder, seed: 7)
    var trees = [EvidenceTree(), EvidenceTree()]
    for (place, count, isNear) in [
      (0, 4_000, true), (1, 3_000, true), (0, 1, true), (1, 4_096, true), (0, 100, true),
      (1, 4_097, true), (0, 50, false), (0, 2_000, true), (1, 2_047, true), (0, 4_200, true),
      (1, 1, false), (0, 300, true), (1, 5, true),
    ] {
      #expect(try log.commit(count, by: &trees[place]) == isNear, "\(log.leaves.count)")
      #expect(trees[place].root == Self.root(log.leaves[...]))
    }
    #expect(log.leaves.count > 63 * 256)
    try log.checkRecords()
    log.store.close()
  }

  @Test("is not believed where it does not lead to the edge that is stored")
  func otherEdge() throws {
    let folder = try TemporaryFolder()
    var log = try RandomLog(folder, seed: 9)
    var trees = [EvidenceTree(), EvidenceTree()]
    #expect(try log.commit(300, by: &trees[0]))
    #expect(try log.commit(10, by: &trees[1]))
    // A tree of as many other leaves, as one is in memory where the file was exchanged.
    let elsewhere = try TemporaryFolder()
    var other = try RandomLog(elsewhere, seed: 10)
    var foreign = EvidenceTree()
    #expect(try other.commit(300, by: &foreign))
    other.store.close()
    withExtendedLifetime(elsewhere) {}
    #expect(try log.commit(1, by: &foreign) == false)
    #expect(foreign.root == Self.root(log.leaves[...]))
    try log.checkRecords()
    log.store.close()
  }

  @Test("carries a ledger on after whatever another process appended")
  func otherProcess() async throws {
    let folder = try TemporaryFolder()
    let ledger = try await Ledger.forTest(folder) { $0.pollInterval = .seconds(60) }
    try await ledger.submit(.open("shared"), by: "parent")
    let probe = try LedgerProbe("follow", folder.path())
    #expect(try probe.line() == "ready")
    for (round, count) in [1, 31, 32, 100, 2_100, 2].enumerated() {
      let before = try ledger.logEnd()
      try probe.tell("submit \(count)")
      #expect(try probe.line()?.hasPrefix("accepted") == true)
      #expect(try ledger.logEnd() >= before + UInt64(count))
      try await ledger.submit(.open("own-\(round)"), by: "parent")
      let leaves = try ledger.envelopes(0..<ledger.logEnd()).map { Hash.leaf($0) }
      #expect(try ledger.root() == Self.root(leaves[...]))
      let inMemory = try await ledger.onEngine { $0.tree?.root }
      #expect(inMemory == Self.root(leaves[...]), "round \(round)")
    }
    try probe.finish()
    await ledger.close()
    #expect(try await Ledger.verify(at: folder.path()).isSound)
  }
}
