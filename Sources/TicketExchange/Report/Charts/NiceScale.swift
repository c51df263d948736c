/// A scale from zero upward, in steps of 1, 2 or 5 times a power of ten.
struct NiceScale: Hashable, Sendable {
  /// The distance of two ticks.
  let step: Double
  /// The number of steps.
  let steps: Int

  /// The value at the top.
  var top: Double { step * Double(steps) }
  /// The values that are marked, zero first.
  var ticks: [Double] { (0...steps).map { step * Double($0) } }
  /// How many decimals its ticks need.
  var decimals: Int {
    var (digits, unit) = (0, step)
    while unit < 0.999, digits < 6 { (digits, unit) = (digits + 1, unit * 10) }
    return digits
  }

  /// Creates the scale that reaches a value in about so many steps.
  ///
  /// - Parameters:
  ///   - maximum: What has to find room; 0 and less give a scale to 1.
  ///   - count: The most steps.
  ///   - isWhole: Whether only whole numbers are marked.
  init(upTo maximum: Double, steps count: Int = 5, isWhole: Bool = true) {
    let room = maximum.isFinite && maximum > 0 ? min(maximum, 1e15) : 1
    var power = 1.0
    while !isWhole, power * Double(count) > room * 2, power > 1e-6 { power /= 10 }
    var candidate = power
    search: while true {
      for factor in [1.0, 2.0, 5.0] {
        candidate = factor * power
        if candidate * Double(count) >= room { break search }
      }
      power *= 10
    }
    step = candidate
    steps = max(1, Int((room / candidate).rounded(.up)))
  }

  /// Where a value lies, 0 at zero and 1 at the top.
  func place(of value: Double) -> Double {
    min(max(value / top, 0), 1)
  }
}
