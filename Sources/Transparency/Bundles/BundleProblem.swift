/// What is wrong with an exported log.
///
/// Entries, tiles and checkpoint say the same thing three times. Where two of them differ, the one
/// that leads to the signed root is right, and the other one is named.
public enum BundleProblem: Hashable, Sendable {
  /// A file is not there, or cannot be read, or has the wrong length.
  case file(FileFault)
  /// A file should hold a key, and does not.
  case key(path: String, KeyRefusal)
  /// The bundle names another key of the log than the reader trusts.
  case otherKey(path: String)
  /// A checkpoint is not believed.
  case checkpoint(path: String, CheckpointRefusal)
  /// An earlier checkpoint has another root than these entries had then, or counts more of them.
  case otherHistory(path: String, size: UInt64)
  /// A bundle of entries cannot be read from this position on.
  case bundle(path: String, position: UInt64)
  /// The entry at a position is not the one that was logged.
  case entry(path: String, position: UInt64)
  /// A tile's hash, counted from 0, is not the tree's; the entries below it begin at a position.
  case tile(path: String, hash: Int, position: UInt64)
  /// Entries and their tiles agree with each other from a position on, and not with what was
  /// signed: they were rewritten together.
  case rewritten(path: String, position: UInt64)
  /// Entry and tile differ at a position, and neither leads to the signed root.
  case undecided(path: String, position: UInt64)
  /// The entries lead to another root than the signed one.
  case root(computed: Hash)
  /// A proof file proves nothing.
  case proof(path: String, LogProofRefusal)

  /// The position of the first entry that the problem is about; nil where it is about none.
  public var position: UInt64? {
    switch self {
    case .bundle(_, let position), .entry(_, let position), .tile(_, _, let position),
      .rewritten(_, let position), .undecided(_, let position):
      position
    case .file, .key, .otherKey, .checkpoint, .otherHistory, .root, .proof: nil
    }
  }
}

extension BundleProblem: CustomStringConvertible {
  /// What is wrong, in one line: whoever made the bundle also named its files.
  public var description: String { OneLine.text(words) }

  private var words: String {
    switch self {
    case .file(let fault): fault.description
    case .key(let path, let refusal): "\(path): \(refusal)"
    case .otherKey(let path): "\(path) is not the key that is trusted"
    case .checkpoint(let path, let refusal): "\(path): \(refusal)"
    case .otherHistory(let path, let size):
      "\(path): the entries did not have this root when they were \(size)"
    case .bundle(let path, let position): "\(path) cannot be read from entry \(position) on"
    case .entry(let path, let position): "\(path): entry \(position) is not the one that was logged"
    case .tile(let path, let hash, let position):
      "\(path): hash \(hash), above the entries from \(position) on, is not the tree's"
    case .rewritten(let path, let position):
      "\(path): the entries from \(position) on and their hashes were rewritten"
    case .undecided(let path, let position):
      "\(path): entry \(position) and its hash differ, and neither leads to the signed root"
    case .root(let computed): "the entries lead to the root \(computed), which nobody signed"
    case .proof(let path, let refusal): "\(path): \(refusal)"
    }
  }
}
