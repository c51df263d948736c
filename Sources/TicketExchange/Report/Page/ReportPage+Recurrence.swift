import TicketLedger

extension ReportPage {
  /// Writes what comes back: the map, the patterns, the chains.
  func writeRecurrence(into markup: inout Markup) {
    let recurrence = content.recurrence
    markup.figure(heatFigure, words)
    if !recurrence.patterns.isEmpty {
      markup.element("h3", words: words(.patternsTitle))
      markup.element(
        "p",
        words: words(
          .patternsNote(
            shown: words.count(recurrence.patterns.count),
            all: words.count(recurrence.patternsInAll, .pattern),
            window: words.count(recurrence.windowInDays, .day)
          )
        )
      )
      markup.table(patternTable)
    }
    if recurrence.ticketsLeftOut > 0 {
      markup.element(
        "p",
        ["class": "small"],
        words: words(.leftOut(words.count(recurrence.ticketsLeftOut, .ticket)))
      )
    }
    writeChains(into: &markup)
  }

  /// What a pattern is called: its terms, one after the other; a class of causes in the page's words.
  func name(of terms: [String]) -> String {
    zip(content.recurrence.dimensions, terms).map { dimension, term in
      if dimension == PatternPart.causeClassName, let cause = CauseClass(name: term) {
        return words(cause.phrase)
      }
      return SafeText.name(term, limit: 60)
    }.joined(separator: " · ")
  }

  private var heatFigure: ReportFigure {
    let recurrence = content.recurrence
    let bins = CountBins(upTo: recurrence.patterns.flatMap(\.weeks).max() ?? 0)
    let rows = recurrence.patterns.map { pattern in
      let name = name(of: pattern.terms)
      return MatrixChart.Row(
        label: name,
        cells: zip(pattern.weeks, recurrence.weeks).map { count, week in
          MatrixChart.Cell(
            shade: bins.shade(of: count),
            style: "h",
            text: count == 0 ? "" : words.count(count),
            datum: Canvas.Datum(
              tip: words.pair("\(name), \(words.week(week))", words.count(count, .ticket)),
              value: words.count(count)
            )
          )
        }
      )
    }
    let summary = recurrence.patterns.first.map { pattern in
      words(
        .heatSummary(
          pattern: words.quoted(name(of: pattern.terms)),
          tickets: words.count(pattern.tickets, .ticket),
          weeks: words.count(recurrence.weeks.count, .week)
        )
      )
    }
    return ReportFigure(
      id: "fig-recurrence",
      title: words(
        .heatFigure(
          recurrence.dimensions.map {
            $0 == PatternPart.causeClassName ? words(.causeClass) : SafeText.name($0)
          }.joined(separator: " · ")
        )
      ),
      note: words(.heatNote),
      summary: summary ?? "",
      legend: bins.ranges.map { .init(style: "h\($0.shade)", label: label($0)) },
      chart: MatrixChart(
        rows: rows,
        columns: recurrence.weeks.map { AxisLabel(text: words.shortDay($0), year: $0.year) },
        unit: words(.weekOf)
      ),
      table: DataTable(
        caption: words(.heatTable),
        columns: [.words(words(.patternColumn))]
          + recurrence.weeks.map { .number(words.week($0)) },
        rows: recurrence.patterns.map { pattern in
          [name(of: pattern.terms)] + pattern.weeks.map { words.count($0) }
        }
      )
    )
  }

  private func label(_ range: CountBins.Range) -> String {
    range.from == range.to
      ? words.count(range.from) : words.count(range.from) + "–" + words.count(range.to)
  }

  private var patternTable: DataTable {
    let trends = content.recurrence.patterns.compactMap(\.trend)
    let confidence = String(trends.first?.confidence ?? 95)
    return DataTable(
      caption: words(.patternsTitle),
      columns: [
        .words(words(.patternColumn)), .number(words(.ticketsColumn)),
        .number(words(.requestersColumn)), .number(words(.recurrencesColumn)),
        .number(words(.reopenedColumn)), .number(words(.workColumn)),
        .words(words(.trendColumn(confidence))),
      ],
      rows: content.recurrence.patterns.map { pattern in
        [
          name(of: pattern.terms), words.count(pattern.tickets),
          words.count(pattern.requesters), words.count(pattern.recurrences),
          words.count(pattern.reopened), words.work(minutes: pattern.minutes),
          trend(pattern.trend),
        ]
      }
    )
  }

  /// A trend in words and an arrow, and its interval; no direction where that leaves it open.
  private func trend(_ trend: ReportContent.Trend?) -> String {
    guard let trend else { return words(.tooFewWeeks) }
    let interval = words(
      .interval(words.signed(trend.low, digits: 2), words.signed(trend.high, digits: 2))
    )
    guard trend.isCertain else { return "\u{2192}\u{A0}\(words(.steady)) (\(interval))" }
    let slope = words(.aWeek(words.signed(trend.slope, digits: 2)))
    return "\(trend.slope > 0 ? "\u{2191}" : "\u{2193}")\u{A0}\(slope) (\(interval))"
  }

  private func writeChains(into markup: inout Markup) {
    markup.element("h3", words: words(.chainsTitle))
    guard !content.chains.isEmpty else {
      markup.element("p", ["class": "none"], words: words(.noChains))
      return
    }
    markup.element("p", words: words(.chainsNote))
    markup.element("ol", ["class": "chains"]) { list in
      for chain in content.chains { list.element("li") { write(chain, into: &$0) } }
    }
  }

  private func write(_ chain: ReportContent.Chain, into markup: inout Markup) {
    let shown = 6
    markup.element("strong", words: name(of: chain.terms))
    markup.element(
      "p",
      words: words(
        .chainSpan(
          tickets: words.count(chain.tickets.count, .ticket),
          from: words.day(of: chain.firstOpenedAt),
          to: words.day(of: chain.lastOpenedAt)
        )
      )
    )
    markup.element("p", ["class": "path"]) { path in
      for (place, ticket) in chain.tickets.prefix(shown).enumerated() {
        if place > 0 { path.words(" \u{2192} ") }
        path.element("span", ["class": "ref"], words: SafeText.name(ticket, limit: 40))
      }
      if chain.tickets.count > shown {
        path.words(", " + words(.more(words.count(chain.tickets.count - shown))))
      }
      path.words(" \u{2192} ")
      if let problem = chain.problem {
        path.element(
          "span",
          ["class": "ref problem"],
          words: words(.problem(SafeText.name(problem, limit: 40)))
        )
      } else {
        path.element("span", ["class": "open-end"], words: words(.noProblem))
      }
    }
  }
}

/// Ranges of counts that share a shade, zero apart.
struct CountBins: Sendable {
  /// A range.
  struct Range: Hashable, Sendable {
    /// The shade, 0 to 6.
    let shade: Int
    /// The lowest count.
    let from: Int
    /// The highest count.
    let to: Int
  }

  /// The ranges, from zero.
  let ranges: [Range]

  /// Creates ranges of about equal width for counts up to a maximum.
  init(upTo maximum: Int) {
    var ranges = [Range(shade: 0, from: 0, to: 0)]
    let width = max(1, (maximum + 5) / 6)
    let steps = maximum == 0 ? 0 : (maximum + width - 1) / width
    for step in 0..<steps {
      // Few ranges take shades that are far apart.
      let shade = steps == 1 ? 4 : 1 + step * 5 / (steps - 1)
      ranges.append(
        Range(shade: shade, from: step * width + 1, to: min((step + 1) * width, maximum))
      )
    }
    self.ranges = ranges
  }

  /// The shade of a count.
  func shade(of count: Int) -> Int {
    ranges.last { $0.from <= count }?.shade ?? 0
  }
}
