internal import Crypto

/// A private Ed25519 key under a name.
///
/// Kept in a file as Go's `note` writes it:
///
/// ```
/// PRIVATE+KEY+<name>+<key ID>+<base64 of the type's byte and the seed>
/// ```
public struct NoteSigner: Sendable {
  /// What others verify its signatures with.
  public let verifier: NoteVerifier
  private let seed: [UInt8]

  private static let prefix = "PRIVATE+KEY+"

  /// Takes a key by its seed of 32 bytes, RFC 8032 section 5.1.5.
  public init(
    name: KeyName,
    type: SignatureType = .ed25519,
    seed: [UInt8]
  ) throws(KeyRefusal) {
    guard let key = NoteSigner.key(seed) else { throw .length(byteCount: seed.count) }
    let publicKey = Array(key.publicKey.rawRepresentation)
    verifier = try NoteVerifier(name: name, type: type, publicKey: publicKey)
    self.seed = seed
  }

  /// Makes a new key from the system's randomness.
  public static func random(name: KeyName, type: SignatureType = .ed25519) -> NoteSigner? {
    let key = Curve25519.Signing.PrivateKey()
    return try? NoteSigner(name: name, type: type, seed: Array(key.rawRepresentation))
  }

  /// Reads a written private key; a newline may follow.
  public init(skey: String) throws(KeyRefusal) {
    let text = skey.utf8.last == LineReader.newline ? skey.utf8.dropLast() : skey.utf8[...]
    guard text.starts(with: NoteSigner.prefix.utf8) else { throw .malformed }
    let (name, stated, key) = try KeyText.parse(text.dropFirst(NoteSigner.prefix.utf8.count))
    guard let type = key.first.flatMap(SignatureType.init) else {
      throw key.first.map { .unknownType($0) } ?? .malformed
    }
    try self.init(name: name, type: type, seed: Array(key.dropFirst()))
    let computed = verifier.keyID
    guard stated == computed else { throw .keyID(stated: stated, computed: computed) }
  }

  /// The written private key: a secret.
  public var skey: String {
    let key = Base64.encode([verifier.type.rawValue] + seed)
    return "\(NoteSigner.prefix)\(verifier.name)+\(verifier.keyID)+\(key)"
  }

  /// Signs a text; nil where it is none of a note, the time is beyond 2^63 − 1, or the system
  /// could not sign.
  ///
  /// A cosignature states `time`, in seconds since 1970; another signature does not.
  public func sign(_ text: String, at time: UInt64 = 0) -> NoteSignature? {
    let bytes = Array(text.utf8)
    guard SignedNote.isText(bytes[...]), time <= Cosignature.latestTime,
      let key = NoteSigner.key(seed)
    else { return nil }
    let isCosignature = verifier.type == .cosignature
    let message = isCosignature ? Cosignature.message(over: bytes, at: time) : bytes
    guard let signature = (try? key.signature(for: message)).map({ Array($0) }) else { return nil }
    return NoteSignature(
      name: verifier.name,
      keyID: verifier.keyID,
      bytes: isCosignature ? Cosignature.bytes(signature, at: time) : signature
    )
  }

  private static func key(_ seed: [UInt8]) -> Curve25519.Signing.PrivateKey? {
    guard seed.count == 32 else { return nil }
    return try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
  }
}
