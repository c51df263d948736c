/// How many go from one stage to the next, as ribbons of that width; ways back are dashed.
///
/// The stages stand in columns, each lower than the one before, so that a ribbon to a far column passes
/// above or below those between.
struct FlowChart: Chart {
  /// The ribbons.
  let links: [ReportContent.LevelFlow.Link]

  var isEmpty: Bool { links.allSatisfy { $0.count <= 0 } }

  func drawn(width: Double, id: String, _ words: ReportWords) -> Canvas {
    let isNarrow = width < 500
    var canvas = Canvas(width: width, height: isNarrow ? 400 : 430, id: id)
    // The stage's name stands above it: on a telephone in two lines.
    let layout = FlowLayout(
      links,
      width: width,
      height: canvas.height,
      label: isNarrow ? 38 : 22
    )
    for ribbon in layout.ribbons {
      let link = ribbon.link
      let (from, to) = (words(link.from.name), words(link.to.name))
      canvas.path(
        ribbon.path,
        "ribbon \(ribbon.isBack ? "back" : link.from.style)",
        Canvas.Datum(
          tip: words.pair("\(from) → \(to)", words.count(link.count)),
          value: words.count(link.count)
        )
      )
    }
    for box in layout.boxes {
      canvas.rect(box.x, box.y, FlowLayout.boxWidth, box.height, "node \(box.stage.style)")
    }
    for box in layout.boxes {
      let isLast = box.stage.isEnd
      let x = isLast ? box.x + FlowLayout.boxWidth : box.x
      let anchor = isLast ? Canvas.Anchor.end : .start
      let name = words(isNarrow ? box.stage.shortName : box.stage.name)
      let count = words.count(box.count)
      if isNarrow {
        canvas.text(name, x, box.y - 19, anchor, "t halo b")
        canvas.text(count, x, box.y - 5, anchor, "t halo n")
      } else {
        canvas.text("\(name) \u{B7} \(count)", x, box.y - 6, anchor, "t halo b")
      }
    }
    for ribbon in layout.ribbons where ribbon.thickness >= 10 || ribbon.isBack {
      let label = words.count(ribbon.link.count)
      let arrow = ribbon.isBack ? "\u{2190}\u{A0}\(label)" : label
      canvas.textIfFree(arrow, ribbon.middle.x, ribbon.middle.y + 4, .middle, "t halo")
    }
    return canvas
  }
}

extension ReportContent.Stage {
  /// What it is called.
  var name: Phrase {
    switch self {
    case .intake: .intake
    case .level(let level): .level(level)
    case .resolved: .resolvedTickets
    case .cancelled: .cancelledOrMerged
    case .open: .stillOpen
    }
  }

  /// What it is called where there is little room.
  var shortName: Phrase {
    switch self {
    case .level(let level): .shortLevel(level)
    case .cancelled: .cancelledShort
    case .intake, .resolved, .open: name
    }
  }

  /// The class of its colour.
  var style: String {
    switch self {
    case .intake: "s0"
    case .level(let level): ReportStyle.level(level)
    case .resolved, .cancelled, .open: "s0"
    }
  }

  /// Whether it stands in the last column.
  var isEnd: Bool {
    switch self {
    case .intake, .level: false
    case .resolved, .cancelled, .open: true
    }
  }
}
