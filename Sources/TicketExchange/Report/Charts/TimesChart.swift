/// Durations in short, group by group: the median, the mean, and up to what nine in ten took.
struct TimesChart: Chart {
  /// What stands under each group.
  let labels: [AxisLabel]
  /// The groups' full names, for what is read out.
  let names: [String]
  /// The durations of each group, in seconds.
  let times: [ReportContent.Times]

  var isEmpty: Bool { times.allSatisfy { $0.count == 0 } }

  func drawn(width: Double, id: String, _ words: ReportWords) -> Canvas {
    var canvas = Canvas(width: width, height: width < 500 ? 230 : 280, id: id)
    let most = times.map { max($0.p90 ?? 0, $0.mean ?? 0, $0.p50 ?? 0) }.max() ?? 0
    let isInDays = most >= 2 * 86_400
    let second = isInDays ? 1.0 / 86_400 : 1.0 / 3600
    let scale = NiceScale(upTo: most * second, isWhole: false)
    let plot = Plot(width: width, height: canvas.height, scale: scale, words)
    canvas.uprightAxis(scale, plot, unit: words(isInDays ? .inDays : .inHours), words)
    let group = plot.width / Double(max(labels.count, 1))
    let half = min(group * 0.3, 7)
    let centres = labels.indices.map { plot.left + (Double($0) + 0.5) * group }
    for (place, x) in centres.enumerated() {
      let own = times[place]
      guard let p50 = own.p50, let p90 = own.p90, let mean = own.mean else { continue }
      let (low, high) = (plot.y(p50 * second, scale), plot.y(p90 * second, scale))
      let middle = plot.y(mean * second, scale)
      canvas.line(x, low, x, high, "stem")
      let name = names[place]
      func datum(_ title: Phrase, _ seconds: Double) -> Canvas.Datum {
        let value = words.duration(seconds: seconds)
        return Canvas.Datum(tip: words.pair("\(name), \(words(title))", value), value: value)
      }
      canvas.path(
        "M\((x - half).pixels) \(high.pixels)H\((x + half).pixels)",
        "cap",
        datum(.p90, p90)
      )
      canvas.path(
        "M\(x.pixels) \((middle - half).pixels)L\((x + half).pixels) \(middle.pixels)"
          + "L\(x.pixels) \((middle + half).pixels)L\((x - half).pixels) \(middle.pixels)Z",
        "mean",
        datum(.mean, mean)
      )
      canvas.circle(x, low, min(half, 5), "median", datum(.median, p50))
    }
    canvas.labels(labels, at: centres, under: plot.bottom)
    return canvas
  }
}
