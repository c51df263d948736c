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
  /// Whether its commits wait for the disk, so that the disk's own time is to be told beside it.
  let isDurable: Bool

  /// Creates a kind; of rates, unless told otherwise.
  init(
    _ name: String,
    in unit: String = "events/s",
    _ ratio: Ratio = .oursToBaseline,
    target: Target? = nil,
    isDurable: Bool = false
  ) {
    self.name = name
    self.unit = unit
    self.ratio = ratio
    self.target = target
    self.isDurable = isDurable
  }
}
