import Testing
import Transparency

@Suite("The tree")
struct TreeTests {
  static func entries(_ count: Int, seed: UInt64) -> [[UInt8]] {
    var numbers = SeededNumbers(seed: seed)
    return (0..<count).map { _ in numbers.bytes(Int.random(in: 0...40, using: &numbers)) }
  }

  @Test("every root and proof of small trees is the recursive definition's")
  func smallTrees() throws {
    let entries = Self.entries(40, seed: 1)
    let tree = MemoryTree(entries.map { Hash.leaf($0) }).tree
    for size in 0...entries.count {
      let root = try #require(try tree.root(at: UInt64(size)))
      #expect(root.bytes == MerkleOracle.root(entries.prefix(size)))
      for index in 0..<size {
        let proof = try #require(try tree.inclusionProof(of: UInt64(index), in: UInt64(size)))
        #expect(proof.path.map(\.bytes) == MerkleOracle.path(index, entries.prefix(size)))
        #expect(InclusionProof.length(index: proof.index, size: proof.size) == proof.path.count)
        try proof.verify(leaf: Hash.leaf(entries[index]), root: root)
      }
      for old in 1...max(size, 1) where old <= size {
        let proof = try #require(try tree.consistencyProof(from: UInt64(old), to: UInt64(size)))
        #expect(proof.path.map(\.bytes) == MerkleOracle.proof(old, entries.prefix(size)))
        #expect(
          ConsistencyProof.length(oldSize: UInt64(old), newSize: UInt64(size)) == proof.path.count
        )
        let oldRoot = try #require(try tree.root(at: UInt64(old)))
        try proof.verify(oldRoot: oldRoot, newRoot: root)
      }
    }
  }

  @Test(
    "roots and proofs across tiles are the recursive definition's",
    arguments: [255, 256, 257, 700, 1_533]
  )
  func largerTrees(size: Int) throws {
    let entries = Self.entries(size, seed: UInt64(size))
    let memory = MemoryTree(entries.map { Hash.leaf($0) })
    let root = MerkleOracle.root(entries[...])
    #expect(memory.open.root.bytes == root)
    var numbers = SeededNumbers(seed: 9)
    for _ in 0..<12 {
      let part = Int.random(in: 1...size, using: &numbers)
      let index = Int.random(in: 0..<part, using: &numbers)
      let inclusion = try #require(
        try memory.tree.inclusionProof(of: UInt64(index), in: UInt64(part))
      )
      #expect(inclusion.path.map(\.bytes) == MerkleOracle.path(index, entries.prefix(part)))
      let consistency = try #require(
        try memory.tree.consistencyProof(from: UInt64(part), to: UInt64(size))
      )
      #expect(consistency.path.map(\.bytes) == MerkleOracle.proof(part, entries[...]))
    }
  }

  @Test("the frontier, the open tiles and the list of leaves lead to one root after every append")
  func incremental() throws {
    let leaves = Self.entries(600, seed: 3).map { Hash.leaf($0) }
    var frontier = Frontier()
    var memory = MemoryTree()
    #expect(frontier.root == .emptyTree)
    for (index, leaf) in leaves.enumerated() {
      frontier.append(leaf)
      memory.append(leaf)
      #expect(frontier == memory.open.frontier)
      #expect(frontier.hashes.count == (index + 1).nonzeroBitCount)
      guard index % 37 == 0 else { continue }
      #expect(frontier.root == Hash.root(of: leaves.prefix(index + 1)))
      #expect(Frontier(decoding: frontier.encoded) == frontier)
    }
  }

  @Test("a tree is taken up where it was left, from its full tiles and its last leaves")
  func restored() throws {
    for size in [0, 1, 255, 256, 257, 1_024, 1_300] {
      let leaves = Self.entries(size, seed: 4).map { Hash.leaf($0) }
      var memory = MemoryTree(leaves)
      let full = memory.full
      var again = try #require(
        OpenTiles(size: UInt64(size)) { level, range in
          if level == 0 { return Array(leaves[Int(range.lowerBound)..<Int(range.upperBound)]) }
          return range.map { place in
            Hash.root(of: (full[level - 1] ?? [])[Int(place) * 256..<Int(place + 1) * 256])
          }
        }
      )
      #expect(again == memory.open)
      again.append(.emptyTree) { _, _ in }
      memory.append(.emptyTree)
      #expect(again == memory.open)
      #expect(OpenTiles(size: 300) { _, _ in [] } == nil)
    }
  }

  @Test("a proof reads few tiles of a large tree")
  func fewReads() throws {
    let size: UInt64 = 70_000
    var memory = MemoryTree()
    let leaf = Hash.leaf([1])
    for _ in 0..<size { memory.append(leaf) }
    var reads = 0
    var stretch: UInt64 = 0
    let tree = memory.tree { _, range in
      reads += 1
      stretch = max(stretch, UInt64(range.count))
    }
    _ = try tree.inclusionProof(of: 12_345, in: size)
    #expect(reads <= 2 * 17)
    reads = 0
    _ = try tree.consistencyProof(from: 33_333, to: size)
    #expect(reads <= 2 * 17)
    #expect(stretch <= 128)
  }

  @Test("what a tree does not have is nil")
  func absent() throws {
    let tree = MemoryTree([Hash.leaf([1]), Hash.leaf([2])]).tree
    #expect(try tree.leaf(at: 2) == nil)
    #expect(try tree.root(at: 3) == nil)
    #expect(try tree.inclusionProof(of: 2, in: 2) == nil)
    #expect(try tree.inclusionProof(of: 0, in: 3) == nil)
    #expect(try tree.consistencyProof(from: 2, to: 1) == nil)
    #expect(try tree.consistencyProof(from: 1, to: .max) == nil)
    #expect(try tree.consistencyProof(from: 0, to: 2)?.path.isEmpty == true)
  }

  @Test("a hash has 32 bytes and one base64 form")
  func hashForms() throws {
    let hash = Hash.leaf([1, 2, 3])
    #expect(Hash(hash.bytes) == hash)
    #expect(Hash(hash.bytes.dropLast()) == nil)
    #expect(Hash(hash.bytes + [0]) == nil)
    #expect(Hash(base64: hash.base64.utf8) == hash)
    #expect(Hash(base64: String(hash.base64.dropLast()).utf8) == nil)
    #expect(hash.bytes == MerkleOracle.sha256([0, 1, 2, 3]))
    #expect(
      Hash.node(hash, .emptyTree).bytes
        == MerkleOracle.sha256([1] + hash.bytes + Hash.emptyTree.bytes)
    )
    #expect(MemoryLayout<Hash>.size == 32)
    #expect(Hash.list(Hash.bytes(of: [hash, .emptyTree])) == [hash, .emptyTree])
    #expect(Hash.list([UInt8](repeating: 0, count: 33)) == nil)
    // The last character holds two bits that no byte needs: a second text of the same bytes.
    let last = try #require(hash.base64.dropLast().last?.asciiValue)
    let other = Array(hash.base64.utf8.dropLast(2)) + [last + 1, UInt8(ascii: "=")]
    #expect(Hash(base64: other) == nil)
  }
}
