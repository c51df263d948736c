import Foundation

/// A line over a logarithmic axis, drawn as SVG that reads on light and on dark.
struct LinePlot {
  struct Point {
    let x: Double
    let y: Double
  }

  let title: String
  /// What the horizontal axis counts.
  let horizontal: String
  /// At least two, by rising x; x is above 0, y not below it.
  let points: [Point]

  private static let (width, height) = (480.0, 300.0)
  private static let (left, right, top, bottom) = (64.0, 16.0, 44.0, 52.0)
  /// What keeps the outer values off the labels of the rows.
  private static let inset = 32.0

  /// The whole drawing.
  var svg: String {
    let size = "\(Int(LinePlot.width)) \(Int(LinePlot.height))"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size)" role="img">
      <title>\(title)</title>
      <style>
      text { font: 13px system-ui, sans-serif; fill: #57606a }
      .title { font-size: 15px; font-weight: 600 }
      .grid { stroke: #8b949e; stroke-opacity: 0.35 }
      .line { stroke: #2f81f7; stroke-width: 2.5; fill: none }
      .point { fill: #2f81f7 }
      @media (prefers-color-scheme: dark) { text { fill: #9da7b3 } }
      </style>
      \(([heading] + rows + columns + [line] + marks).joined(separator: "\n"))
      </svg>

      """
  }

  private var heading: String {
    text(title, at: (LinePlot.left, 24), anchor: "start", style: "title")
      + "\n"
      + text(
        horizontal,
        at: ((LinePlot.left + LinePlot.width - LinePlot.right) / 2, LinePlot.height - 10)
      )
  }

  /// The lines that values are read from, with their values.
  private var rows: [String] {
    stride(from: 0, through: ceiling, by: step).flatMap { value in
      let y = vertical(value)
      return [
        """
        <line class="grid" x1="\(LinePlot.left)" x2="\(LinePlot.width - LinePlot.right)" \
        y1="\(coordinate(y))" y2="\(coordinate(y))"/>
        """,
        text(LinePlot.label(value), at: (LinePlot.left - 8, y + 4), anchor: "end"),
      ]
    }
  }

  private var columns: [String] {
    points.map { point in
      text(LinePlot.label(point.x), at: (position(point).x, LinePlot.height - LinePlot.bottom + 20))
    }
  }

  private var line: String {
    let places = points.map { point in
      let (x, y) = position(point)
      return "\(coordinate(x)),\(coordinate(y))"
    }
    return "<polyline class=\"line\" points=\"\(places.joined(separator: " "))\"/>"
  }

  private var marks: [String] {
    points.flatMap { point in
      let (x, y) = position(point)
      return [
        "<circle class=\"point\" cx=\"\(coordinate(x))\" cy=\"\(coordinate(y))\" r=\"4\"/>",
        text(LinePlot.label(point.y), at: (x, y - 10)),
      ]
    }
  }

  private func text(
    _ words: String,
    at place: (x: Double, y: Double),
    anchor: String = "middle",
    style: String? = nil
  ) -> String {
    let style = style.map { " class=\"\($0)\"" } ?? ""
    return """
      <text x="\(coordinate(place.x))" y="\(coordinate(place.y))" text-anchor="\(anchor)"\(style)>\
      \(words)</text>
      """
  }

  private func position(_ point: Point) -> (x: Double, y: Double) {
    let first = log10(points.first?.x ?? 1)
    let last = log10(points.last?.x ?? 10)
    let share = last > first ? (log10(point.x) - first) / (last - first) : 0
    let room = LinePlot.width - LinePlot.left - LinePlot.right - 2 * LinePlot.inset
    return (LinePlot.left + LinePlot.inset + share * room, vertical(point.y))
  }

  private func vertical(_ value: Double) -> Double {
    let room = LinePlot.height - LinePlot.top - LinePlot.bottom
    return LinePlot.height - LinePlot.bottom - value / ceiling * room
  }

  /// The distance of two rows: 1, 2 or 5 with zeros, so that there are three to eight of them.
  private var step: Double {
    let greatest = max(points.map(\.y).max() ?? 1, .leastNormalMagnitude)
    let power = pow(10, floor(log10(greatest / 3)))
    let steps = [1.0, 2, 5, 10].map { $0 * power }
    return steps.last { $0 * 3 <= greatest } ?? power
  }

  /// The topmost row, a little above the greatest value.
  private var ceiling: Double {
    let greatest = points.map(\.y).max() ?? 1
    return (greatest * 1.08 / step).rounded(.up) * step
  }

  private func coordinate(_ value: Double) -> String { String(format: "%.1f", value) }

  /// A number in few digits: `850`, `1.2 k`, `10 M`.
  private static func label(_ value: Double) -> String {
    let (divisor, unit) =
      value >= 999_500 ? (1e6, " M") : value >= 1_000 ? (1e3, " k") : (1, "")
    let scaled = value / divisor
    let format =
      scaled >= 100 || scaled.rounded() == scaled ? "%.0f" : scaled >= 10 ? "%.1f" : "%.2f"
    let digits = String(format: format, scaled)
    let short =
      digits.contains(".") ? digits.replacing(/0+$/, with: "").replacing(/\.$/, with: "") : digits
    return short + unit
  }
}
