/// Lying bars from zero, each of one or more parts.
struct BarChart: Chart {
  /// The bars, from the top.
  let rows: [Row]
  /// What is counted.
  let unit: Phrase
  /// What the axis counts in.
  var axis: Axis = .count

  /// A bar.
  struct Row: Sendable {
    /// What it stands for.
    let label: String
    /// Its parts, from zero.
    let parts: [Part]
    /// Its number, written at its end.
    let total: String
  }

  /// A part of a bar.
  struct Part: Sendable {
    /// Its length.
    let value: Double
    /// Its colour's class.
    let style: String
    /// What it stands for.
    let datum: Canvas.Datum
    /// Written inside it, where there is room.
    var label = ""
  }

  /// What the axis counts in.
  enum Axis: Sendable {
    /// Whole numbers.
    case count
    /// A scale to a fixed end.
    case upTo(Double)
  }

  var isEmpty: Bool { rows.allSatisfy { $0.parts.allSatisfy { $0.value <= 0 } } }

  func drawn(width: Double, id: String, _ words: ReportWords) -> Canvas {
    let isNarrow = width < 500
    let size = Canvas.textSize
    let widest = rows.map { TextWidth.of($0.label, size: size) }.max() ?? 0
    let left = isNarrow ? 0 : min(widest + 12, width * 0.5)
    let step = isNarrow ? 46.0 : 32.0
    let top = 26.0
    let height = top + step * Double(rows.count) + 26
    var canvas = Canvas(width: width, height: height, id: id)
    let numbers = rows.map { TextWidth.of($0.total, size: size) }.max() ?? 0
    let right = isNarrow ? width - 4 : width - numbers - 12
    let scale = scale(isNarrow)
    let bottom = height - 22
    canvas.text(words(unit), left, 11, .start, "t u")
    for tick in scale.ticks {
      let x = left + scale.place(of: tick) * (right - left)
      canvas.line(x, top - 6, x, bottom, "grid")
      let label = words.decimal(tick, digits: scale.decimals)
      canvas.textIfFree(label, max(x, tick == 0 ? left + 4 : 0), bottom + 16, .middle, "t n")
    }
    for (place, row) in rows.enumerated() {
      let y = top + Double(place) * step + (isNarrow ? 18 : 4)
      // On a telephone, the words stand over the bar, so that it can take the whole width.
      if isNarrow {
        let number = TextWidth.of(row.total, size: size)
        let label = TextWidth.fitted(row.label, to: width - number - 12, size: size)
        canvas.text(label, 0, y - 5, .start, "t halo")
        canvas.text(row.total, width, y - 5, .end, "t n halo")
      } else {
        let label = TextWidth.fitted(row.label, to: left - 12, size: size)
        canvas.text(label, left - 10, y + 13, .end)
      }
      var x = left
      for part in row.parts where part.value > 0 {
        let length = scale.place(of: part.value) * (right - left)
        canvas.rect(x, y, length, 18, "part \(part.style)", part.datum)
        if !part.label.isEmpty, TextWidth.of(part.label, size: size) + 8 < length {
          canvas.text(part.label, x + length / 2, y + 13, .middle, "t on-\(part.style)")
        }
        x += length
      }
      if !isNarrow { canvas.text(row.total, x + 6, y + 13, .start, "t n halo") }
    }
    canvas.line(left, top - 6, left, bottom, "base")
    return canvas
  }

  private func scale(_ isNarrow: Bool) -> NiceScale {
    switch axis {
    case .upTo(let end): NiceScale(upTo: end)
    case .count:
      NiceScale(
        upTo: rows.map { $0.parts.reduce(0) { $0 + $1.value } }.max() ?? 0,
        steps: isNarrow ? 4 : 6
      )
    }
  }
}
