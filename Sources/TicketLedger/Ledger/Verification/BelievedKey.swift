public import Transparency

/// A public key that a verification believed the signatures of.
public struct BelievedKey: Hashable, Sendable {
  /// The key.
  public let verifier: NoteVerifier
  /// Where the log adopted it, if it was taken from there; nil where the caller gave it.
  public let adoptedAt: Position?
}

/// A witness whose lines a verification looked for.
public struct CheckedWitness: Hashable, Sendable {
  /// The witness's key.
  public let verifier: NoteVerifier
  /// How many checkpoints bear a line of it that holds.
  public internal(set) var lineCount = 0
}
