import Foundation
import Testing
import TicketLedger

@Suite("The trend of a count a week")
struct WeeklyTrendTests {
  /// All slopes in a list, all signs in a sum, as the sources define them.
  private struct Oracle {
    var slope: Double
    var lower: Double?
    var upper: Double?
    var pValue: Double

    init(_ counts: [Int]) {
      var slopes: [Double] = []
      var sum = 0
      for late in counts.indices {
        for early in counts[..<late].indices {
          slopes.append(Double(counts[late] - counts[early]) / Double(late - early))
          sum += (counts[late] - counts[early]).signum()
        }
      }
      slopes.sort()
      let middle = slopes.count / 2
      slope =
        slopes.count.isMultiple(of: 2) ? (slopes[middle - 1] + slopes[middle]) / 2 : slopes[middle]
      let size = counts.count
      var eighteenths = size * (size - 1) * (2 * size + 5)
      for value in Set(counts) {
        let tied = counts.count { $0 == value }
        eighteenths -= tied * (tied - 1) * (2 * tied + 5)
      }
      let deviation = (Double(eighteenths) / 18).squareRoot()
      let reach = 1.959964 * deviation
      let low = Int(floor((Double(slopes.count) - reach) / 2))
      let high = Int(ceil((Double(slopes.count) + reach) / 2)) + 1
      lower = slopes.indices.contains(low - 1) ? slopes[low - 1] : nil
      upper = slopes.indices.contains(high - 1) ? slopes[high - 1] : nil
      pValue = 1
      if sum != 0 {
        let normal = Double(abs(sum) - 1) / deviation
        pValue = Oracle.twoTails(beyond: normal)
      }
    }

    /// Twice the normal distribution's tail, by Simpson's rule.
    static func twoTails(beyond normal: Double) -> Double {
      let steps = 20_000
      let width = (normal + 12 - normal) / Double(steps)
      var sum = 0.0
      for step in 0...steps {
        let place = normal + Double(step) * width
        let weight = step == 0 || step == steps ? 1.0 : step.isMultiple(of: 2) ? 2 : 4
        sum += weight * exp(-place * place / 2)
      }
      return 2 * sum * width / 3 / (2 * Double.pi).squareRoot()
    }
  }

  @Test("is the median slope, its interval and its test by all pairs", arguments: UInt64(1)...40)
  func againstAllPairs(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let size = Int.random(in: 3...45, using: &generator)
    let most = Int.random(in: 0...6, using: &generator)
    let climb = Double.random(in: -0.2...0.2, using: &generator)
    let counts = (0..<size).map { week in
      max(Int.random(in: 0...most, using: &generator) + Int(Double(week) * climb), 0)
    }
    let trend = try #require(WeeklyTrend(counts))
    let oracle = Oracle(counts)
    #expect(trend.slope == oracle.slope)
    #expect(trend.lower == oracle.lower && trend.upper == oracle.upper)
    #expect(abs(trend.pValue - oracle.pValue) < 1e-9)
    #expect(trend.lower ?? -.infinity <= trend.slope && trend.slope <= trend.upper ?? .infinity)
  }

  @Test("is as worked by hand, with ties")
  func byHand() throws {
    // Slopes of 1 2 2 3: 1, 1/2, 2/3, 0, 1/2, 1; in order 0, 1/2, 1/2, 2/3, 1, 1. S = 5 of 6 pairs,
    // V = (4·3·13 − 2·1·9)/18 = 138/18, z = 4/√7.667 = 1.4446.
    let short = try #require(WeeklyTrend([1, 2, 2, 3]))
    #expect(abs(short.slope - (0.5 + 2.0 / 3) / 2) < 1e-15)
    #expect(short.lower == nil && short.upper == nil)
    #expect(abs(short.pValue - 0.14857) < 1e-4)
    // Ten weeks in a straight line: S = 45, V = 10·9·25/18 = 125, z = 44/√125 = 3.9355; the ranks of
    // the interval are ⌊(45 − 21.913)/2⌋ = 11 and ⌈(45 + 21.913)/2⌉ + 1 = 35, all slopes are 2.
    let line = try #require(WeeklyTrend((0..<10).map { $0 * 2 }))
    #expect(line.slope == 2 && line.lower == 2 && line.upper == 2)
    #expect(abs(line.pValue - 8.303e-5) < 1e-8)
    // No week differs: no pair rises or falls.
    for count in [0, 3] {
      let flat = try #require(WeeklyTrend(Array(repeating: count, count: 12)))
      #expect(flat.slope == 0 && flat.lower == 0 && flat.upper == 0 && flat.pValue == 1)
    }
    // One wild week does not bend the line.
    let wild = try #require(WeeklyTrend([0, 1, 2, 3, 400, 5, 6, 7, 8, 9]))
    #expect(wild.slope == 1)
  }

  @Test("is not told of less than three weeks")
  func tooShort() {
    #expect(WeeklyTrend([]) == nil && WeeklyTrend([4]) == nil && WeeklyTrend([4, 9]) == nil)
    #expect(WeeklyTrend([4, 9, 4])?.pValue == 1)
  }
}
