/// Something that can be drawn at any width.
protocol Chart: Sendable {
  /// Whether there is nothing to draw.
  var isEmpty: Bool { get }
  /// Draws it.
  ///
  /// - Parameters:
  ///   - width: The width in pixels, 300 and more.
  ///   - id: What no other drawing of the page is called by.
  ///   - words: The language of its labels.
  /// - Returns: The drawing.
  func drawn(width: Double, id: String, _ words: ReportWords) -> Canvas
}

/// The place inside the axes of a chart.
struct Plot: Sendable {
  /// Its left edge.
  var left: Double
  /// Its right edge.
  var right: Double
  /// Its upper edge.
  var top: Double
  /// Its lower edge.
  var bottom: Double

  /// Its width.
  var width: Double { right - left }
  /// Its height.
  var height: Double { bottom - top }

  /// Where a value of an upright scale lies.
  func y(_ value: Double, _ scale: NiceScale) -> Double {
    bottom - scale.place(of: value) * height
  }

  /// Creates the place that the labels of an upright scale leave.
  init(
    width: Double,
    height: Double,
    scale: NiceScale,
    right: Double = 8,
    _ words: ReportWords
  ) {
    let labels = scale.ticks.map { words.decimal($0, digits: scale.decimals) }
    left = (labels.map { TextWidth.of($0, size: Canvas.textSize) }.max() ?? 0) + 8
    self.right = width - right
    top = 26
    bottom = height - 36
  }
}

/// A label under an axis, and the year it begins.
struct AxisLabel: Hashable, Sendable {
  /// The label.
  let text: String
  /// The year it belongs to; nil where years play no part.
  var year: Int?

  /// The labels of months.
  static func months(_ months: [ReportMonth], _ words: ReportWords) -> [AxisLabel] {
    months.map { AxisLabel(text: words.shortMonth($0.month), year: $0.year) }
  }
}

extension Canvas {
  /// Draws the lines, the labels and the unit of an upright scale.
  mutating func uprightAxis(_ scale: NiceScale, _ plot: Plot, unit: String, _ words: ReportWords) {
    for tick in scale.ticks {
      let y = plot.y(tick, scale)
      line(plot.left, y, plot.right, y, tick == 0 ? "base" : "grid")
      text(words.decimal(tick, digits: scale.decimals), plot.left - 6, y + 4, .end, "t n")
    }
    text(unit, 0, 11, .start, "t u")
  }

  /// Labels the places under an axis: all, or every second, third… so that none touches the next.
  mutating func labels(_ labels: [AxisLabel], at places: [Double], under y: Double) {
    guard let first = places.first else { return }
    let widths = labels.map { label in
      let year = label.year.map(String.init) ?? ""
      return max(
        TextWidth.of(label.text, size: Canvas.textSize),
        TextWidth.of(year, size: Canvas.textSize)
      )
    }
    let step = places.count > 1 ? (places.last ?? first) - first : 0
    let spacing = step / Double(max(places.count - 1, 1))
    // A label at the edge leans inward, towards its neighbour.
    let widest = widths.max() ?? 0
    let lean = max(widest / 2 - first, widest / 2 - (width - (places.last ?? first)), 0)
    let needed = widest + lean + 8
    let every = spacing > 0 ? max(1, Int((needed / spacing).rounded(.up))) : 1
    var year: Int?
    for place in stride(from: 0, to: places.count, by: every) {
      let half = widths[place] / 2
      let x = min(max(places[place], half), width - half)
      text(labels[place].text, x, y + 16, .middle)
      if let own = labels[place].year, own != year {
        text(String(own), x, y + 31, .middle, "t y")
        year = own
      }
    }
  }
}
