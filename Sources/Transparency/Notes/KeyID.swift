/// The short number that tells keys of one name apart, C2SP signed-note.
///
/// ```
/// SHA-256(name || 0A || signature type || public key), its first four bytes, big-endian
/// ```
///
/// It identifies; it proves nothing.
public struct KeyID: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// The number.
  public let number: UInt32

  /// Takes a number.
  public init(_ number: UInt32) {
    self.number = number
  }

  init(name: KeyName, type: SignatureType, publicKey: [UInt8]) {
    let hash = Hash.plain(Array(name.text.utf8) + [0x0A, type.rawValue] + publicKey)
    number = UInt32(truncatingIfNeeded: hash.words.0 >> 32)
  }

  /// The four bytes, big-endian.
  var bytes: [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
  }

  /// Eight hexadecimal digits.
  public var description: String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}
