import Foundation

/// Whether a count a week rises or falls: a robust slope, its confidence interval, and a test.
///
/// With the counts x₁ … xₙ of n weeks:
/// - The slope is the median of the N = n(n−1)/2 slopes (xⱼ − xᵢ)/(j − i), i < j, the mean of the two
///   middle ones where N is even: H. Theil, "A rank-invariant method of linear and polynomial regression
///   analysis", 1950; P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", 1968.
/// - The test statistic is S = Σ sgn(xⱼ − xᵢ), i < j, with the variance
///   V = (n(n−1)(2n+5) − Σ t(t−1)(2t+5))/18, the sum over the groups of t equal counts: H. B. Mann,
///   "Nonparametric tests against trend", 1945; M. G. Kendall, "Rank Correlation Methods", 1975.
/// - The p-value is two-sided and by the normal approximation with continuity correction:
///   z = (|S| − 1)/√V, p = erfc(z/√2), and 1 where S is 0. It is rough for less than ten weeks.
/// - The interval holds 95 %: with C = 1.959964 √V its ends are the slopes of the ranks ⌊(N − C)/2⌋ and
///   ⌈(N + C)/2⌉ + 1, rounded outwards so that it is rather too wide: R. O. Gilbert, "Statistical Methods
///   for Environmental Pollution Monitoring", 1987, section 16.5. An end whose rank does not exist is
///   nil: five weeks or fewer do not bound a slope.
public struct WeeklyTrend: Hashable, Sendable {
  /// The median slope, in tickets a week per week.
  public let slope: Double
  /// The lower end of the 95 % confidence interval; nil where the weeks are too few.
  public let lower: Double?
  /// The upper end of the 95 % confidence interval; nil where the weeks are too few.
  public let upper: Double?
  /// How probable so strong a trend is among counts without any, from 0 to 1.
  public let pValue: Double

  /// The least weeks a trend can be told of.
  public static let minimumWeeks = 3

  /// Tells the trend of the counts of consecutive weeks, weeks without tickets among them; nil where
  /// there are less than ``minimumWeeks``.
  ///
  /// - Complexity: O(n·k log(n·k)) with k weeks that are not 0.
  public init?(_ counts: [Int]) {
    guard counts.count >= WeeklyTrend.minimumWeeks else { return nil }
    let slopes = PairSlopes(counts)
    let deviation = WeeklyTrend.variance(of: counts).squareRoot()
    let pairs = slopes.count
    slope = (slopes.ranked((pairs + 1) / 2) + slopes.ranked(pairs / 2 + 1)) / 2
    let spread = 1.959964 * deviation
    let below = Int(((Double(pairs) - spread) / 2).rounded(.down))
    let above = Int(((Double(pairs) + spread) / 2).rounded(.up)) + 1
    lower = below >= 1 ? slopes.ranked(below) : nil
    upper = above <= pairs ? slopes.ranked(above) : nil
    let excess = Double(abs(slopes.rising - slopes.falling) - 1)
    pValue = excess < 0 ? 1 : min(erfc(excess / deviation / 2.0.squareRoot()), 1)
  }

  private static func variance(of counts: [Int]) -> Double {
    let sum = { (size: Int) in Double(size) * Double(size - 1) * Double(2 * size + 5) }
    var ties: [Int: Int] = [:]
    for count in counts { ties[count, default: 0] += 1 }
    // In an order of its own: a sum of rounded numbers must not depend on hashing.
    let tied = ties.values.sorted().reduce(0) { $0 + sum($1) }
    return max(sum(counts.count) - tied, 0) / 18
  }
}

/// The slopes between all pairs of weeks in ascending order, those that are 0 only counted.
private struct PairSlopes {
  /// The slopes that are not 0.
  private var slopes: [Double] = []
  private let zeros: Int
  /// How many pairs rise.
  let rising: Int
  /// How many pairs fall.
  let falling: Int

  init(_ counts: [Int]) {
    for (index, count) in counts.enumerated() where count != 0 {
      for (other, value) in counts.enumerated() where other != index && value != count {
        // A pair of two weeks with tickets is met twice, and taken once.
        guard value == 0 || other > index else { continue }
        slopes.append(Double(value - count) / Double(other - index))
      }
    }
    slopes.sort()
    falling = slopes.count { $0 < 0 }
    rising = slopes.count - falling
    zeros = counts.count * (counts.count - 1) / 2 - slopes.count
  }

  var count: Int { slopes.count + zeros }

  /// The slope of a rank, from 1 to ``count``.
  func ranked(_ rank: Int) -> Double {
    if rank <= falling { return slopes[rank - 1] }
    return rank <= falling + zeros ? 0 : slopes[rank - 1 - zeros]
  }
}
