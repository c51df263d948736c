/// How often each mark from 1 to 5 was given.
public struct RatingCounts: Hashable, Sendable {
  private var counts: [Int] = [0, 0, 0, 0, 0]

  /// How often a mark was given; 0 for one that is none.
  public subscript(score: Int) -> Int { 1...5 ~= score ? counts[score - 1] : 0 }

  /// How many marks were given.
  public var count: Int { counts.reduce(0, +) }

  /// Their mean, from 1 to 5; nil where there are none.
  public var mean: Double? {
    guard count > 0 else { return nil }
    let sum = (1...5).reduce(0) { $0 + $1 * self[$1] }
    return Double(sum) / Double(count)
  }

  mutating func count(_ score: UInt8) {
    guard Satisfaction.marks ~= score else { return }
    counts[Int(score) - 1] += 1
  }
}

/// What was said of the tickets that have something in common.
public struct SatisfactionFigures: Hashable, Sendable {
  /// The requesters' ratings, each of a ticket rated again counted.
  public internal(set) var ratings = RatingCounts()
  /// The reviews of replies: how clear they were.
  public internal(set) var clarity = RatingCounts()
  /// How courteous.
  public internal(set) var courtesy = RatingCounts()
  /// How right.
  public internal(set) var accuracy = RatingCounts()
  /// The tickets that were first resolved.
  public internal(set) var resolved = 0
  /// Those of them that have been rated, whenever.
  public internal(set) var resolvedAndRated = 0
  /// Those of them that were reopened within the window.
  public internal(set) var reopenedWithinWindow = 0
  /// Cycles of service-level clocks.
  public internal(set) var compliance = ComplianceCounts()

  /// The replies reviewed.
  public var reviews: Int { clarity.count }

  /// The share of the tickets first resolved that have been rated, 0 to 1; nil where none was resolved.
  public var responseRate: Double? {
    resolved == 0 ? nil : Double(resolvedAndRated) / Double(resolved)
  }

  /// The trust that these figures speak of; nil where too few tickets were resolved to say.
  public var trust: TrustIndex? { TrustIndex(self) }
}

/// What was said of a group of tickets.
public struct SatisfactionGroup: Hashable, Sendable {
  /// What they have in common, in the order of the keys asked for; nil where a ticket has none.
  public let values: [String?]
  /// What is counted of them.
  public let figures: SatisfactionFigures
}
