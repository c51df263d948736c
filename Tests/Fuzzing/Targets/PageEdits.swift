/// Changes of a file of LMDB that know where its fields are.
///
/// ```
/// page:  u64 number   8 u16 pad   10 u16 flags   12 u16 lower   14 u16 upper   16 u16 offsets of nodes
/// node:  u32 size or low page   4 u16 flags or high page   6 u16 size of key   8 key, then value
/// ```
enum PageEdits {
  private static let pageSize = 4_096

  static func changed(_ file: [UInt8], by script: inout Script) -> [UInt8] {
    var bytes = file
    while !script.isAtEnd { change(&bytes, by: &script) }
    return bytes
  }

  private static func change(_ bytes: inout [UInt8], by script: inout Script) {
    let kind = script.byte()
    let pages = max(bytes.count / pageSize, 1)
    let page = script.place(below: pages)
    let start = page * pageSize
    let numbers = own(pages)
    switch kind % 16 {
    case 0: bytes.set(script.word(), width: 1, at: start + script.place(below: pageSize))
    case 1:
      let place = start + script.place(below: pageSize)
      bytes.set(
        bytes.number(at: place, width: 1) ^ 1 << UInt64(script.byte() % 8),
        width: 1,
        at: place
      )
    case 2: setHeader(&bytes, at: start, by: &script, numbers)
    case 3, 4, 5: setNode(&bytes, at: start, by: &script, numbers)
    case 6, 7: setRecord(&bytes, at: start, by: &script, numbers)
    case 8: setMeta(&bytes, by: &script, numbers)
    case 9, 10:
      exchange(&bytes, start, script.place(below: pages) * pageSize, copies: kind % 16 == 9)
    case 11:
      let first = start + script.place(below: pageSize)
      for place in first..<first + script.place(below: 512) { bytes.set(0, width: 1, at: place) }
    case 12: setOffsets(&bytes, at: start, by: &script)
    case 13: bytes = Array(bytes.prefix(script.place(below: pages + 1) * pageSize))
    case 14:
      // Free pages are numbers in the value of a node, the largest first.
      guard let node = node(of: bytes, at: start, by: &script) else { return }
      let place = node + 8 + Int(bytes.number(at: node + 6, width: 2)) + script.place(below: 64) * 8
      bytes.set(script.telling(numbers), width: 8, at: place)
    default:
      let place = start + script.place(below: pageSize / 2) * 2
      bytes.set(script.telling(numbers), width: [2, 4, 8][Int(kind >> 4) % 3], at: place)
    }
  }

  /// Numbers that mean something in a file of so many pages.
  private static func own(_ pages: Int) -> [UInt64] {
    let count = UInt64(pages)
    return [count, count - 1, 9, 10, 12, 20, 4_080, 4_096, 4_094, 0x4000, 0x12, 0x22, 0x42]
  }

  private static func setHeader(
    _ bytes: inout [UInt8],
    at start: Int,
    by script: inout Script,
    _ numbers: [UInt64]
  ) {
    let (offset, width) = [(0, 8), (8, 2), (10, 2), (12, 2), (14, 2), (12, 4), (16, 2)][
      Int(script.byte()) % 7
    ]
    bytes.set(script.telling(numbers), width: width, at: start + offset)
  }

  /// Where one of the nodes of a page begins.
  private static func node(
    of bytes: [UInt8],
    at start: Int,
    by script: inout Script
  ) -> Int? {
    let count = (Int(bytes.number(at: start + 12, width: 2)) - 16) / 2
    guard count > 0 else { return nil }
    let place = start + 16 + script.place(below: count) * 2
    return start + Int(bytes.number(at: place, width: 2))
  }

  private static func setNode(
    _ bytes: inout [UInt8],
    at start: Int,
    by script: inout Script,
    _ numbers: [UInt64]
  ) {
    guard let node = node(of: bytes, at: start, by: &script) else { return }
    let keySize = Int(bytes.number(at: node + 6, width: 2))
    // The value of a large node is the number of its first page.
    let fields = [(0, 2), (2, 2), (4, 2), (6, 2), (0, 4), (8, 8), (8 + keySize, 8), (0, 6)]
    let (offset, width) = fields[Int(script.byte()) % fields.count]
    bytes.set(script.telling(numbers), width: width, at: node + offset)
  }

  /// A tree's record: pad, flags, depth, branch, leaf and overflow pages, entries, root.
  private static func setRecord(
    _ bytes: inout [UInt8],
    at start: Int,
    by script: inout Script,
    _ numbers: [UInt64]
  ) {
    guard let node = node(of: bytes, at: start, by: &script) else { return }
    let record = node + 8 + Int(bytes.number(at: node + 6, width: 2))
    setRecord(&bytes, record, by: &script, numbers)
  }

  private static func setRecord(
    _ bytes: inout [UInt8],
    _ record: Int,
    by script: inout Script,
    _ numbers: [UInt64]
  ) {
    let fields = [(0, 4), (4, 2), (6, 2), (8, 8), (16, 8), (24, 8), (32, 8), (40, 8)]
    let (offset, width) = fields[Int(script.byte()) % fields.count]
    bytes.set(script.telling(numbers), width: width, at: record + offset)
  }

  private static func setMeta(
    _ bytes: inout [UInt8],
    by script: inout Script,
    _ numbers: [UInt64]
  ) {
    let choice = script.byte()
    for page in 0..<2 where choice & UInt8(1 << page) != 0 || choice == 0 {
      let start = page * pageSize
      switch choice >> 2 & 3 {
      case 0: setRecord(&bytes, start + 40, by: &script, numbers)
      case 1: setRecord(&bytes, start + 88, by: &script, numbers)
      default:
        let offset = [16, 20, 24, 32, 136, 144][Int(script.byte()) % 6]
        bytes.set(script.telling(numbers), width: 8, at: start + offset)
      }
    }
  }

  private static func exchange(_ bytes: inout [UInt8], _ first: Int, _ second: Int, copies: Bool) {
    guard first + pageSize <= bytes.count, second + pageSize <= bytes.count else { return }
    let (one, other) = (bytes[first..<first + pageSize], bytes[second..<second + pageSize])
    bytes.replaceSubrange(first..<first + pageSize, with: other)
    if !copies { bytes.replaceSubrange(second..<second + pageSize, with: one) }
    // With its number right, the copy is a page like any other.
    guard copies else { return }
    bytes.set(UInt64(first / pageSize), width: 8, at: first)
  }

  /// Lets the offsets of two nodes change places, or one lead elsewhere.
  private static func setOffsets(_ bytes: inout [UInt8], at start: Int, by script: inout Script) {
    let count = (Int(bytes.number(at: start + 12, width: 2)) - 16) / 2
    guard count > 0 else { return }
    let first = start + 16 + script.place(below: count) * 2
    let second = start + 16 + script.place(below: count) * 2
    let offset = bytes.number(at: first, width: 2)
    let change = UInt64(script.byte())
    bytes.set(bytes.number(at: second, width: 2) &+ change, width: 2, at: first)
    if change == 0 { bytes.set(offset, width: 2, at: second) }
  }
}
