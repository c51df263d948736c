/// A proof that a tree only grew: that the older tree is the beginning of the newer one,
/// RFC 9162 section 2.1.4.
public struct ConsistencyProof: Hashable, Sendable {
  /// The number of leaves of the older tree.
  public let oldSize: UInt64
  /// The number of leaves of the newer tree.
  public let newSize: UInt64
  /// The hashes that both roots are made of, as RFC 9162 section 2.1.4.1 orders them.
  public let path: [Hash]

  /// Takes a proof as it came; nothing is checked before ``verify(oldRoot:newRoot:)``.
  public init(oldSize: UInt64, newSize: UInt64, path: [Hash]) {
    self.oldSize = oldSize
    self.newSize = newSize
    self.path = path
  }

  /// Takes a proof of which the hashes are bytes still, and refuses hashes that are not 32 bytes.
  public init(
    oldSize: UInt64,
    newSize: UInt64,
    path: some Sequence<some Collection<UInt8>>
  ) throws(ProofRefusal) {
    self.init(oldSize: oldSize, newSize: newSize, path: try Hash.path(path))
  }

  /// The number of hashes that a proof between these sizes has; nil where the first is the larger.
  ///
  /// Nothing has to be shown where the trees are one, or where the older one is empty.
  public static func length(oldSize: UInt64, newSize: UInt64) -> Int? {
    guard oldSize <= newSize else { return nil }
    guard oldSize > 0, oldSize < newSize else { return 0 }
    let shift = oldSize.trailingZeroBitCount
    let meeting = UInt64.bitWidth - ((oldSize - 1) ^ (newSize - 1)).leadingZeroBitCount
    let border = ((oldSize - 1) >> UInt64(meeting)).nonzeroBitCount
    // The largest subtree that ends with the older tree is the older tree itself where its size is
    // a power of two, and its hash is then known.
    let seed = oldSize.nonzeroBitCount == 1 ? 0 : 1
    return seed + (meeting - shift) + border
  }

  /// Checks that the proof leads to both roots, RFC 9162 section 2.1.4.2.
  ///
  /// An empty older tree is consistent with every tree; its root must be ``Hash/emptyTree``. Trees
  /// of equal size must have equal roots. Any input is answered: no size or number of hashes traps.
  ///
  /// - Complexity: at most two nodes for each hash of the proof.
  public func verify(oldRoot: Hash, newRoot: Hash) throws(ProofRefusal) {
    guard let expected = ConsistencyProof.length(oldSize: oldSize, newSize: newSize) else {
      throw .sizesOutOfOrder(old: oldSize, new: newSize)
    }
    guard path.count == expected else { throw .length(expected: expected, found: path.count) }
    guard oldSize > 0 || oldRoot == .emptyTree else { throw .oldRoot }
    guard newSize > 0 || newRoot == .emptyTree else { throw .root }
    guard oldSize < newSize else {
      guard oldRoot == newRoot else { throw .root }
      return
    }
    guard oldSize > 0 else { return }
    try walk(oldRoot: oldRoot, newRoot: newRoot)
  }

  private func walk(oldRoot: Hash, newRoot: Hash) throws(ProofRefusal) {
    let shift = UInt64(oldSize.trailingZeroBitCount)
    var place = (oldSize - 1) >> shift
    var last = (newSize - 1) >> shift
    let isKnown = oldSize.nonzeroBitCount == 1
    var rest = path[...]
    guard let seed = isKnown ? oldRoot : rest.popFirst() else {
      throw .length(expected: 1, found: 0)
    }
    var old = seed
    var new = seed
    for hash in rest {
      if place & 1 == 1 || place == last {
        old = .node(hash, old)
        new = .node(hash, new)
        while place & 1 == 0 && place != 0 {
          place >>= 1
          last >>= 1
        }
      } else {
        new = .node(new, hash)
      }
      place >>= 1
      last >>= 1
    }
    guard old == oldRoot else { throw .oldRoot }
    guard last == 0, new == newRoot else { throw .root }
  }
}
