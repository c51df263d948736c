/// Reads what a ``ByteWriter`` wrote, in the same order, and throws where the bytes are not that.
public struct ByteReader: Sendable {
  private let bytes: [UInt8]
  /// The number of bytes read.
  public private(set) var offset = 0

  /// Creates a reader at the beginning of the bytes.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The number of bytes not read yet.
  public var remaining: Int { bytes.count - offset }

  /// Reads a number in its own width, little-endian.
  public mutating func read<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type = Number.self
  ) throws(DecodingFailure) -> Number {
    let width = MemoryLayout<Number>.size
    guard remaining >= width else { throw .truncated(offset: offset) }
    let number = unsafe bytes.withUnsafeBytes { raw in
      unsafe raw.loadUnaligned(fromByteOffset: offset, as: Number.self)
    }
    offset += width
    return Number(littleEndian: number)
  }

  /// Reads numbers of 8 bytes each, little-endian, in the time of one.
  mutating func readWords<let count: Int>() throws(DecodingFailure) -> InlineArray<count, UInt64> {
    let width = MemoryLayout<InlineArray<count, UInt64>>.size
    guard remaining >= width else { throw .truncated(offset: offset) }
    var words = unsafe bytes.withUnsafeBytes { raw in
      unsafe raw.loadUnaligned(fromByteOffset: offset, as: InlineArray<count, UInt64>.self)
    }
    for place in words.indices { words[place] = UInt64(littleEndian: words[place]) }
    offset += width
    return words
  }

  /// Reads a truth value; a byte other than 0 and 1 is refused.
  public mutating func readBool() throws(DecodingFailure) -> Bool {
    let byte: UInt8 = try read()
    guard byte <= 1 else { throw .invalidValue(offset: offset) }
    return byte == 1
  }

  /// Reads a moment; milliseconds outside ``Instant/range`` are refused.
  public mutating func readInstant() throws(DecodingFailure) -> Instant {
    let milliseconds: Int64 = try read()
    guard Instant.range.contains(milliseconds) else { throw .invalidValue(offset: offset) }
    return Instant(millisecondsSince1970: milliseconds)
  }

  /// Reads a number of bytes.
  public mutating func readBytes(_ count: Int) throws(DecodingFailure) -> ArraySlice<UInt8> {
    guard count >= 0, remaining >= count else { throw .truncated(offset: offset) }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  /// Reads a text: the 4-byte count of its bytes, then its UTF-8.
  public mutating func readText() throws(DecodingFailure) -> String {
    let count: UInt32 = try read()
    guard let text = String(validating: try readBytes(Int(count)), as: UTF8.self) else {
      throw .invalidText(offset: offset)
    }
    return text
  }

  /// Reads the 4-byte count of a list whose entries take at least `width` bytes each.
  ///
  /// A count that the remaining bytes cannot hold is refused, so that hostile bytes cannot make a
  /// caller reserve memory for entries that are not there.
  public mutating func readCount(ofEntriesTaking width: Int) throws(DecodingFailure) -> Int {
    let count: UInt32 = try read()
    guard Int(count) <= remaining / max(width, 1) else { throw .truncated(offset: offset) }
    return Int(count)
  }

  /// Checks that everything was read.
  public func finish() throws(DecodingFailure) {
    guard remaining == 0 else { throw .trailingBytes(offset: offset) }
  }
}
