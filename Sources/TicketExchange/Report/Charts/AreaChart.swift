import TicketLedger

/// Counts over days, one on another.
struct AreaChart: Chart {
  /// The days, in order.
  let days: [CivilDate]
  /// What is stacked, the lowest first.
  let series: [Series]
  /// What is counted.
  let unit: Phrase

  /// One layer.
  struct Series: Sendable {
    /// What it is called.
    let label: String
    /// Its colour's class.
    let style: String
    /// A count for each day.
    let counts: [Int]
  }

  var isEmpty: Bool {
    days.isEmpty || series.allSatisfy { $0.counts.allSatisfy { $0 == 0 } }
  }

  func drawn(width: Double, id: String, _ words: ReportWords) -> Canvas {
    var canvas = Canvas(width: width, height: width < 500 ? 260 : 320, id: id)
    let totals = days.indices.map { day in series.reduce(0) { $0 + $1.counts[day] } }
    let scale = NiceScale(upTo: Double(totals.max() ?? 0))
    let room = series.map { TextWidth.of($0.label, size: Canvas.textSize) }.max() ?? 0
    let plot = Plot(
      width: width,
      height: canvas.height,
      scale: scale,
      right: room + 10,
      words
    )
    canvas.uprightAxis(scale, plot, unit: words(unit), words)
    guard let first = days.first, let last = days.last else { return canvas }
    let dates = DateScale(first: first, last: last)
    let places = days.map { plot.left + dates.place(of: $0) * plot.width }
    var below = days.map { _ in 0 }
    var middles: [Double] = []
    for layer in series {
      let above = zip(below, layer.counts).map { $0 + $1 }
      canvas.path(
        outline(places, from: below, to: above, plot, scale),
        "area \(layer.style)",
        Canvas.Datum(
          tip: layer.label,
          value: layer.counts.map { words.count($0) }.joined(separator: ";")
        )
      )
      let middle = Double((below.last ?? 0) + (above.last ?? 0)) / 2
      middles.append(plot.y(middle, scale))
      below = above
    }
    name(middles, plot, in: &canvas)
    for tick in dates.ticks(length: plot.width, size: Canvas.textSize, words) {
      let x = plot.left + dates.place(of: tick.day) * plot.width
      canvas.line(x, plot.bottom, x, plot.bottom + 4, "base")
      let half =
        max(
          TextWidth.of(tick.label, size: Canvas.textSize),
          TextWidth.of(tick.year ?? "", size: Canvas.textSize)
        ) / 2
      let centre = min(max(x, half), width - half)
      canvas.text(tick.label, centre, plot.bottom + 18, .middle)
      if let year = tick.year { canvas.text(year, centre, plot.bottom + 33, .middle, "t y") }
    }
    return canvas
  }

  /// Writes the names beside the last day, pushed apart where layers are thin.
  private func name(_ middles: [Double], _ plot: Plot, in canvas: inout Canvas) {
    var lowest = plot.bottom + 4
    var places: [Double] = []
    for middle in middles {
      let y = min(middle + 4, lowest)
      places.append(y)
      lowest = y - 15
    }
    for (place, layer) in zip(places, series) {
      canvas.text(layer.label, plot.right + 6, place, .start, "t ink-\(layer.style)")
    }
  }

  private func outline(
    _ places: [Double],
    from below: [Int],
    to above: [Int],
    _ plot: Plot,
    _ scale: NiceScale
  ) -> String {
    // One day alone is drawn as a block, so that it is seen.
    let xs = places.count == 1 ? [plot.left, plot.right] : places
    let upper = places.count == 1 ? above + above : above
    let lower = places.count == 1 ? below + below : below
    var points: [String] = []
    for (x, value) in zip(xs, upper) {
      points.append("\(x.pixels) \(plot.y(Double(value), scale).pixels)")
    }
    for (x, value) in zip(xs, lower).reversed() {
      points.append("\(x.pixels) \(plot.y(Double(value), scale).pixels)")
    }
    return "M" + points.joined(separator: "L") + "Z"
  }
}
