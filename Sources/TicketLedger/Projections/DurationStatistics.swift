/// Mean and percentiles of a set of durations.
public struct DurationStatistics: Hashable, Sendable {
  /// The number of durations.
  public let count: Int
  /// Their mean; nil where there is none.
  public let meanInSeconds: Double?
  private let sorted: [Int64]

  /// Creates the statistics of durations in milliseconds, in any order.
  ///
  /// - Complexity: O(n log n).
  public init(ofMilliseconds durations: some Sequence<Int64>) {
    sorted = durations.sorted()
    count = sorted.count
    let sum = sorted.reduce(0.0) { $0 + Double($1) }
    meanInSeconds = sorted.isEmpty ? nil : sum / Double(sorted.count) / 1000
  }

  /// The percentile by nearest rank: the smallest duration that at least so many percent of all do not
  /// exceed; nil where there is none.
  ///
  /// - Precondition: `percent` is from 1 to 100.
  public func percentileInSeconds(_ percent: Int) -> Double? {
    precondition(1...100 ~= percent, "percentiles go from 1 to 100")
    guard !sorted.isEmpty else { return nil }
    let rank = (sorted.count * percent + 99) / 100
    return Double(sorted[rank - 1]) / 1000
  }
}
