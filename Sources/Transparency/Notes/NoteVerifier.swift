internal import Crypto

/// A public key under a name: whose signatures a reader of notes trusts.
///
/// Written as a *vkey*, C2SP signed-note:
///
/// ```
/// <name>+<key ID, 8 hexadecimal digits>+<base64 of the type's byte and the public key>
/// ```
public struct NoteVerifier: Hashable, Sendable {
  /// The key's name; a log's is its origin.
  public let name: KeyName
  /// How it signs.
  public let type: SignatureType
  /// The Ed25519 public key, 32 bytes, RFC 8032.
  public let publicKey: [UInt8]
  /// What signature lines call the key, beside its name.
  public let keyID: KeyID

  /// Takes a public key of 32 bytes.
  public init(name: KeyName, type: SignatureType, publicKey: [UInt8]) throws(KeyRefusal) {
    guard publicKey.count == 32 else { throw .length(byteCount: publicKey.count) }
    self.name = name
    self.type = type
    self.publicKey = publicKey
    keyID = KeyID(name: name, type: type, publicKey: publicKey)
  }

  /// Reads a vkey; a newline may follow, as it does in files.
  public init(vkey: String) throws(KeyRefusal) {
    let text = vkey.utf8.last == LineReader.newline ? vkey.utf8.dropLast() : vkey.utf8[...]
    let (name, stated, key) = try KeyText.parse(text)
    guard let type = key.first.flatMap(SignatureType.init) else {
      throw key.first.map { .unknownType($0) } ?? .malformed
    }
    try self.init(name: name, type: type, publicKey: Array(key.dropFirst()))
    guard stated == keyID else { throw .keyID(stated: stated, computed: keyID) }
  }

  /// The vkey.
  public var vkey: String { "\(name)+\(keyID)+\(Base64.encode([type.rawValue] + publicKey))" }

  /// Whether a signature, without its key ID, is this key's for a text; any bytes are answered.
  ///
  /// Nil where it is not. Otherwise when it was given: 0 where the type says no time.
  func time(of signature: ArraySlice<UInt8>, over text: ArraySlice<UInt8>) -> UInt64? {
    var time: UInt64 = 0
    var signature = signature
    var message = Array(text)
    if type == .cosignature {
      guard signature.count == 8 + 64 else { return nil }
      time = signature.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
      guard time <= Cosignature.latestTime else { return nil }
      message = Cosignature.message(over: text, at: time)
      signature = signature.dropFirst(8)
    }
    guard signature.count == 64,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey),
      key.isValidSignature(Array(signature), for: message)
    else { return nil }
    return time
  }
}

/// The three parts of a written key.
enum KeyText {
  static func parse(
    _ text: some Collection<UInt8>
  ) throws(KeyRefusal) -> (name: KeyName, keyID: KeyID, key: [UInt8]) {
    let parts = text.split(
      separator: UInt8(ascii: "+"),
      maxSplits: 2,
      omittingEmptySubsequences: false
    )
    guard parts.count == 3, parts[1].count == 8,
      let name = String(validating: parts[0], as: UTF8.self).flatMap(KeyName.init),
      let number = hexadecimal(parts[1]),
      let key = Base64.decode(parts[2], strictly: true), !key.isEmpty
    else { throw .malformed }
    return (name, KeyID(number), key)
  }

  private static func hexadecimal(_ digits: some Collection<UInt8>) -> UInt32? {
    // `UInt32(_:radix:)` would take a sign.
    guard digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else {
      return nil
    }
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
