import Crypto
import Foundation
import Testing
import Transparency

@Suite("Vectors of trees and proofs")
struct ProofVectorTests {
  struct Inclusion: Decodable {
    let leafIndex: UInt64
    let leafHash: Hex
    let proof: [Hex]
    var treeSize: UInt64?
    var root: Hex?
  }

  struct Consistency: Decodable {
    let size1: UInt64
    let root1: Hex
    let proof: [Hex]
    var size2: UInt64?
    var root2: Hex?
  }

  struct Reference: Decodable {
    let leaves: [Hex]
    let leafHashes: [Hex]
    let roots: [Hex]
    let inclusion: [Inclusion]
    let consistency: [Consistency]
  }

  struct RandomTrees: Decodable {
    struct Case: Decodable {
      let treeSize: UInt64
      let leafSeed: Hex
      let root: Hex
      let inclusion: [Inclusion]
      let consistency: [Consistency]
      let leaves: [Hex]?
    }

    let cases: [Case]
  }

  struct Negatives: Decodable {
    struct Case: Decodable {
      let kind: String
      let mutation: String
      let proof: [Hex]
      var leafIndex: UInt64?
      var treeSize: UInt64?
      var leafHash: Hex?
      var root: Hex?
      var size1: UInt64?
      var size2: UInt64?
      var root1: Hex?
      var root2: Hex?
    }

    let cases: [Case]
  }

  /// Leaf i of the random trees, by the rule that the file states.
  static func leaf(_ index: Int, of seed: [UInt8]) -> [UInt8] {
    let number = (0..<8).reversed().map { UInt8(truncatingIfNeeded: index >> (8 * $0)) }
    let length = Array(SHA256.hash(data: seed + Array("len".utf8) + number))[0] % 65
    return Array(SHA512.hash(data: seed + number).prefix(Int(length)))
  }

  static func check(_ vector: Inclusion, in tree: MemoryTree, root: Hash, size: UInt64) throws {
    let leaf = try vector.leafHash.hash()
    #expect(try tree.tree.leaf(at: vector.leafIndex) == leaf)
    let proof = try InclusionProof(
      index: vector.leafIndex,
      size: size,
      path: vector.proof.map(\.bytes)
    )
    try proof.verify(leaf: leaf, root: root)
    #expect(try tree.tree.inclusionProof(of: vector.leafIndex, in: size) == proof)
  }

  static func check(_ vector: Consistency, in tree: MemoryTree, root: Hash, size: UInt64) throws {
    let oldRoot = try vector.root1.hash()
    #expect(try tree.tree.root(at: vector.size1) == oldRoot)
    let proof = try ConsistencyProof(
      oldSize: vector.size1,
      newSize: size,
      path: vector.proof.map(\.bytes)
    )
    try proof.verify(oldRoot: oldRoot, newRoot: root)
    #expect(try tree.tree.consistencyProof(from: vector.size1, to: size) == proof)
  }

  @Test("the reference tree has the vectors' hashes, roots and proofs")
  func referenceVectors() throws {
    let vectors = try VectorFiles.read("rfc6962_reference.json", as: Reference.self)
    let hashes = try vectors.leafHashes.map { try $0.hash() }
    #expect(vectors.leaves.map { Hash.leaf($0.bytes) } == hashes)
    let tree = MemoryTree(hashes)
    for (size, root) in vectors.roots.enumerated() {
      #expect(try tree.tree.root(at: UInt64(size)) == root.hash())
      #expect(try Hash.root(of: hashes.prefix(size)) == root.hash())
    }
    for vector in vectors.inclusion {
      let root = try #require(vector.root).hash()
      try Self.check(vector, in: tree, root: root, size: try #require(vector.treeSize))
    }
    for vector in vectors.consistency {
      let root = try #require(vector.root2).hash()
      try Self.check(vector, in: tree, root: root, size: try #require(vector.size2))
    }
  }

  @Test("the random trees have the vectors' roots and proofs")
  func randomTreeVectors() throws {
    let vectors = try VectorFiles.read("random_trees.json", as: RandomTrees.self)
    #expect(!vectors.cases.isEmpty)
    for vector in vectors.cases {
      let leaves = (0..<Int(vector.treeSize)).map { Self.leaf($0, of: vector.leafSeed.bytes) }
      if let given = vector.leaves { #expect(given.map(\.bytes) == leaves) }
      let tree = MemoryTree(leaves.map { Hash.leaf($0) })
      let root = try vector.root.hash()
      #expect(tree.open.root == root)
      for inclusion in vector.inclusion {
        try Self.check(inclusion, in: tree, root: root, size: vector.treeSize)
      }
      for consistency in vector.consistency {
        try Self.check(consistency, in: tree, root: root, size: vector.treeSize)
      }
    }
  }

  @Test("every mutated proof of the vectors is refused")
  func negativeVectors() throws {
    let vectors = try VectorFiles.read("negative_proofs.json", as: Negatives.self)
    #expect(!vectors.cases.isEmpty)
    for vector in vectors.cases {
      #expect(throws: ProofRefusal.self, "\(vector.kind) \(vector.mutation)") {
        if vector.kind == "inclusion" {
          let proof = try InclusionProof(
            index: try #require(vector.leafIndex),
            size: try #require(vector.treeSize),
            path: vector.proof.map(\.bytes)
          )
          let leaf = try #require(vector.leafHash).hash()
          try proof.verify(leaf: leaf, root: try #require(vector.root).hash())
        } else {
          let proof = try ConsistencyProof(
            oldSize: try #require(vector.size1),
            newSize: try #require(vector.size2),
            path: vector.proof.map(\.bytes)
          )
          let oldRoot = try #require(vector.root1).hash()
          try proof.verify(oldRoot: oldRoot, newRoot: try #require(vector.root2).hash())
        }
      }
    }
  }
}
