/// Where the stages and the ribbons of a flow lie.
///
/// The left edge of a stage holds what comes from earlier columns and what goes back to them; the right
/// edge holds what goes on and what comes back.
struct FlowLayout: Sendable {
  /// A stage.
  struct Box: Sendable {
    /// The stage.
    let stage: ReportContent.Stage
    /// Its left edge.
    let x: Double
    /// Its upper edge.
    let y: Double
    /// Its height.
    let height: Double
    /// What it stands for: the larger of what its two edges hold.
    let count: Int
  }

  /// A link.
  struct Ribbon: Sendable {
    /// The link.
    let link: ReportContent.LevelFlow.Link
    /// Its outline.
    let path: String
    /// Its width.
    let thickness: Double
    /// The middle of it.
    let middle: (x: Double, y: Double)
    /// Whether it leads to an earlier column.
    let isBack: Bool
  }

  /// The width of a stage.
  static let boxWidth = 12.0

  /// The stages.
  private(set) var boxes: [Box] = []
  /// The links, in the order they are drawn.
  private(set) var ribbons: [Ribbon] = []

  /// Lays a flow out in a room, with so much height for the label above each stage.
  init(
    _ links: [ReportContent.LevelFlow.Link],
    width: Double,
    height: Double,
    label: Double = 22
  ) {
    let gap = label + 4
    let links = links.filter { $0.count > 0 && $0.from != $0.to }
    let stages = Set(links.flatMap { [$0.from, $0.to] }).sorted()
    let columns = Array(Set(stages.map(FlowLayout.column))).sorted()
    var edges: [ReportContent.Stage: (left: Int, right: Int)] = [:]
    for link in links {
      let isBack = FlowLayout.column(link.from) > FlowLayout.column(link.to)
      if isBack {
        edges[link.from, default: (0, 0)].left += link.count
        edges[link.to, default: (0, 0)].right += link.count
      } else {
        edges[link.from, default: (0, 0)].right += link.count
        edges[link.to, default: (0, 0)].left += link.count
      }
    }
    let sizes = edges.mapValues { max($0.left, $0.right) }
    let levels = stages.filter { !$0.isEnd && $0 != .intake }
    let ends = stages.filter(\.isEnd)
    // The scale at which the fullest column just fits.
    var scale = Double.infinity
    for column in [levels, ends, stages.filter { $0 == .intake }] {
      let total = column.reduce(0) { $0 + (sizes[$1] ?? 0) }
      let room = height - label - 8 - gap * Double(max(column.count - 1, 0))
      if total > 0 { scale = min(scale, room / Double(total)) }
    }
    let span = width - FlowLayout.boxWidth
    for column in [levels, ends, [.intake]] {
      var y = label
      for stage in column where stages.contains(stage) {
        let rank = columns.firstIndex(of: FlowLayout.column(stage)) ?? 0
        let x = span * Double(rank) / Double(max(columns.count - 1, 1))
        let tall = max(Double(sizes[stage] ?? 0) * scale, 1.5)
        boxes.append(Box(stage: stage, x: x, y: y, height: tall, count: sizes[stage] ?? 0))
        y += tall + gap
      }
    }
    lay(links, scale)
  }

  private static func column(_ stage: ReportContent.Stage) -> Int {
    switch stage {
    case .intake: 0
    case .level(let level): 1 + Int(level)
    case .resolved, .cancelled, .open: 1000
    }
  }

  private mutating func lay(_ links: [ReportContent.LevelFlow.Link], _ scale: Double) {
    let order = FlowLayout.column
    var lefts: [ReportContent.Stage: Double] = [:]
    var rights: [ReportContent.Stage: Double] = [:]
    var places: [ReportContent.Stage: Box] = [:]
    for box in boxes {
      (lefts[box.stage], rights[box.stage], places[box.stage]) = (box.y, box.y, box)
    }
    // Each link by its earlier and its later column; what goes far leaves above and arrives below.
    let ordered = links.map { link in
      order(link.from) < order(link.to)
        ? (near: link.from, far: link.to, link: link, isBack: false)
        : (near: link.to, far: link.from, link: link, isBack: true)
    }
    let leaving = ordered.sorted { left, right in
      (left.near, left.far.isEnd ? 0 : 1, left.far, left.isBack ? 0 : 1)
        < (right.near, right.far.isEnd ? 0 : 1, right.far, right.isBack ? 0 : 1)
    }
    var starts: [ReportContent.LevelFlow.Link: Double] = [:]
    for item in leaving {
      starts[item.link] = rights[item.near] ?? 0
      rights[item.near, default: 0] += Double(item.link.count) * scale
    }
    let arriving = ordered.sorted { left, right in
      let rank = { (item: (near: ReportContent.Stage, far: ReportContent.Stage)) in
        item.far.isEnd ? order(item.near) : -order(item.near)
      }
      return (left.far, rank((left.near, left.far)), left.isBack ? 0 : 1)
        < (right.far, rank((right.near, right.far)), right.isBack ? 0 : 1)
    }
    for item in arriving {
      let thickness = Double(item.link.count) * scale
      let end = lefts[item.far] ?? 0
      lefts[item.far, default: 0] += thickness
      guard let near = places[item.near], let far = places[item.far],
        let start = starts[item.link]
      else { continue }
      let (x1, x2) = (near.x + FlowLayout.boxWidth, far.x)
      ribbons.append(
        Ribbon(
          link: item.link,
          path: FlowLayout.outline(x1, start, x2, end, max(thickness, 1)),
          thickness: thickness,
          middle: ((x1 + x2) / 2, (start + end + thickness) / 2),
          isBack: item.isBack
        )
      )
    }
  }

  private static func outline(
    _ x1: Double,
    _ y1: Double,
    _ x2: Double,
    _ y2: Double,
    _ thickness: Double
  ) -> String {
    let middle = ((x1 + x2) / 2).pixels
    return "M\(x1.pixels) \(y1.pixels)C\(middle) \(y1.pixels) \(middle) \(y2.pixels) "
      + "\(x2.pixels) \(y2.pixels)V\((y2 + thickness).pixels)C\(middle) \((y2 + thickness).pixels) "
      + "\(middle) \((y1 + thickness).pixels) \(x1.pixels) \((y1 + thickness).pixels)Z"
  }
}
