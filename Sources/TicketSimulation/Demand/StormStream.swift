/// The arrivals of all outbreaks, in order of time.
struct StormStream: Sendable {
  /// A ticket of an outbreak.
  struct Arrival: Comparable, BitwiseCopyable, Sendable {
    let at: Int64
    let outbreak: Int

    static func < (lhs: Self, rhs: Self) -> Bool {
      (lhs.at, lhs.outbreak) < (rhs.at, rhs.outbreak)
    }
  }

  private let scenario: Scenario
  private let outbreaks: [Outbreak]
  private var begun = 0
  private var due = BinaryHeap<Arrival>()

  /// Creates the stream of outbreaks that are in order of time.
  init(_ scenario: Scenario, _ outbreaks: [Outbreak]) {
    self.scenario = scenario
    self.outbreaks = outbreaks
    begin()
  }

  /// The next arrival; nil after the last.
  var first: Arrival? { due.first }

  /// Goes on to the arrival after the next.
  mutating func removeFirst() {
    due.removeFirst()
    begin()
  }

  /// Draws the arrivals of every outbreak that begins before the next arrival known.
  private mutating func begin() {
    while begun < outbreaks.count {
      if let first = due.first, first.at < outbreaks[begun].startsAt { return }
      for time in outbreaks[begun].arrivals(in: scenario) {
        due.insert(Arrival(at: time, outbreak: begun))
      }
      begun += 1
    }
  }
}
