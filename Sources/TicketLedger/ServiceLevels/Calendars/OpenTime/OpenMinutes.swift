/// The minutes of a day that are open: ranges in order, apart from each other.
struct OpenMinutes: Hashable, Sendable {
  /// The ranges, in minutes since midnight.
  private(set) var ranges: [Range<Int>] = []

  /// Joins ranges, in any order, that may overlap or touch.
  init(_ ranges: some Sequence<Range<Int>>) {
    for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = self.ranges.last, range.lowerBound <= last.upperBound {
        let end = max(last.upperBound, range.upperBound)
        self.ranges[self.ranges.count - 1] = last.lowerBound..<end
      } else {
        self.ranges.append(range)
      }
    }
  }

  /// The minutes that are not in the other set.
  ///
  /// - Complexity: O(*n* + *m*) in the numbers of ranges.
  func subtracting(_ other: OpenMinutes) -> OpenMinutes {
    guard !other.ranges.isEmpty else { return self }
    var left: [Range<Int>] = []
    var taken = other.ranges[...]
    for range in ranges {
      var start = range.lowerBound
      while let next = taken.first, next.lowerBound < range.upperBound {
        if start < next.lowerBound { left.append(start..<next.lowerBound) }
        start = max(start, next.upperBound)
        // What goes on beyond this range may take from the next one too.
        guard next.upperBound <= range.upperBound else { break }
        taken = taken.dropFirst()
      }
      if start < range.upperBound { left.append(start..<range.upperBound) }
    }
    return OpenMinutes(left)
  }
}
