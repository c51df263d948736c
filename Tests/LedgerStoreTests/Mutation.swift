import LedgerStore

/// A change of a file, made from a seed alone.
struct Mutation: CustomStringConvertible {
  /// What is done to a page, or to the file.
  enum Kind: CaseIterable {
    case bit
    case byte
    case headerByte
    case field
    case nodeField
    case zeroRange
    case zeroPage
    case swapPages
    case copyPage
    case pageReference
    case truncate
    case freePage
    case freeList
    case several
  }

  let seed: UInt64
  let kind: Kind
  /// Whether nothing but the bytes of free pages was changed.
  private(set) var isHarmless = false
  private(set) var steps: [String] = []
  private var generator: SeededGenerator

  init(seed: UInt64) {
    self.seed = seed
    generator = SeededGenerator(state: seed)
    kind = Kind.allCases.randomElement(using: &generator) ?? .bit
  }

  var description: String { "seed \(seed): \(kind) \(steps.joined(separator: ", "))" }

  /// Changes the bytes of a file of which a map is known.
  mutating func make(in bytes: inout [UInt8], _ map: PageMap, pageSize: Int) {
    var target = Target(bytes: bytes, map: map, pageSize: pageSize)
    let count = kind == .several ? Int.random(in: 2...6, using: &generator) : 1
    for _ in 0..<count {
      let step = kind == .several ? Kind.allCases.randomElement(using: &generator) ?? .bit : kind
      make(step == .several ? .byte : step, in: &target)
    }
    bytes = target.bytes
  }

  private mutating func make(_ step: Kind, in target: inout Target) {
    let page = target.randomPage(using: &generator) { $0 != .free }
    let start = page * target.pageSize
    switch step {
    case .bit, .byte: changeByte(at: start, in: 0..<target.pageSize, step == .bit, &target)
    case .headerByte: changeByte(at: start, in: 0..<152, Bool.random(using: &generator), &target)
    case .field: setField(at: start + Int.random(in: 0..<76, using: &generator) * 2, &target)
    case .nodeField:
      if let node = target.randomNode(in: page, using: &generator) {
        setField(at: node + Int.random(in: 0..<12, using: &generator) * 2, &target)
      }
    case .zeroRange:
      let first = Int.random(in: 0..<target.pageSize, using: &generator)
      let count = Int.random(in: 1...512, using: &generator)
      target.fill(start + first..<start + min(first + count, target.pageSize), with: 0)
      steps.append("zeros \(count) from \(first) of page \(page)")
    case .zeroPage:
      target.fill(start..<start + target.pageSize, with: 0)
      steps.append("zeros page \(page)")
    case .swapPages, .copyPage:
      let other = target.randomPage(using: &generator) { $0 != .free }
      target.exchange(page, other, copies: step == .copyPage)
      steps.append("pages \(page) and \(other)")
    case .pageReference: redirect(&target)
    case .truncate:
      let size = Int.random(in: 0..<target.bytes.count, using: &generator)
      let isWhole = Bool.random(using: &generator)
      target.truncate(to: isWhole ? size / target.pageSize * target.pageSize : size)
      steps.append("cut to \(target.bytes.count)")
    case .freePage:
      let free = target.randomPage(using: &generator) { $0 == .free }
      changeByte(at: free * target.pageSize, in: 0..<target.pageSize, false, &target)
      isHarmless = kind == .freePage && target.map[page: free] == .free
    case .freeList:
      let leaf = target.randomPage(using: &generator) { $0 == .leaf(of: "(free)") }
      let place = Int.random(in: 0..<target.pageSize / 8, using: &generator) * 8
      let value = UInt64.random(in: 0..<UInt64(target.map.pageCount + 3), using: &generator)
      target.set(value, count: 8, at: leaf * target.pageSize + place)
      steps.append("page \(leaf) at \(place) becomes \(value)")
    case .several: break
    }
  }

  private mutating func changeByte(
    at start: Int,
    in range: Range<Int>,
    _ isBit: Bool,
    _ target: inout Target
  ) {
    let place = start + Int.random(in: range, using: &generator)
    guard place < target.bytes.count else { return }
    let mask =
      isBit
      ? 1 << UInt8.random(in: 0..<8, using: &generator)
      : UInt8.random(in: 1...255, using: &generator)
    target.bytes[place] ^= mask
    steps.append("byte \(place) xor \(mask)")
  }

  /// Sets two, four or eight bytes to a number that means something somewhere.
  private mutating func setField(at place: Int, _ target: inout Target) {
    let pages = UInt64(target.map.pageCount)
    let numbers: [UInt64] = [
      0, 1, 2, 3, 4, 6, 7, 8, 15, 16, 17, 0x10, 0x12, 0x7FFF, 0x8000, 0xFFFF, 0xFFFF_FFFF, .max,
      .max - 1, UInt64(target.pageSize), UInt64(target.pageSize) - 2, pages, pages - 1,
      UInt64.random(in: 0..<pages, using: &generator),
      UInt64.random(in: 0..<UInt64(target.pageSize), using: &generator), generator.next(),
    ]
    let number = numbers.randomElement(using: &generator) ?? 0
    let count = [2, 2, 4, 8].randomElement(using: &generator) ?? 2
    target.set(number, count: count, at: place)
    steps.append("\(count) bytes at \(place) become \(number)")
  }

  /// Lets a branch, or the record of a tree, lead elsewhere.
  private mutating func redirect(_ target: inout Target) {
    let page = target.randomPage(using: &generator) { content in
      switch content {
      case .branch, .leaf(of: "(main)"): true
      default: false
      }
    }
    guard let node = target.randomNode(in: page, using: &generator) else { return }
    let other = UInt64.random(in: 0..<UInt64(target.map.pageCount), using: &generator)
    if case .branch = target.map[page: page] {
      target.set(other, count: 6, at: node)
      steps.append("entry at \(node) leads to \(other)")
    } else {
      let place = node + 8 + Int(target.number(at: node + 6, count: 2)) + 40
      target.set(other, count: 8, at: place)
      steps.append("root at \(place) becomes \(other)")
    }
  }
}

/// The bytes that are changed; whatever lies outside of them is left alone.
private struct Target {
  var bytes: [UInt8]
  let map: PageMap
  let pageSize: Int

  func number(at place: Int, count: Int) -> UInt64 {
    (0..<count).reduce(0) { number, index in
      let byte = bytes.indices.contains(place + index) ? bytes[place + index] : 0
      return number | UInt64(byte) << (UInt64(index) * 8)
    }
  }

  mutating func set(_ number: UInt64, count: Int, at place: Int) {
    for index in 0..<count where bytes.indices.contains(place + index) {
      bytes[place + index] = UInt8(truncatingIfNeeded: number >> (UInt64(index) * 8))
    }
  }

  mutating func fill(_ range: Range<Int>, with byte: UInt8) {
    for place in range where place < bytes.count { bytes[place] = byte }
  }

  mutating func truncate(to size: Int) {
    if size < bytes.count { bytes.removeLast(bytes.count - size) }
  }

  mutating func exchange(_ first: Int, _ second: Int, copies: Bool) {
    for place in 0..<pageSize {
      let one = first * pageSize + place
      let other = second * pageSize + place
      guard one < bytes.count, other < bytes.count else { return }
      let byte = bytes[one]
      bytes[one] = bytes[other]
      if !copies { bytes[other] = byte }
    }
  }

  func randomPage(
    using generator: inout SeededGenerator,
    _ isWanted: (PageMap.Content) -> Bool
  ) -> Int {
    let pages = (0..<map.pageCount).filter { isWanted(map[page: $0]) }
    return pages.randomElement(using: &generator) ?? 0
  }

  /// Where an entry of a tree's page begins.
  func randomNode(in page: Int, using generator: inout SeededGenerator) -> Int? {
    let start = page * pageSize
    let count = (Int(number(at: start + 12, count: 2)) - 16) / 2
    guard count > 0 else { return nil }
    let index = Int.random(in: 0..<count, using: &generator)
    return start + Int(number(at: start + 16 + index * 2, count: 2))
  }
}
