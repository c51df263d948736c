import Crypto
import Transparency

/// RFC 6962 section 2.1 word for word: recursion over lists of bytes, and nothing of the library's.
enum MerkleOracle {
  static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

  /// The largest power of two smaller than n.
  static func split(_ count: Int) -> Int {
    var power = 1
    while power * 2 < count { power *= 2 }
    return power
  }

  /// MTH(D[n]).
  static func root(_ entries: ArraySlice<[UInt8]>) -> [UInt8] {
    if entries.isEmpty { return sha256([]) }
    if entries.count == 1 { return sha256([0] + (entries.first ?? [])) }
    let middle = entries.startIndex + split(entries.count)
    return sha256([1] + root(entries[..<middle]) + root(entries[middle...]))
  }

  /// PATH(m, D[n]).
  static func path(_ index: Int, _ entries: ArraySlice<[UInt8]>) -> [[UInt8]] {
    if entries.count <= 1 { return [] }
    let middle = split(entries.count)
    let left = entries.prefix(middle)
    let right = entries.dropFirst(middle)
    return index < middle
      ? path(index, left) + [root(right)] : path(index - middle, right) + [root(left)]
  }

  /// SUBPROOF(m, D[n], b).
  static func proof(_ old: Int, _ entries: ArraySlice<[UInt8]>, isKnown: Bool = true) -> [[UInt8]] {
    if old == entries.count { return isKnown ? [] : [root(entries)] }
    let middle = split(entries.count)
    let left = entries.prefix(middle)
    let right = entries.dropFirst(middle)
    return old <= middle
      ? proof(old, left, isKnown: isKnown) + [root(right)]
      : proof(old - middle, right, isKnown: false) + [root(left)]
  }
}
