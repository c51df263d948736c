import Foundation

/// Lines over the minutes of a run, drawn as SVG that reads on light and on dark.
struct TimePlot {
  struct Point {
    let minute: Double
    let value: Double

    init(_ minute: Double, _ value: Double) {
      self.minute = minute
      self.value = value
    }
  }

  struct Series {
    let name: String
    let points: [Point]
  }

  let title: String
  let series: [Series]
  private let isLogarithmic: Bool

  private static let colours = ["#2f81f7", "#d29922", "#8b949e"]
  private static let (width, height) = (640.0, 280.0)
  private static let (left, right, top, bottom) = (64.0, 20.0, 64.0, 44.0)

  init(_ title: String, _ series: [Series], isLogarithmic: Bool = false) {
    self.title = title
    self.series = series
    self.isLogarithmic = isLogarithmic
  }

  /// The whole drawing.
  var svg: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 280" role="img">
    <title>\(title)</title>
    <style>
    text { font: 13px system-ui, sans-serif; fill: #57606a }
    .title { font-size: 15px; font-weight: 600 }
    .grid { stroke: #8b949e; stroke-opacity: 0.35 }
    polyline { stroke-width: 1.8; fill: none }
    @media (prefers-color-scheme: dark) { text { fill: #9da7b3 } }
    </style>
    <text class="title" x="\(Int(TimePlot.left))" y="22">\(title)</text>
    \((legend + rows + columns + lines).joined(separator: "\n"))
    </svg>

    """
  }

  private var legend: [String] {
    series.enumerated().map { place, series in
      let x = TimePlot.left + Double(place) * 160
      return """
        <line x1="\(Int(x))" x2="\(Int(x + 18))" y1="40" y2="40" stroke="\(colour(place))" \
        stroke-width="2"/><text x="\(Int(x + 24))" y="44">\(series.name)</text>
        """
    }
  }

  private var lines: [String] {
    series.enumerated().map { place, series in
      let points = series.points.map { point in
        "\(coordinate(across(point.minute))),\(coordinate(up(point.value)))"
      }
      return "<polyline stroke=\"\(colour(place))\" points=\"\(points.joined(separator: " "))\"/>"
    }
  }

  private func colour(_ place: Int) -> String { TimePlot.colours[place % TimePlot.colours.count] }

  // MARK: Scales

  private var values: [Double] { series.flatMap { $0.points.map(\.value) } }
  private var lastMinute: Double {
    max(series.flatMap { $0.points.map(\.minute) }.max() ?? 1, 0.001)
  }

  /// Powers of ten around the values, or a distance of 1, 2 or 5 with zeros from 0 up.
  private var marks: [Double] {
    let greatest = max(values.max() ?? 1, 1e-9)
    guard isLogarithmic else {
      let power = pow(10, floor(log10(greatest / 3)))
      let step = [1.0, 2, 5].map { $0 * power }.last { $0 * 3 <= greatest } ?? power
      return stride(from: 0, through: greatest + step, by: step).map(\.self)
    }
    let least = values.filter { $0 > 0 }.min() ?? greatest
    return stride(from: floor(log10(least)), through: ceil(log10(greatest)), by: 1)
      .map { pow(10, $0) }
  }

  private func across(_ minute: Double) -> Double {
    let room = TimePlot.width - TimePlot.left - TimePlot.right
    return TimePlot.left + minute / lastMinute * room
  }

  private func up(_ value: Double) -> Double {
    let (low, high) = (scaled(marks.first ?? 0), scaled(marks.last ?? 1))
    let share = high > low ? (scaled(value) - low) / (high - low) : 0
    let room = TimePlot.height - TimePlot.top - TimePlot.bottom
    return TimePlot.height - TimePlot.bottom - share * room
  }

  private func scaled(_ value: Double) -> Double {
    isLogarithmic ? log10(max(value, 1e-9)) : value
  }

  private var rows: [String] {
    marks.map { mark in
      let y = coordinate(up(mark))
      return """
        <line class="grid" x1="\(Int(TimePlot.left))" x2="\(Int(TimePlot.width - TimePlot.right))" \
        y1="\(y)" y2="\(y)"/><text x="\(Int(TimePlot.left - 8))" y="\(coordinate(up(mark) + 4))" \
        text-anchor="end">\(label(mark))</text>
        """
    }
  }

  private var columns: [String] {
    (0...4).map { quarter in
      let minute = lastMinute * Double(quarter) / 4
      let unit = quarter == 4 ? " min" : ""
      return """
        <text x="\(coordinate(across(minute)))" y="\(Int(TimePlot.height - 16))" \
        text-anchor="\(quarter == 4 ? "end" : "middle")">\(label(minute))\(unit)</text>
        """
    }
  }

  private func coordinate(_ value: Double) -> String { String(format: "%.1f", value) }

  /// A number in few digits: `0.01`, `7.5`, `850`, `12 k`, `3 M`.
  private func label(_ value: Double) -> String {
    let (divisor, unit) = value >= 1e6 ? (1e6, " M") : value >= 1e3 ? (1e3, " k") : (1.0, "")
    return String(format: "%.3g", value / divisor) + unit
  }
}
