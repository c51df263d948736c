/// One measured figure: ours, the baseline's, and how they compare.
struct Figure: Encodable {
  let name: String
  /// The median of ours.
  let ours: Double
  /// The median of the baseline's; nil where there is none.
  let baseline: Double?
  /// Made of the medians; nil without a baseline.
  let ratio: Double?
  /// The least and the greatest ratio of a round.
  let ratioLowest: Double?
  let ratioHighest: Double?
  let unit: String
  let runs: Int
  private(set) var target: Double?
  /// Whether the ratio, or without one our figure, is to be `atLeast` or `atMost` the target.
  private(set) var direction: String?
  private(set) var isMet: Bool?
  /// Microseconds that the disk took for 4 KiB meanwhile; only for figures that wait for it.
  let fsyncMicroseconds: Double?
  /// How it was measured, where its name does not tell.
  let note: String?

  /// Makes a figure of what the rounds gave.
  ///
  /// - Precondition: `ours` is not empty, and `baseline` has as many or none.
  init(
    _ kind: FigureKind,
    ours: [Double],
    baseline: [Double] = [],
    fsyncMicroseconds: Double? = nil,
    note: String? = nil
  ) {
    func ratio(_ ours: Double, _ baseline: Double) -> Double {
      kind.ratio == .oursToBaseline ? ours / baseline : baseline / ours
    }
    let rounds = zip(ours, baseline).map(ratio)
    name = kind.name
    self.ours = ours.median
    self.baseline = baseline.isEmpty ? nil : baseline.median
    self.ratio = baseline.isEmpty ? nil : ratio(ours.median, baseline.median)
    ratioLowest = rounds.min()
    ratioHighest = rounds.max()
    unit = kind.unit
    runs = ours.count
    self.fsyncMicroseconds = fsyncMicroseconds
    self.note = note
    let judged = self.ratio ?? self.ours
    switch kind.target {
    case .atLeast(let limit): (target, direction, isMet) = (limit, "atLeast", judged >= limit)
    case .atMost(let limit): (target, direction, isMet) = (limit, "atMost", judged <= limit)
    case nil: (target, direction, isMet) = (nil, nil, nil)
    }
  }
}

extension Figure {
  /// The same without a target, which is for more events than were measured.
  var unjudged: Figure {
    var figure = self
    (figure.target, figure.direction, figure.isMet) = (nil, nil, nil)
    return figure
  }
}

extension [Double] {
  /// The middle one in order of size; of an even number, the upper of the two.
  var median: Double {
    precondition(!isEmpty, "nothing was measured")
    return sorted()[count / 2]
  }
}
