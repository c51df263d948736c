/// How many bytes sealed words are padded to, so that a ciphertext's length says little of theirs.
///
/// The sizes are 64, and from there four steps to each doubling: 80, 96, 112, 128, 160, 192, 224, 256,
/// 320… So padding adds less than a quarter to what has more than 64 bytes, and a length tells no more
/// than the bucket it falls in.
enum Padding {
  /// The smallest size.
  static let leastSizeInBytes = 64
  /// The most bytes that are padded: the largest content, with room for its form and fields.
  static let maximumSizeInBytes = 8 << 20

  /// The smallest size that holds so many bytes.
  ///
  /// - Complexity: O(1).
  static func bucket(for count: Int) -> Int {
    guard count > leastSizeInBytes else { return leastSizeInBytes }
    let exponent = Int.bitWidth - 1 - (count - 1).leadingZeroBitCount
    let step = 1 << (exponent - 2)
    return (count + step - 1) / step * step
  }

  /// A content with its length before it and zeros behind it: u32 count, the bytes, zeros.
  static func pad(_ content: [UInt8]) -> [UInt8] {
    var writer = ByteWriter(capacity: bucket(for: content.count + 4))
    writer.write(UInt32(clamping: content.count))
    writer.write(content)
    writer.write([UInt8](repeating: 0, count: bucket(for: writer.count) - writer.count))
    return writer.bytes
  }

  /// The content of what ``pad(_:)`` made.
  static func unpad(_ padded: [UInt8]) throws(DecodingFailure) -> [UInt8] {
    var reader = ByteReader(padded)
    let count: UInt32 = try reader.read()
    let content = try reader.readBytes(Int(count))
    let rest = try reader.readBytes(reader.remaining)
    guard padded.count == bucket(for: Int(count) + 4), rest.allSatisfy({ $0 == 0 }) else {
      throw .invalidValue(offset: reader.offset)
    }
    return Array(content)
  }
}
