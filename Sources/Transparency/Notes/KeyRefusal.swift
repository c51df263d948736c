/// Why a text or bytes are no key.
public enum KeyRefusal: Error, Hashable, Sendable {
  /// The text is not `name+id+base64`, or a part of it is not what it should be.
  case malformed
  /// The key ID is not the one that this name and key have.
  case keyID(stated: KeyID, computed: KeyID)
  /// The type of signature is not one that this version knows.
  case unknownType(UInt8)
  /// An Ed25519 key has 32 bytes.
  case length(byteCount: Int)
}

extension KeyRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed: "a key is written name+id+base64"
    case .keyID(let stated, let computed):
      "the key ID should be \(computed), and is \(stated): name or key were changed"
    case .unknownType(let type): "signature type \(type) is not known"
    case .length(let byteCount): "an Ed25519 key has 32 bytes, and not \(byteCount)"
    }
  }
}
