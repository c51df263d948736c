import Foundation
import Testing

@testable import LedgerStore

@Suite("What most pages are is told quickly, and only where the whole check finds nothing")
struct UsualPageTests {
  private let bytes: [UInt8]
  private let map: PageMap
  private let pageSize: Int

  init() throws {
    let folder = try Folder()
    try folder.makeLedgerLikeLog(seed: 11, transactions: 40)
    let report = try folder.examine(mapsPages: true)
    map = try #require(report.map)
    pageSize = report.pageSizeInBytes
    bytes = try [UInt8](Data(contentsOf: folder.dataFile))
  }

  private func leaves(of name: String) -> [TreePage] {
    (0..<map.pageCount).filter { map[page: $0] == .leaf(of: name) }.map { page in
      TreePage(Array(bytes[page * pageSize..<(page + 1) * pageSize]), isBranch: false)
    }
  }

  @Test("the leaves of the log are all usual ones")
  func log() {
    let leaves = leaves(of: "events")
    #expect(leaves.count > 10)
    for leaf in leaves {
      #expect(leaf.isFilledInOrder && leaf.hasRisingNumbers(in: KeyRange()))
      #expect(leaf.hasValuesInside)
    }
  }

  @Test("no changed page is taken for a usual one that the whole check refuses", arguments: 0..<8)
  func changed(seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    var scratch = [UInt16](repeating: 0, count: pageSize / 2)
    var counts = (filled: 0, rising: 0, inside: 0)
    let leaves = leaves(of: "events") + leaves(of: "contents") + leaves(of: "references")
    for leaf in leaves {
      for _ in 0..<60 {
        let page = changed(leaf, &generator)
        guard page.headerProblem(number: leaf.number) == nil else { continue }
        let isFilled = page.isFilledInAnyOrder(&scratch)
        if page.isFilledInOrder {
          counts.filled += 1
          #expect(isFilled)
        }
        guard isFilled else { continue }
        let range = range(of: leaf, &generator)
        if page.hasRisingNumbers(in: range) {
          counts.rising += 1
          #expect(rises(page, in: range))
        }
        if page.hasValuesInside {
          counts.inside += 1
          #expect(hasNothingOutside(page))
        }
      }
    }
    #expect(counts.filled > 0 && counts.rising > 0 && counts.inside > 0, "\(counts)")
  }

  @Test(
    "keys that do not rise, that leave the range or are no numbers, and values elsewhere are seen"
  )
  func unusual() throws {
    let leaf = try #require(leaves(of: "events").first { $0.count > 4 })
    let keys = (0..<leaf.count).map { TreeKeys.number(leaf.key(at: leaf.offset($0))) }
    let (first, last) = (keys[0], keys[leaf.count - 1])
    func range(_ lower: UInt64?, _ upper: UInt64?) -> KeyRange {
      KeyRange(lower: lower.map { key($0) }, upper: upper.map { key($0) })
    }
    #expect(leaf.hasRisingNumbers(in: range(first, last + 1)))
    #expect(!leaf.hasRisingNumbers(in: range(first + 1, nil)))
    #expect(!leaf.hasRisingNumbers(in: range(nil, last)))
    func changed(_ index: Int, _ place: Int, _ value: UInt8) -> TreePage {
      var bytes = leaf.bytes
      bytes[leaf.offset(index) + place] = value
      return TreePage(bytes, isBranch: false)
    }
    #expect(!changed(2, 8, UInt8(truncatingIfNeeded: keys[1])).hasRisingNumbers(in: KeyRange()))
    #expect(!changed(1, 6, 7).hasRisingNumbers(in: KeyRange()))
    #expect(!changed(1, 4, 1).hasValuesInside && !changed(1, 4, 2).hasValuesInside)
    #expect(!changed(1, 1, 0xFF).hasValuesInside)
    #expect(!changed(1, 0, leaf.bytes[leaf.offset(1)] &+ 2).isFilledInOrder)
  }

  // MARK: Changes, and the whole check in other words

  private func changed(_ leaf: TreePage, _ generator: inout SeededGenerator) -> TreePage {
    var bytes = leaf.bytes
    let entry = leaf.offset(Int.random(in: 0..<leaf.count, using: &generator))
    let index = TreePage.headerSizeInBytes + 2 * Int.random(in: 0..<leaf.count, using: &generator)
    let place =
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: Int.random(in: 10..<16, using: &generator)
      case 1: index + Int.random(in: 0..<2, using: &generator)
      default: min(entry + Int.random(in: 0..<16, using: &generator), bytes.count - 1)
      }
    bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    return TreePage(bytes, isBranch: false)
  }

  /// Sometimes none, sometimes one that the page fits into, sometimes one that it does not.
  private func range(of leaf: TreePage, _ generator: inout SeededGenerator) -> KeyRange {
    func bound(_ index: Int) -> ArraySlice<UInt8>? {
      let key = leaf.key(at: leaf.offset(index))
      guard key.count == 8, Bool.random(using: &generator) else { return nil }
      let number = TreeKeys.number(key)
      return self.key(number &- 1 &+ UInt64.random(in: 0...2, using: &generator))
    }
    return KeyRange(lower: bound(0), upper: bound(leaf.count - 1))
  }

  private func key(_ number: UInt64) -> ArraySlice<UInt8> {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }[...]
  }

  private func rises(_ page: TreePage, in range: KeyRange) -> Bool {
    let keys = (0..<page.count).map { page.key(at: page.offset($0)) }
    guard keys.allSatisfy({ TreeKeys.integers.allows(size: $0.count) }) else { return false }
    let numbers = keys.map { TreeKeys.number($0) }
    return zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
      && numbers.allSatisfy { number in
        number >= range.lower.map(TreeKeys.number) ?? 0
          && range.upper.map { number < TreeKeys.number($0) } ?? true
      }
  }

  private func hasNothingOutside(_ page: TreePage) -> Bool {
    (0..<page.count).allSatisfy { index in
      let offset = page.offset(index)
      let size = page.valueOffset(at: offset) - offset + Int(page.valueSize(at: offset))
      return page.entryFlags(at: offset) == 0
        && size <= TreePage.greatestEntrySize(pageSize: pageSize)
    }
  }
}
