import Crypto
import Testing
import Transparency

/// Leaves in groups against roots of the recursive definition, over leaves that are hashes already.
@Suite("Leaves stored in groups")
struct GroupedLeavesTests {
  /// More than 3 · 65,536: row 2 has three hashes.
  private static let leaves: [Hash] = {
    var numbers = SeededNumbers(seed: 17)
    return (0..<197_900).compactMap { _ in
      let words = (0..<4).map { _ in numbers.next() }
      return Hash(
        words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
      )
    }
  }()

  /// The hashes of rows 0 to 2, each by the recursive definition from the leaves below it.
  private static let oracle: [[Hash]] = {
    let second = (0..<leaves.count / 256).map { root(leaves[$0 * 256..<($0 + 1) * 256]) }
    let third = (0..<leaves.count / 65_536).map { root(leaves[$0 * 65_536..<($0 + 1) * 65_536]) }
    return [leaves, second, third]
  }()

  /// MTH of RFC 6962 section 2.1, where the leaves are hashed.
  private static func root(_ leaves: ArraySlice<Hash>) -> Hash {
    guard leaves.count > 1 else { return leaves.first ?? .emptyTree }
    let middle = leaves.startIndex + MerkleOracle.split(leaves.count)
    var hash = SHA256()
    hash.update(data: [1])
    hash.update(data: root(leaves[..<middle]).bytes)
    hash.update(data: root(leaves[middle...]).bytes)
    return Hash(Array(hash.finalize())) ?? .emptyTree
  }

  @Test("hand over every group and every hash above, and lead to the root")
  func groups() throws {
    var edge = GroupedLeaves()
    var rows: [Int: [Hash]] = [:]
    var groups: [LeafGroup] = []
    for leaf in Self.leaves {
      edge.append(leaf) { level, place, record in
        guard level > 0 else {
          #expect(Int(place) == groups.count)
          groups += unsafe [LeafGroup(decoding: record.span.bytes)].compactMap(\.self)
          return
        }
        #expect(Int(place) == rows[level]?.count ?? 0)
        rows[level, default: []] += [Hash(record)].compactMap(\.self)
      }
    }
    #expect(edge.size == UInt64(Self.leaves.count))
    #expect(edge.root == Self.root(Self.leaves[...]))
    #expect(groups.count == Self.leaves.count / 32)
    let wrong = groups.indices.filter { place in
      let leaves = Self.leaves[place * 32..<(place + 1) * 32]
      return groups[place].root != Self.root(leaves)
        || groups[place].prefixes != leaves.map(\.prefix)
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    #expect(edge.prefixes == Self.leaves.dropFirst(groups.count * 32).map(\.prefix))
    #expect(rows == [1: Self.oracle[1], 2: Self.oracle[2]])
  }

  @Test("keep of a group 160 bytes, and nothing else is one")
  func leafGroup() throws {
    var record: [UInt8] = []
    var edge = GroupedLeaves()
    for leaf in Self.leaves.prefix(32) { edge.append(leaf) { record = $2 } }
    let leaves = Self.leaves.prefix(32)
    #expect(record == Self.root(leaves).bytes + leaves.flatMap { $0.bytes.prefix(4) })
    #expect(unsafe LeafGroup(decoding: record.span.bytes)?.encoded == record)
    for other in [record.dropLast(), record + [0], []] {
      #expect(unsafe LeafGroup(decoding: Array(other).span.bytes) == nil)
    }
    let cut: [UInt8] = [1, 2, 3]
    #expect(unsafe LeafGroup.prefixes(cut.span.bytes) == nil)
  }

  @Test("are taken up at any size as they were left, and go on as if they never had been")
  func takenUp() throws {
    let sizes = [0, 31, 32, 255, 65_535, 65_536, 131_071, 131_328, 196_607, 197_000]
    var edge = GroupedLeaves()
    for (index, leaf) in Self.leaves.prefix(197_001).enumerated() {
      if sizes.contains(index) {
        var again = try #require(
          GroupedLeaves(frontier: edge.frontier, prefixes: edge.prefixes)
        )
        #expect(again == edge, "size \(index)")
        #expect(GroupedLeaves(frontier: edge.frontier, prefixes: edge.prefixes + [1]) == nil)
        // The next leaf completes the same records.
        var records: [[UInt8]] = []
        var copy = edge
        again.append(leaf) { _, _, record in records.append(record) }
        var expected: [[UInt8]] = []
        copy.append(leaf) { _, _, record in expected.append(record) }
        #expect(again == copy && records == expected)
        #expect(edge.root == Self.root(Self.leaves.prefix(index)))
      }
      edge.append(leaf) { _, _, _ in }
    }
  }
}
