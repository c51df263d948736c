/// Positions whose events are missing or wrong.
struct DamagedPositions {
  private var single: Set<UInt64> = []
  private var ranges: [Range<UInt64>] = []
  /// How many there are; at most 2^32, as a hostile file may lack any number.
  private(set) var count: UInt64 = 0
  private static let greatestCount: UInt64 = 1 << 32

  /// The most ranges that are told apart; a file with more is damaged all over.
  private static let mostRanges = 1_000

  var isEmpty: Bool { count == 0 }

  /// The first of them; nil where there is none.
  ///
  /// - Complexity: O(n).
  var first: UInt64? {
    [single.min(), ranges.map(\.lowerBound).min()].compactMap(\.self).min()
  }

  /// Adds one, and says whether it is new.
  @discardableResult
  mutating func insert(_ position: UInt64) -> Bool {
    guard single.insert(position).inserted else { return false }
    count += 1
    return true
  }

  /// Adds a stretch of the log.
  mutating func insert(_ range: Range<UInt64>) {
    let added = min(range.upperBound - range.lowerBound, Self.greatestCount)
    count = min(count + added, Self.greatestCount)
    if ranges.count < Self.mostRanges {
      ranges.append(range)
    } else if let last = ranges.popLast() {
      ranges.append(last.lowerBound..<max(last.upperBound, range.upperBound))
    }
  }

  /// All of them; nil where whole stretches are among them.
  var all: Set<UInt64>? { ranges.isEmpty ? single : nil }

  /// Whether it is one of those that were added by itself.
  func names(_ position: UInt64) -> Bool { single.contains(position) }

  func contains(_ position: UInt64) -> Bool {
    single.contains(position) || ranges.contains { $0.contains(position) }
  }
}
