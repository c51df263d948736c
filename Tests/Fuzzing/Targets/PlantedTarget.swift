/// A reader with a defect, which the fuzzer has to find: that it can fail, a study has to show.
///
/// A length in the bytes is believed, behind a mark of four bytes and a kind.
enum PlantedTarget {
  static func run(_ bytes: [UInt8]) {
    // "TLkt" as a number, as marks of files are compared.
    guard bytes.count >= 8, bytes.number(at: 0, width: 4) == 0x746B_4C54, bytes[4] == 3 else {
      return
    }
    let length = Int(bytes.number(at: 5, width: 2))
    var sum = 0
    for place in 7..<7 + length { sum += Int(bytes[place]) }
    demand(sum >= 0, "a sum of bytes")
  }
}
