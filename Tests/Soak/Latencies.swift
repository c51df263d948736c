import StudySupport

/// How long calls took, by what they were and by stretches of the run; of a fixed size each.
final class Latencies: Sendable {
  /// What is timed.
  enum Call: String, CaseIterable, Sendable {
    case submit, batch, queues, breaches, history, words
    /// Questions about the past: their time grows with the log, and is told per event folded.
    case past
    case signature, erasure, backup, opening, closing
    /// Work that has nothing to do with a ledger: how slow the machine itself is.
    case probe
  }

  /// Counts of durations in buckets whose borders rise by an eighth each.
  struct Histogram: Sendable {
    private(set) var counts = [UInt32](repeating: 0, count: 256)
    private(set) var count = 0
    private(set) var greatest = 0.0

    mutating func add(_ microseconds: Double) {
      counts[Histogram.bucket(microseconds)] += 1
      count += 1
      greatest = max(greatest, microseconds)
    }

    mutating func add(_ other: Histogram) {
      for place in counts.indices { counts[place] += other.counts[place] }
      count += other.count
      greatest = max(greatest, other.greatest)
    }

    /// The duration that a share of the calls did not exceed, in microseconds; nil where there were none.
    func percentile(_ share: Double) -> Double? {
      guard count > 0 else { return nil }
      let rank = max(1, Int((share * Double(count)).rounded(.up)))
      var passed = 0
      for (place, number) in counts.enumerated() {
        passed += Int(number)
        if passed >= rank { return min(Histogram.border(place), greatest) }
      }
      return greatest
    }

    private static func bucket(_ microseconds: Double) -> Int {
      var border = 1.0
      var place = 0
      while border < microseconds, place < 255 {
        border *= 1.125
        place += 1
      }
      return place
    }

    private static func border(_ place: Int) -> Double {
      (0..<place).reduce(1.0) { border, _ in border * 1.125 }
    }
  }

  private let stretch: Double
  private let start = ContinuousClock.now
  private let histograms = Guarded<[Call: [Histogram]]>([:])

  init(stretch: Double) {
    self.stretch = stretch
  }

  /// Seconds since the run began.
  var elapsed: Double { (ContinuousClock.now - start) / .seconds(1) }

  /// Times a call; one that throws is not counted.
  func time<R>(_ call: Call, perEvent events: Double = 1, _ body: () async throws -> R)
    async rethrows
    -> R
  {
    let begin = ContinuousClock.now
    let result = try await body()
    let microseconds = (ContinuousClock.now - begin) / .microseconds(1) / events
    let place = Int(elapsed / stretch)
    histograms.withLock { all in
      var list = all.removeValue(forKey: call) ?? []
      while list.count <= place { list.append(Histogram()) }
      list[place].add(microseconds)
      all[call] = list
    }
    return result
  }

  /// All there is, stretch by stretch.
  var all: [Call: [Histogram]] { histograms.withLock { $0 } }
}
