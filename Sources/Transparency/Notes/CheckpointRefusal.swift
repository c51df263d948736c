/// Why a checkpoint is not believed.
public enum CheckpointRefusal: Error, Hashable, Sendable {
  /// The note it is in says nothing.
  case note(NoteRefusal)
  /// Only witnesses signed, and not the log.
  case notSignedByLog
  /// The signed text is no checkpoint.
  case notACheckpoint
  /// It is a checkpoint of another log.
  case otherOrigin(String)
  /// Fewer witnesses signed than the reader asks for.
  case tooFewWitnesses(expected: Int, found: Int)
}

extension CheckpointRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .note(let refusal): refusal.description
    case .notSignedByLog: "the log's key did not sign"
    case .notACheckpoint: "the signed text is no checkpoint"
    case .otherOrigin(let origin): "it is a checkpoint of the log \(origin)"
    case .tooFewWitnesses(let expected, let found):
      "\(found) of the known witnesses signed, and \(expected) are asked for"
    }
  }
}
