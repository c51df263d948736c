import Testing
import Transparency

@Suite("Proofs that were tampered with")
struct ProofMutationTests {
  static let size = 77
  static let leaves = TreeTests.entries(size, seed: 5).map { Hash.leaf($0) }

  static func flipped(_ hash: Hash, _ bit: Int) throws -> Hash {
    var bytes = hash.bytes
    bytes[bit / 8 % 32] ^= 1 << UInt8(bit % 8)
    return try #require(Hash(bytes))
  }

  @Test("an inclusion proof with any byte, index or number of hashes changed is refused")
  func inclusion() throws {
    let tree = MemoryTree(Self.leaves).tree
    let root = try #require(try tree.root(at: UInt64(Self.size)))
    for index in [0, 1, 31, 63, 64, 75, 76] {
      let leaf = Self.leaves[index]
      let good = try #require(try tree.inclusionProof(of: UInt64(index), in: UInt64(Self.size)))
      func refuses(_ path: [Hash], index: UInt64? = nil) {
        let proof = InclusionProof(index: index ?? good.index, size: good.size, path: path)
        #expect(throws: ProofRefusal.self) { try proof.verify(leaf: leaf, root: root) }
      }
      for byte in 0..<32 {
        for place in good.path.indices {
          var path = good.path
          path[place] = try Self.flipped(path[place], byte * 8 + byte % 8)
          refuses(path)
        }
        let other = try Self.flipped(root, byte * 8)
        #expect(throws: ProofRefusal.root) { try good.verify(leaf: leaf, root: other) }
        let stranger = try Self.flipped(leaf, byte * 8 + 7)
        #expect(throws: ProofRefusal.root) { try good.verify(leaf: stranger, root: root) }
      }
      for other in 0..<UInt64(Self.size) + 3 where other != good.index {
        refuses(good.path, index: other)
      }
      for place in good.path.indices {
        var path = good.path
        path.remove(at: place)
        refuses(path)
        path = good.path
        path.insert(good.path[place], at: place)
        refuses(path)
        path = good.path
        path.swapAt(place, (place + 1) % path.count)
        if path != good.path { refuses(path) }
      }
      refuses(good.path + [root])
    }
  }

  @Test("a consistency proof with any byte, size or number of hashes changed is refused")
  func consistency() throws {
    let tree = MemoryTree(Self.leaves).tree
    let root = try #require(try tree.root(at: UInt64(Self.size)))
    for old in [1, 2, 3, 32, 63, 64, 65, 76, 77] {
      let oldRoot = try #require(try tree.root(at: UInt64(old)))
      let good = try #require(try tree.consistencyProof(from: UInt64(old), to: UInt64(Self.size)))
      try good.verify(oldRoot: oldRoot, newRoot: root)
      func refuses(_ path: [Hash], old: UInt64? = nil) {
        let proof = ConsistencyProof(
          oldSize: old ?? good.oldSize,
          newSize: good.newSize,
          path: path
        )
        #expect(throws: ProofRefusal.self, "\(proof.oldSize)") {
          try proof.verify(oldRoot: oldRoot, newRoot: root)
        }
      }
      for byte in 0..<32 {
        for place in good.path.indices {
          var path = good.path
          path[place] = try Self.flipped(path[place], byte * 8 + byte % 8)
          refuses(path)
        }
        let other = try Self.flipped(root, byte * 8)
        #expect(throws: ProofRefusal.self) { try good.verify(oldRoot: oldRoot, newRoot: other) }
        let stranger = try Self.flipped(oldRoot, byte * 8)
        #expect(throws: ProofRefusal.self) { try good.verify(oldRoot: stranger, newRoot: root) }
      }
      for other in 0..<UInt64(Self.size) where other != good.oldSize {
        refuses(good.path, old: other)
      }
      for place in good.path.indices {
        var path = good.path
        path.remove(at: place)
        refuses(path)
      }
      refuses(good.path + [root])
    }
  }

  @Test("an empty tree is the beginning of every tree, and has one root")
  func fromNothing() throws {
    let root = Self.leaves[0]
    let proof = ConsistencyProof(oldSize: 0, newSize: 1, path: [])
    try proof.verify(oldRoot: .emptyTree, newRoot: root)
    #expect(throws: ProofRefusal.oldRoot) { try proof.verify(oldRoot: root, newRoot: root) }
    let none = ConsistencyProof(oldSize: 0, newSize: 0, path: [])
    try none.verify(oldRoot: .emptyTree, newRoot: .emptyTree)
    #expect(throws: ProofRefusal.root) { try none.verify(oldRoot: .emptyTree, newRoot: root) }
    let stuffed = ConsistencyProof(oldSize: 0, newSize: 1, path: [root])
    #expect(throws: ProofRefusal.length(expected: 0, found: 1)) {
      try stuffed.verify(oldRoot: .emptyTree, newRoot: root)
    }
  }

  @Test("hashes that are not 32 bytes are refused by their place")
  func lengths() {
    let good = [UInt8](repeating: 1, count: 32)
    #expect(throws: ProofRefusal.hashLength(index: 1, byteCount: 31)) {
      try InclusionProof(index: 0, size: 4, path: [good, Array(good.dropLast())])
    }
    #expect(throws: ProofRefusal.hashLength(index: 0, byteCount: 33)) {
      try ConsistencyProof(oldSize: 1, newSize: 4, path: [good + [1], good])
    }
  }

  @Test("any sizes, indices and numbers of hashes are answered")
  func total() {
    var numbers = SeededNumbers(seed: 6)
    let edges: [UInt64] = [
      0, 1, 2, 255, 256, 1 << 32, UInt64(Int64.max), 1 << 63, .max - 1, .max,
    ]
    let hash = Self.leaves[0]
    for round in 0..<20_000 {
      func number() -> UInt64 {
        let edge = edges.randomElement(using: &numbers) ?? 0
        return Bool.random(using: &numbers) ? edge : numbers.next() >> (numbers.next() % 64)
      }
      let (first, second) = (number(), number())
      let expected =
        round % 2 == 0
        ? InclusionProof.length(index: first, size: second)
        : ConsistencyProof.length(oldSize: first, newSize: second)
      #expect(expected ?? 0 <= 65)
      let count = Bool.random(using: &numbers) ? expected ?? 3 : Int(numbers.next() % 70)
      let path = [Hash](repeating: hash, count: count)
      _ = try? InclusionProof(index: first, size: second, path: path).verify(leaf: hash, root: hash)
      _ = try? ConsistencyProof(oldSize: first, newSize: second, path: path)
        .verify(oldRoot: hash, newRoot: hash)
    }
  }
}
