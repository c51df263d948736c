/// Readers with a defect each, of every kind that is looked for: the fuzzer has to find them, as a study
/// has to show that it can fail.
///
/// Each defect lies behind a mark of four bytes and a kind.
enum PlantedTargets {
  /// A length in the bytes is believed.
  static func runLength(_ bytes: [UInt8]) {
    guard let length = number(in: bytes, behind: 1) else { return }
    var sum = 0
    for place in 7..<7 + length { sum += Int(bytes[place]) }
    demand(sum >= 0, "a sum of bytes")
  }

  /// A list of steps is followed, and a step may be none.
  static func runLoop(_ bytes: [UInt8]) {
    guard number(in: bytes, behind: 2) != nil else { return }
    var place = 5
    while place < bytes.count { place += Int(bytes[place]) }
  }

  /// Room is made for as many as the bytes say, before they are there.
  static func runMemory(_ bytes: [UInt8]) {
    guard let count = number(in: bytes, behind: 3) else { return }
    let room = [UInt64](repeating: 0, count: count << 10)
    demand(room.count == count << 10, "the room made")
  }

  /// What is written is not always what was read: a high bit is dropped.
  static func runContradiction(_ bytes: [UInt8]) {
    guard let value = number(in: bytes, behind: 4) else { return }
    let written = [UInt8(value & 0xFF), UInt8(value >> 8 & 0x7F)]
    demand(Int(written.number(at: 0, width: 2)) == value, "a number written and read again")
  }

  /// Two bytes behind "TLkt", as a number, as marks of files are compared, and a kind.
  private static func number(in bytes: [UInt8], behind kind: UInt8) -> Int? {
    guard bytes.count >= 8, bytes.number(at: 0, width: 4) == 0x746B_4C54, bytes[4] == kind else {
      return nil
    }
    return Int(bytes.number(at: 5, width: 2))
  }
}
