/// Why a witness does not cosign; ``httpStatus`` is what C2SP tlog-witness answers with.
public enum WitnessRefusal: Error, Hashable, Sendable {
  /// A line of the request, counted from 0, is not what it should be.
  case malformed(line: Int)
  /// The request does not end in a signed note.
  case notANote(NoteRefusal)
  /// The note's text is no checkpoint.
  case notACheckpoint
  /// The witness does not know the log.
  case unknownLog(origin: String)
  /// The log was seen under another origin that gives its key the same name: under two origins it
  /// could show two histories.
  case otherOrigin(latest: String)
  /// No key of the log signed.
  case notSigned(NoteRefusal)
  /// The older size is larger than the checkpoint's.
  case sizesOutOfOrder(old: UInt64, new: UInt64)
  /// The last checkpoint seen has this size, and not the one that the request begins at.
  case otherSize(latest: UInt64)
  /// The log signed two roots of one size: a proof that it lied to somebody.
  case otherRoot(latest: UInt64)
  /// The proof does not lead from the last root to this one.
  case inconsistent(ProofRefusal)

  /// The status of the answer over HTTP.
  public var httpStatus: Int {
    switch self {
    case .malformed, .notANote, .notACheckpoint, .sizesOutOfOrder: 400
    case .unknownLog, .otherOrigin: 404
    case .notSigned: 403
    case .otherSize, .otherRoot: 409
    case .inconsistent: 422
    }
  }
}

extension WitnessRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let line): "line \(line + 1) of the request is not what it should be"
    case .notANote(let refusal), .notSigned(let refusal): refusal.description
    case .notACheckpoint: "the note is no checkpoint"
    case .unknownLog(let origin): "the log \(origin) is not known here"
    case .otherOrigin(let latest): "the log's key is known here for the origin \(latest)"
    case .sizesOutOfOrder(let old, let new):
      "the older size \(old) is larger than the checkpoint's, \(new)"
    case .otherSize(let latest): "the last checkpoint seen here has the size \(latest)"
    case .otherRoot(let latest): "another root was signed for the size \(latest)"
    case .inconsistent(let refusal): refusal.description
    }
  }
}
