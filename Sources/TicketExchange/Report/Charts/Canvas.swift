/// Draws the inside of an SVG: coordinates to a tenth of a pixel, colours by class alone.
struct Canvas {
  /// The width.
  let width: Double
  /// The height.
  let height: Double
  /// What no other element of the page is called by.
  let id: String
  /// What is drawn so far.
  private(set) var body = Markup()
  private var labels: [Box] = []

  /// Creates an empty canvas.
  init(width: Double, height: Double, id: String) {
    self.width = width
    self.height = height
    self.id = id
  }

  /// The size of text on charts.
  static let textSize = 12.0

  /// Where a text begins, is centred or ends.
  enum Anchor: String {
    case start, middle, end
  }

  /// What a mark stands for: read out by a pointing device, and checked against the table.
  struct Datum {
    /// Said when it is pointed at.
    let tip: String
    /// Its numbers as the table has them, apart by semicolons.
    let value: String
  }

  /// Draws a rectangle.
  mutating func rect(
    _ x: Double,
    _ y: Double,
    _ width: Double,
    _ height: Double,
    _ style: String,
    _ datum: Datum? = nil
  ) {
    mark("rect", Canvas.geometry(x, y, width, height), style, datum)
  }

  /// Draws a path.
  mutating func path(_ path: String, _ style: String, _ datum: Datum? = nil) {
    mark("path", [("d", path)], style, datum)
  }

  /// Draws a line.
  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    path("M\(x1.pixels) \(y1.pixels)L\(x2.pixels) \(y2.pixels)", style)
  }

  /// Draws a disc.
  mutating func circle(
    _ x: Double,
    _ y: Double,
    _ radius: Double,
    _ style: String,
    _ datum: Datum? = nil
  ) {
    mark("circle", [("cx", x.pixels), ("cy", y.pixels), ("r", radius.pixels)], style, datum)
  }

  /// Writes a text on its base line.
  mutating func text(
    _ text: String,
    _ x: Double,
    _ y: Double,
    _ anchor: Anchor = .start,
    _ style: String = "t"
  ) {
    let attributes: Markup.Attributes = [
      "class": style, "x": x.pixels, "y": y.pixels, "text-anchor": anchor.rawValue,
    ]
    body.element("text", attributes, words: text)
    labels.append(Box(text, x, y, anchor))
  }

  /// Writes a text where it covers no other that was written so; otherwise leaves it out.
  mutating func textIfFree(
    _ text: String,
    _ x: Double,
    _ y: Double,
    _ anchor: Anchor = .start,
    _ style: String = "t"
  ) {
    let box = Box(text, x, y, anchor)
    guard box.left >= 0, box.right <= width, box.top >= 0, box.bottom <= height,
      !labels.contains(where: box.overlaps)
    else { return }
    self.text(text, x, y, anchor, style)
  }

  /// Draws hatching, to be used as `url(#NAME)`; gives its name.
  mutating func hatch() -> String {
    let name = "\(id)-hatch"
    let attributes: Markup.Attributes = [
      "id": name, "width": "5", "height": "5", "patternUnits": "userSpaceOnUse",
      "patternTransform": "rotate(45)",
    ]
    body.element("defs") { defs in
      defs.element("pattern", attributes) { pattern in
        pattern.void("rect", ["class": "hatch-back", "width": "5", "height": "5"])
        pattern.void("rect", ["class": "hatch-line", "width": "2.6", "height": "5"])
      }
    }
    return name
  }

  /// Draws a bar that is told apart by its fill as well as by its colour.
  mutating func bar(
    _ x: Double,
    _ y: Double,
    _ width: Double,
    _ height: Double,
    _ fill: ColumnChart.Fill,
    hatch: String,
    _ datum: Datum
  ) {
    var geometry = Canvas.geometry(x, y, width, height)
    if fill == .hatched { geometry.append(("fill", "url(#\(hatch))")) }
    mark("rect", geometry, "bar \(fill.rawValue)", datum)
  }

  private static func geometry(
    _ x: Double,
    _ y: Double,
    _ width: Double,
    _ height: Double
  ) -> [(String, String)] {
    [
      ("x", x.pixels), ("y", y.pixels), ("width", max(width, 0).pixels),
      ("height", max(height, 0).pixels),
    ]
  }

  private mutating func mark(
    _ name: String,
    _ geometry: [(String, String)],
    _ style: String,
    _ datum: Datum?
  ) {
    var attributes = [("class", style)] + geometry
    if let datum { attributes.append(("data-v", datum.value)) }
    body.element(name, list: attributes) { mark in
      if let datum { mark.element("title", words: datum.tip) }
    }
  }

  /// The room that a text takes.
  private struct Box {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double

    init(_ text: String, _ x: Double, _ y: Double, _ anchor: Anchor) {
      let width = TextWidth.of(text, size: Canvas.textSize)
      left =
        switch anchor {
        case .start: x
        case .middle: x - width / 2
        case .end: x - width
        }
      right = left + width
      (top, bottom) = (y - Canvas.textSize, y + 3)
    }

    func overlaps(_ other: Box) -> Bool {
      left < other.right + 3 && other.left < right + 3 && top < other.bottom && other.top < bottom
    }
  }
}

extension Double {
  /// The number as a coordinate: at most one decimal, never an exponent.
  var pixels: String {
    guard isFinite, let tenths = Int(exactly: (self * 10).rounded()) else { return "0" }
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return (tenths < 0 ? "-" : "") + String(whole) + (rest == 0 ? "" : ".\(rest)")
  }
}
