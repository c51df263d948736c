import Crypto
import Testing
import Transparency

/// Rows in groups against roots of the recursive definition, over leaves that are hashes already.
@Suite("Rows stored in groups")
struct GroupedRowsTests {
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

  @Test("hand over every full group of every row, and lead to the root", arguments: [1, 2, 3, 63])
  func groups(width: Int) throws {
    var rows = GroupedRows(width: width)
    var stored: [Int: [Hash]] = [:]
    var groups: [LeafGroup] = []
    for leaf in Self.leaves {
      rows.append(leaf) { level, group, record in
        if level == 0 {
          #expect(Int(group) == groups.count)
          groups += unsafe [LeafGroup(decoding: record.span.bytes)].compactMap(\.self)
          return
        }
        let hashes = Hash.list(record) ?? []
        #expect(hashes.count == width)
        #expect(Int(group) * width == stored[level]?.count ?? 0)
        stored[level, default: []] += hashes
      }
    }
    #expect(rows.size == UInt64(Self.leaves.count))
    #expect(rows.root == Self.root(Self.leaves[...]))
    #expect(groups.count == Self.leaves.count / 32)
    for (place, group) in groups.enumerated() {
      let leaves = Self.leaves[place * 32..<(place + 1) * 32]
      #expect(group.root == Self.root(leaves) && group.prefixes == leaves.map(\.prefix))
    }
    #expect(rows.prefixes == Self.leaves.dropFirst(groups.count * 32).map(\.prefix))
    for (level, row) in Self.oracle.enumerated().dropFirst() {
      let full = row.count - row.count % width
      #expect(stored[level] ?? [] == Array(row.prefix(full)), "row \(level)")
      #expect(rows.open(level: level) == Array(row.dropFirst(full)), "row \(level)")
    }
    #expect(stored.keys.allSatisfy { $0 <= 2 } && rows.open(level: 3).isEmpty)
  }

  @Test("a group of leaves is 160 bytes, and nothing else is one")
  func leafGroup() throws {
    var record: [UInt8] = []
    var rows = GroupedRows(width: 2)
    for leaf in Self.leaves.prefix(32) { rows.append(leaf) { record = $0 == 0 ? $2 : record } }
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
    let sizes = [65_535, 65_536, 131_071, 131_072, 131_328, 196_607, 197_000]
    var rows = GroupedRows(width: 2)
    for (index, leaf) in Self.leaves.prefix(197_001).enumerated() {
      if sizes.contains(index) {
        var again = try #require(
          GroupedRows(width: 2, frontier: rows.frontier, prefixes: rows.prefixes) { level, range in
            Array(Self.oracle[level][Int(range.lowerBound)..<Int(range.upperBound)])
          }
        )
        #expect(again == rows, "size \(index)")
        // The next leaf fills the same groups.
        var groups: [[UInt8]] = []
        var copy = rows
        again.append(leaf) { _, _, record in groups.append(record) }
        var expected: [[UInt8]] = []
        copy.append(leaf) { _, _, record in expected.append(record) }
        #expect(again == copy && groups == expected)
        #expect(rows.root == Self.root(Self.leaves.prefix(index)))
      }
      rows.append(leaf) { _, _, _ in }
    }
  }
}
