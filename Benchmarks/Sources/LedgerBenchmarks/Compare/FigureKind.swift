/// What is known of a figure before it is measured.
struct FigureKind: Sendable {
  /// How the two sides make a ratio.
  enum Ratio: Sendable {
    /// Of rates, where more is better, or of sizes.
    case oursToBaseline
    /// Of times, so that more is better again.
    case baselineToOurs
  }

  /// What the ratio, or without a baseline our figure, is held against.
  enum Target: Sendable {
    case atLeast(Double)
    case atMost(Double)
  }

  /// Its name in the results, which never changes.
  let name: String
  /// What both sides are counted in.
  let unit: String
  let ratio: Ratio
  let target: Target?
  /// The fewest events that the target is meant for.
  let targetEvents: Int
  /// Whether its commits wait for the disk, so that the disk's own time is to be told beside it.
  let isDurable: Bool

  /// Creates a kind; of rates, unless told otherwise.
  init(
    _ name: String,
    in unit: String = "events/s",
    _ ratio: Ratio = .oursToBaseline,
    target: Target? = nil,
    ofEvents targetEvents: Int = 0,
    isDurable: Bool = false
  ) {
    self.name = name
    self.unit = unit
    self.ratio = ratio
    self.target = target
    self.targetEvents = targetEvents
    self.isDurable = isDurable
  }
}
