import Crypto

/// The key that the keys of persons are wrapped under: 256 random bits that the host keeps elsewhere.
///
/// It is never in a ledger's folder. It prints as its name alone.
public struct KeyEncryptionKey: Sendable, Equatable {
  /// The number of its bytes.
  public static let sizeInBytes = 32

  let key: SymmetricKey

  /// Creates a key of 32 bytes; nil where there are more or fewer.
  ///
  /// The bytes are to be random. A key made of a password can be guessed by whoever has the key file.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == KeyEncryptionKey.sizeInBytes else { return nil }
    key = SymmetricKey(data: Array(bytes))
  }

  /// Makes a new key from the system's source of randomness.
  public static func random() -> KeyEncryptionKey {
    KeyEncryptionKey(SymmetricKey(size: .bits256))
  }

  private init(_ key: SymmetricKey) {
    self.key = key
  }
}

extension KeyEncryptionKey: CustomStringConvertible, CustomReflectable {
  /// Its name, never its bytes.
  public var description: String { "a key-encryption key" }
  /// No children, so that a dump shows none either.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
