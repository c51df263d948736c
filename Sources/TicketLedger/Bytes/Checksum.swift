/// Tells bytes that are not as they were stored: XXH64 with seed 0, as its specification has it
/// (github.com/Cyan4973/xxHash, doc/xxhash_spec.md).
///
/// Against damage, not against intent: whoever can change what is stored can change what vouches for it,
/// with any function that needs no key. So this is one that reads memory about as fast as it can be read,
/// many times as fast as SHA-256 in hardware.
package enum Checksum {
  private static let first: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let second: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let third: UInt64 = 0x1656_67B1_9E37_79F9
  private static let fourth: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let fifth: UInt64 = 0x27D4_EB2F_1656_67C5

  /// The checksum of bytes.
  ///
  /// - Complexity: O(n), no allocation.
  package static func of(_ bytes: RawSpan) -> UInt64 {
    var offset = 0
    var sum = fifth
    if bytes.byteCount >= 32 { sum = stripes(of: bytes, &offset) }
    sum &+= UInt64(bytes.byteCount)
    while bytes.byteCount - offset >= 8 {
      sum = rotate(sum ^ round(0, word(of: bytes, at: offset)), 27) &* first &+ fourth
      offset += 8
    }
    if bytes.byteCount - offset >= 4 {
      let half = unsafe bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset,
        as: UInt32.self
      )
      sum = rotate(sum ^ UInt64(UInt32(littleEndian: half)) &* first, 23) &* second &+ third
      offset += 4
    }
    while offset < bytes.byteCount {
      let byte = unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
      sum = rotate(sum ^ UInt64(byte) &* fifth, 11) &* first
      offset += 1
    }
    sum = (sum ^ sum &>> 33) &* second
    sum = (sum ^ sum &>> 29) &* third
    return sum ^ sum &>> 32
  }

  /// Takes the bytes 32 at a time, eight by each of four lanes.
  private static func stripes(of bytes: RawSpan, _ offset: inout Int) -> UInt64 {
    var lanes: InlineArray<4, UInt64> = [first &+ second, second, 0, 0 &- first]
    while bytes.byteCount - offset >= 32 {
      for lane in 0..<4 {
        lanes[lane] = round(lanes[lane], word(of: bytes, at: offset + 8 * lane))
      }
      offset += 32
    }
    var sum = rotate(lanes[0], 1) &+ rotate(lanes[1], 7) &+ rotate(lanes[2], 12)
    sum &+= rotate(lanes[3], 18)
    for lane in 0..<4 { sum = (sum ^ round(0, lanes[lane])) &* first &+ fourth }
    return sum
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotate(lane &+ word &* second, 31) &* first
  }

  @inline(__always)
  private static func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 {
    word &<< bits | word &>> (64 - bits)
  }

  /// The eight bytes at an offset, all of which are there.
  @inline(__always)
  private static func word(of bytes: RawSpan, at offset: Int) -> UInt64 {
    UInt64(
      littleEndian: unsafe bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset,
        as: UInt64.self
      )
    )
  }
}
