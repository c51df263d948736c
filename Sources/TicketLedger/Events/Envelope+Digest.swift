extension Envelope {
  /// What an envelope says of its content, without reading its fields.
  enum ContentClaim {
    /// It has none.
    case none
    /// It has one; the digest is the last 32 bytes.
    case digest
    /// Of a newer kind or layout, or damaged: nothing can be said.
    case unknown
  }

  /// Where the digest of an envelope's content lies.
  ///
  /// - Complexity: O(1); nothing is copied.
  static func contentClaim(of bytes: RawSpan) -> ContentClaim {
    guard bytes.byteCount >= headerSize else { return .unknown }
    let number = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt16.self)
    let layout = unsafe bytes.unsafeLoad(fromByteOffset: 2, as: UInt8.self)
    let flags = unsafe bytes.unsafeLoad(fromByteOffset: 3, as: UInt8.self)
    guard let kind = EventKind(rawValue: UInt16(littleEndian: number)),
      layout == Envelope.layout || layout == committingLayout && commitmentsSize(of: kind) > 0,
      flags <= hasLabel | hasDigest
    else { return .unknown }
    guard flags & hasDigest != 0 else { return .none }
    return bytes.byteCount >= headerSize + digestSize ? .digest : .unknown
  }

  /// The bytes of a digest.
  static let digestSize = 32
}
