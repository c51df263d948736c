/// A note of which a trusted key signed the text.
public struct OpenedNote: Hashable, Sendable {
  /// A signature that holds.
  public struct Verified: Hashable, Sendable {
    /// Whose it is.
    public let verifier: NoteVerifier
    /// The signature.
    public let signature: NoteSignature
    /// When a witness gave its cosignature, in seconds since 1970; nil for other signatures.
    public let time: UInt64?
  }

  /// The text.
  public let text: String
  /// The trusted signatures, one for each key, in the note's order.
  public let verified: [Verified]
  /// The signatures by keys that are not known, each once, in the note's order.
  public let unverified: [NoteSignature]

  /// Whether this key signed.
  public func isSigned(by verifier: NoteVerifier) -> Bool {
    verified.contains { $0.verifier == verifier }
  }
}

extension SignedNote {
  /// Checks the signatures of trusted keys, C2SP signed-note.
  ///
  /// - A line names a key by name *and* key ID. Lines of keys that are not known are passed over,
  ///   even where they share one of the two with a known key.
  /// - Of a known key the first line counts, and further ones are passed over; where it does not
  ///   hold, the note is refused, whoever else signed.
  /// - Two known keys of one name and key ID cannot be told apart: a line that names them refuses
  ///   the note.
  /// - A note that no known key signed is refused.
  ///
  /// - Complexity: one Ed25519 verification for each known key that signed.
  public func open(trusting verifiers: [NoteVerifier]) throws(NoteRefusal) -> OpenedNote {
    var verified: [OpenedNote.Verified] = []
    var unverified: [NoteSignature] = []
    for signature in signatures {
      let known = verifiers.filter {
        $0.name == signature.name && $0.keyID == signature.keyID
      }
      guard known.count <= 1 else { throw .ambiguousKey(signature.name, signature.keyID) }
      guard let verifier = known.first else {
        if !unverified.contains(signature) { unverified.append(signature) }
        continue
      }
      guard !verified.contains(where: { $0.verifier == verifier }) else { continue }
      guard let time = verifier.time(of: signature.bytes[...], over: textBytes) else {
        throw .invalidSignature(signature.name, signature.keyID)
      }
      verified.append(
        OpenedNote.Verified(
          verifier: verifier,
          signature: signature,
          time: verifier.type == .cosignature ? time : nil
        )
      )
    }
    guard !verified.isEmpty else { throw .notSigned }
    return OpenedNote(text: unverifiedText, verified: verified, unverified: unverified)
  }
}
