/// An input that is no file itself, but says what is done to one: numbers, read one after the other.
///
/// Past its end every number is 0, so that each input means something.
struct Script {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { offset >= bytes.count }

  /// What was not read yet.
  var rest: [UInt8] { Array(bytes.dropFirst(offset)) }

  mutating func byte() -> UInt8 {
    guard offset < bytes.count else { return 0 }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// A number of two bytes, little-endian.
  mutating func short() -> Int { Int(byte()) | Int(byte()) << 8 }

  /// A number of eight bytes, little-endian.
  mutating func word() -> UInt64 {
    (0..<8).reduce(0) { word, place in word | UInt64(byte()) << (8 * UInt64(place)) }
  }

  /// So many bytes, or fewer at the end.
  mutating func take(_ count: Int) -> [UInt8] {
    let taken = bytes.dropFirst(offset).prefix(count)
    offset += taken.count
    return Array(taken)
  }

  /// A place among so many; 0 where there is none.
  mutating func place(below count: Int) -> Int { count > 0 ? short() % count : 0 }

  /// A number that means something somewhere, or any.
  mutating func telling(_ own: [UInt64] = []) -> UInt64 {
    let known: [UInt64] = [
      0, 1, 2, 3, 4, 6, 7, 8, 15, 16, 17, 18, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF,
      0x8000_0000, 0xFFFF_FFFF, 1 << 62, 1 << 63, .max, .max - 1, UInt64(Int64.max) - 1,
    ]
    let numbers = own + known
    let choice = Int(byte())
    return choice < numbers.count ? numbers[choice] : word()
  }
}

extension [UInt8] {
  /// Writes the low bytes of a number, little-endian, as far as there is room.
  mutating func set(_ number: UInt64, width: Int, at place: Int) {
    for index in 0..<width where indices.contains(place + index) {
      self[place + index] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(index)))
    }
  }

  /// Reads a number, little-endian; bytes that are not there are 0.
  func number(at place: Int, width: Int) -> UInt64 {
    (0..<width).reduce(0) { number, index in
      guard indices.contains(place + index) else { return number }
      return number | UInt64(self[place + index]) << (8 * UInt64(index))
    }
  }
}
