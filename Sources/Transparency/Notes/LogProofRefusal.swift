/// Why a proof file proves nothing.
public enum LogProofRefusal: Error, Hashable, Sendable {
  /// The first line is not the one that this version knows.
  case header
  /// The extra data are not base64.
  case extra
  /// The line with the index is missing, or holds no number.
  case index
  /// A line of the proof, counted from 0, is not the base64 of a hash, or is one too many.
  case hash(index: Int)
  /// The checkpoint is not believed.
  case checkpoint(CheckpointRefusal)
  /// The hashes do not lead from the entry to the checkpoint's root.
  case proof(ProofRefusal)
}

extension LogProofRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .header: "the first line should be c2sp.org/tlog-proof@v1"
    case .extra: "the extra data are not base64"
    case .index: "a line should say: index NUMBER"
    case .hash(let index): "hash \(index + 1) of the proof is not one, or is one too many"
    case .checkpoint(let refusal): refusal.description
    case .proof(let refusal): refusal.description
    }
  }
}
