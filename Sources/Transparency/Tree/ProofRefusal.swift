/// Why a proof proves nothing.
public enum ProofRefusal: Error, Hashable, Sendable {
  /// A hash of the proof, counted from 0, is not 32 bytes long.
  case hashLength(index: Int, byteCount: Int)
  /// The leaf is not one of the tree's.
  case leafOutOfRange(index: UInt64, size: UInt64)
  /// The older tree is larger than the newer one.
  case sizesOutOfOrder(old: UInt64, new: UInt64)
  /// The proof does not have as many hashes as one of these sizes has.
  case length(expected: Int, found: Int)
  /// The proof leads to another root.
  case root
  /// The proof leads to another root of the older tree.
  case oldRoot
}

extension ProofRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .hashLength(let index, let byteCount):
      "hash \(index) of the proof has \(byteCount) bytes instead of 32"
    case .leafOutOfRange(let index, let size):
      "there is no leaf \(index) in a tree of \(size)"
    case .sizesOutOfOrder(let old, let new):
      "a tree of \(old) leaves cannot have grown into one of \(new)"
    case .length(let expected, let found):
      "a proof of these sizes has \(expected) hashes and not \(found)"
    case .root: "the proof leads to another root"
    case .oldRoot: "the proof leads to another root of the older tree"
    }
  }
}
