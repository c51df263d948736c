extension RandomStream {
  /// A number from 0 to one less than the bound, by Daniel Lemire's multiplication (ACM TOMACS 29,
  /// 2019) without its rejection: the bias is below bound / 2⁶⁴.
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(max(bound, 1))).high)
  }

  /// A number from a range, its ends included.
  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }

  /// True in so many of a thousand draws.
  mutating func chance(_ permille: Int) -> Bool {
    below(1000) < permille
  }

  /// A span of time between two spans, in milliseconds.
  mutating func span(_ range: ClosedRange<Int64>) -> Int64 {
    range.lowerBound + Int64(below(Int(range.upperBound - range.lowerBound) + 1))
  }

  /// A span of time, half the draws below the median, a long tail above, as service times are.
  ///
  /// The distribution is log-normal (σ = 1), cut at its 2nd and 99th percentile and linear between
  /// sixteenths. The median is at most 40 days.
  mutating func skewed(median: Int64) -> Int64 {
    let bits = next()
    let slot = Int(bits >> 60)
    let fraction = Int64(bits >> 44 & 0xFFFF)
    let low = RandomStream.quantiles[slot]
    let high = RandomStream.quantiles[slot + 1]
    return (median * (low << 16 + (high - low) * fraction)) >> 24
  }

  /// A place in a list of weights, drawn in proportion to them.
  mutating func weighted<let count: Int>(_ weights: InlineArray<count, Int>) -> Int {
    var total = 0
    for index in weights.indices { total += weights[index] }
    var left = below(total)
    for index in weights.indices {
      left -= weights[index]
      if left < 0 { return index }
    }
    return 0
  }

  /// Sixteenths of exp(z) for a standard normal z, in 256ths.
  private static let quantiles: InlineArray<17, Int64> = [
    33, 55, 81, 105, 130, 157, 186, 219, 256, 300, 352, 417, 503, 622, 809, 1187, 2631,
  ]
}
