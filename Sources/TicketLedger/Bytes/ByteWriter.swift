/// Writes little-endian numbers, bytes and texts one after another.
public struct ByteWriter: Sendable {
  /// What has been written.
  public private(set) var bytes: [UInt8]

  /// Creates a writer with room for `capacity` bytes.
  public init(capacity: Int = 0) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  /// The number of bytes written.
  public var count: Int { bytes.count }

  /// Forgets what was written and keeps the room.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  /// Writes a number in its own width, little-endian.
  @inlinable
  public mutating func write(_ number: some FixedWidthInteger) {
    append(number)
  }

  @usableFromInline
  mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    var rest = number.littleEndian
    unsafe withUnsafeBytes(of: &rest) { raw in
      unsafe bytes.append(contentsOf: raw)
    }
  }

  /// Writes numbers of 8 bytes each, little-endian, in the time of one.
  mutating func write<let count: Int>(_ words: InlineArray<count, UInt64>) {
    var rest = words
    for place in rest.indices { rest[place] = rest[place].littleEndian }
    unsafe withUnsafeBytes(of: &rest) { raw in
      unsafe bytes.append(contentsOf: raw)
    }
  }

  /// Writes a truth value as one byte, 0 or 1.
  public mutating func write(_ value: Bool) {
    bytes.append(value ? 1 : 0)
  }

  /// Writes a moment as its milliseconds, 8 bytes.
  public mutating func write(_ instant: Instant) {
    write(instant.millisecondsSince1970)
  }

  /// Writes bytes as they are.
  public mutating func write(_ raw: some Collection<UInt8>) {
    bytes.append(contentsOf: raw)
  }

  /// Writes a text as the 4-byte count of its UTF-8 bytes, then those.
  public mutating func write(_ text: String) {
    write(UInt32(clamping: text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }
}

extension UInt64 {
  /// The word of eight bytes, written as they stand here.
  init(_ bytes: InlineArray<8, UInt8>) {
    self = 0
    for place in bytes.indices { self |= UInt64(bytes[place]) << UInt64(8 * place) }
  }

  /// The word of two numbers, written as they stand here.
  init(_ first: UInt32, _ second: UInt32) {
    self = UInt64(first) | UInt64(second) << 32
  }
}
