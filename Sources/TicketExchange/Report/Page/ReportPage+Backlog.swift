extension ReportPage {
  /// Writes how many tickets were open, and for how long.
  func writeBacklog(into markup: inout Markup) {
    markup.figure(backlogFigure, words)
    markup.figure(ageingFigure, words)
  }

  private var backlogFigure: ReportFigure {
    let backlog = content.backlog
    let totals = backlog.totals
    let levels = backlog.levels.map { words(.level($0.level)) }
    let series = zip(backlog.levels, levels).map { level, name in
      AreaChart.Series(label: name, style: ReportStyle.level(level.level), counts: level.counts)
    }
    let rows = backlog.days.enumerated().map { place, day in
      [words.day(day)] + backlog.levels.map { words.count($0.counts[place]) }
        + [words.count(totals[place])]
    }
    let most = totals.indices.max { (totals[$0], $1) < (totals[$1], $0) }
    let summary = most.map { place in
      words(
        .backlogSummary(
          first: words.count(totals.first ?? 0),
          last: words.count(totals.last ?? 0),
          most: words.count(totals[place]),
          day: words.day(backlog.days[place])
        )
      )
    }
    return ReportFigure(
      id: "fig-backlog",
      title: words(.backlogFigure),
      note: summary ?? "",
      summary: summary ?? "",
      chart: AreaChart(days: backlog.days, series: series, unit: .inOpenTickets),
      table: DataTable(
        caption: words(.backlogFigure),
        columns: [.words(words(.day))] + levels.map { .number($0) } + [.number(words(.all))],
        rows: rows
      )
    )
  }

  private var ageingFigure: ReportFigure {
    let buckets = ReportContent.AgeBucket.allCases
    let names = buckets.map { words($0.name) }
    let bars = content.ageing.levels.map { level in
      BarChart.Row(
        label: words(.level(level.level)),
        parts: buckets.map { bucket in
          let count = level.counts[bucket.rawValue]
          return BarChart.Part(
            value: Double(count),
            style: bucket.style,
            datum: Canvas.Datum(
              tip: words.pair(
                "\(words(.level(level.level))), \(names[bucket.rawValue])",
                words.count(count)
              ),
              value: words.count(count)
            ),
            label: words.count(count)
          )
        },
        total: words.count(level.counts.reduce(0, +))
      )
    }
    let old = content.ageing.levels.reduce(0) { $0 + ($1.counts.last ?? 0) }
    let all = content.ageing.levels.reduce(0) { $0 + $1.counts.reduce(0, +) }
    let summary = words(.ageingSummary(old: words.count(old), all: words.count(all)))
    return ReportFigure(
      id: "fig-ageing",
      title: words(.ageingFigure),
      note: summary,
      summary: summary,
      legend: buckets.map { .init(style: $0.style, label: words($0.name)) },
      chart: BarChart(rows: bars, unit: .inOpenTickets),
      table: DataTable(
        caption: words(.ageingFigure),
        columns: [.words(words(.levelColumn))] + names.map { .number($0) } + [.number(words(.all))],
        rows: content.ageing.levels.map { level in
          [words(.level(level.level))] + level.counts.map { words.count($0) }
            + [words.count(level.counts.reduce(0, +))]
        }
      )
    )
  }
}

extension ReportContent.AgeBucket {
  /// What it is called.
  var name: Phrase {
    switch self {
    case .week: .ageWeek
    case .month: .ageMonth
    case .quarter: .ageQuarter
    case .older: .ageOlder
    }
  }

  /// The class of its colour.
  var style: String {
    switch self {
    case .week: "h1"
    case .month: "h3"
    case .quarter: "h5"
    case .older: "h6"
    }
  }
}
