/// A set of page numbers below a limit; one bit for each.
struct PageSet {
  private var words: [UInt64]
  /// How many pages are in the set.
  private(set) var count: UInt64 = 0

  init(limit: Int) {
    words = Array(repeating: 0, count: (limit + 63) / 64)
  }

  /// Whether the page is in the set; the page must be below the limit.
  func contains(_ page: UInt64) -> Bool {
    words[Int(page >> 6)] & 1 << (page & 63) != 0
  }

  /// Puts in all pages of another set with the same limit.
  mutating func formUnion(_ other: PageSet) {
    count = 0
    for place in words.indices {
      words[place] |= other.words[place]
      count += UInt64(words[place].nonzeroBitCount)
    }
  }

  /// Puts the page in, and says whether it was not there before.
  mutating func insert(_ page: UInt64) -> Bool {
    let bit: UInt64 = 1 << (page & 63)
    guard words[Int(page >> 6)] & bit == 0 else { return false }
    words[Int(page >> 6)] |= bit
    count += 1
    return true
  }
}
