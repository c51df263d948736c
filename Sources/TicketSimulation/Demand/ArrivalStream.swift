/// The times at which demands come, in order, exactly as many as asked for.
///
/// Points uniform in the cumulated weight of the demand profile, mapped back to time. They are drawn
/// and sorted a block at a time, so that memory does not grow with the history; each block covers its
/// exact share of the weight.
struct ArrivalStream: Sendable {
  private static let blockSize = 4096

  private let profile: DemandProfile
  private let total: UInt64
  private let count: Int
  private var random: RandomStream
  private var block: [UInt64] = []
  private var place = 0
  private var drawn = 0
  private var hour = 0
  private var before: UInt64 = 0
  private var weight: UInt64

  /// Creates the stream of so many arrivals.
  ///
  /// - Complexity: O(h) in the hours of the period.
  init(_ scenario: Scenario, count: Int, profile: DemandProfile, total: UInt64) {
    self.profile = profile
    self.count = count
    self.total = total
    random = RandomStream(seed: scenario.seed, .arrivals)
    weight = profile.weight(ofHour: 0)
  }

  /// The next time, in milliseconds since 1970; nil after the last.
  mutating func next() -> Int64? {
    if place == block.count { draw() }
    guard place < block.count else { return nil }
    let point = block[place]
    place += 1
    while point >= before + weight, hour + 1 < profile.hours {
      before += weight
      hour += 1
      weight = profile.weight(ofHour: hour)
    }
    // The product stays below 2⁵⁴: a weight is below 2³², an hour below 2²² milliseconds.
    let offset = (point - before) * UInt64(Span.hour) / weight
    return profile.start(ofHour: hour) + Int64(min(offset, UInt64(Span.hour) - 1))
  }

  private mutating func draw() {
    let size = min(ArrivalStream.blockSize, count - drawn)
    guard size > 0 else { return }
    let low = share(drawn)
    let high = share(drawn + size)
    block.removeAll(keepingCapacity: true)
    for _ in 0..<size { block.append(low + UInt64(random.below(Int(high - low)))) }
    block.sort()
    place = 0
    drawn += size
  }

  /// The part of the total weight that so many arrivals take.
  private func share(_ arrivals: Int) -> UInt64 {
    let product = total.multipliedFullWidth(by: UInt64(arrivals))
    return UInt64(count).dividingFullWidth(product).quotient
  }
}
