/// A witness's statement about a checkpoint at a time, C2SP tlog-cosignature.
enum Cosignature {
  /// The latest time that a cosignature may state: 2^63 − 1 seconds.
  static let latestTime = UInt64(Int64.max)

  /// What is signed.
  ///
  /// ```
  /// cosignature/v1\n
  /// time <seconds since 1970>\n
  /// <the checkpoint's text>
  /// ```
  static func message(over text: some Collection<UInt8>, at time: UInt64) -> [UInt8] {
    Array("cosignature/v1\ntime \(time)\n".utf8) + text
  }

  /// What a signature line holds after the key ID: the time, 8 bytes big-endian, and the signature.
  static func bytes(_ signature: [UInt8], at time: UInt64) -> [UInt8] {
    (0..<8).reversed().map { UInt8(truncatingIfNeeded: time >> UInt64(8 * $0)) } + signature
  }
}
