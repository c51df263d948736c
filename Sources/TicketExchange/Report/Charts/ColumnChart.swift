/// Upright bars from zero, in groups.
struct ColumnChart: Chart {
  /// What stands under each group.
  let labels: [AxisLabel]
  /// The groups' full names, for what is read out.
  let names: [String]
  /// The bars of each group.
  let series: [Series]
  /// What is counted.
  let unit: Phrase
  /// Whether each bar has its number above it.
  var showsNumbers = false

  /// One bar of every group.
  struct Series: Sendable {
    /// What it is called.
    let label: String
    /// How it is filled.
    let fill: Fill
    /// A count for each group.
    let counts: [Int]
  }

  /// How bars are told apart without colour.
  enum Fill: String, Sendable {
    case solid, hatched, hollow
  }

  var isEmpty: Bool { series.allSatisfy { $0.counts.allSatisfy { $0 == 0 } } }

  func drawn(width: Double, id: String, _ words: ReportWords) -> Canvas {
    var canvas = Canvas(width: width, height: width < 500 ? 230 : 280, id: id)
    let hatch = canvas.hatch()
    let scale = NiceScale(upTo: Double(series.flatMap(\.counts).max() ?? 0))
    let plot = Plot(width: width, height: canvas.height, scale: scale, words)
    canvas.uprightAxis(scale, plot, unit: words(unit), words)
    let group = plot.width / Double(max(labels.count, 1))
    let room = min(group * 0.76, 54 * Double(series.count))
    let bar = room / Double(max(series.count, 1))
    let gap = bar > 6 ? 1.5 : 0
    let centres = labels.indices.map { plot.left + (Double($0) + 0.5) * group }
    for (place, centre) in centres.enumerated() {
      for (rank, one) in series.enumerated() {
        let value = one.counts[place]
        let (x, y) = (centre - room / 2 + Double(rank) * bar, plot.y(Double(value), scale))
        canvas.bar(
          x + gap / 2,
          y,
          bar - gap,
          plot.bottom - y,
          one.fill,
          hatch: hatch,
          Canvas.Datum(
            tip: words.pair("\(names[place]), \(one.label)", words.count(value)),
            value: words.count(value)
          )
        )
        if showsNumbers { canvas.textIfFree(words.count(value), x + bar / 2, y - 5, .middle) }
      }
    }
    canvas.line(plot.left, plot.bottom, plot.right, plot.bottom, "base")
    canvas.labels(labels, at: centres, under: plot.bottom)
    return canvas
  }
}
