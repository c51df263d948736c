/// A chart with all that makes it readable: a title, a sentence, a legend, and its numbers in a table.
struct ReportFigure: Sendable {
  /// What the page's links call it.
  let id: String
  /// Its title.
  let title: String
  /// How to read it.
  let note: String
  /// What it shows, in a sentence, for those who do not see it.
  let summary: String
  /// What its colours and fills mean.
  var legend: [LegendEntry] = []
  /// The chart.
  let chart: any Chart
  /// The same numbers.
  let table: DataTable

  /// What a colour or a fill means.
  struct LegendEntry: Sendable {
    /// The class of the sample.
    let style: String
    /// Its meaning.
    let label: String
  }

  /// The widths that a chart is drawn for: a page, and a telephone.
  static let widths: [(name: String, width: Double)] = [("wide", 860), ("narrow", 340)]
}

extension Markup {
  /// Writes a figure; where there is nothing to draw, words that say so.
  mutating func figure(_ figure: ReportFigure, _ words: ReportWords) {
    breakLine()
    element("figure", ["id": figure.id]) { markup in
      markup.element("figcaption") { caption in
        caption.element("h3", words: figure.title)
        if !figure.chart.isEmpty { caption.element("p", words: figure.note) }
      }
      guard !figure.chart.isEmpty else {
        markup.element("p", ["class": "none"], words: words(.noData))
        return
      }
      if !figure.legend.isEmpty { markup.legend(figure.legend) }
      for (name, width) in ReportFigure.widths {
        markup.drawing(of: figure, name: name, width: width, words)
      }
      markup.element("details") { details in
        details.element("summary", words: words(.dataOf))
        details.table(figure.table)
      }
    }
    breakLine()
  }

  private mutating func legend(_ entries: [ReportFigure.LegendEntry]) {
    element("ul", ["class": "legend"]) { list in
      for entry in entries {
        list.element("li") { item in
          item.element("span", ["class": "key \(entry.style)", "aria-hidden": "true"]) { _ in }
          item.words(entry.label)
        }
      }
    }
  }

  private mutating func drawing(
    of figure: ReportFigure,
    name: String,
    width: Double,
    _ words: ReportWords
  ) {
    let id = "\(figure.id)-\(name)"
    let canvas = figure.chart.drawn(width: width, id: id, words)
    let attributes: Attributes = [
      "xmlns": "http://www.w3.org/2000/svg", "class": name, "role": "img",
      "aria-labelledby": "\(id)-title", "aria-describedby": "\(id)-desc",
      "viewBox": "0 0 \(width.pixels) \(canvas.height.pixels)",
      "width": width.pixels, "height": canvas.height.pixels,
    ]
    breakLine()
    element("svg", attributes) { svg in
      svg.element("title", ["id": "\(id)-title"], words: figure.title)
      svg.element("desc", ["id": "\(id)-desc"], words: figure.summary)
      svg.append(canvas.body)
    }
    breakLine()
  }
}
