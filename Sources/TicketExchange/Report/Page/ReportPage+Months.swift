extension ReportPage {
  /// Writes what came and went, and how long it took.
  func writeVolume(into markup: inout Markup) {
    markup.figure(volumeFigure, words)
    markup.figure(timesFigure, words)
  }

  private var volumeFigure: ReportFigure {
    let volume = content.volume
    let names = volume.map { words.month($0.month) }
    let (opened, resolved) = (
      volume.reduce(0) { $0 + $1.opened }, volume.reduce(0) { $0 + $1.resolved }
    )
    let summary = words(
      .volumeSummary(opened: words.count(opened), resolved: words.count(resolved))
    )
    return ReportFigure(
      id: "fig-volume",
      title: words(.volumeFigure),
      note: summary,
      summary: summary,
      legend: [
        .init(style: "solid", label: words(.opened)),
        .init(style: "hatched", label: words(.resolved)),
        .init(style: "hollow", label: words(.closed)),
      ],
      chart: ColumnChart(
        labels: AxisLabel.months(volume.map(\.month), words),
        names: names,
        series: [
          .init(label: words(.opened), fill: .solid, counts: volume.map(\.opened)),
          .init(label: words(.resolved), fill: .hatched, counts: volume.map(\.resolved)),
          .init(label: words(.closed), fill: .hollow, counts: volume.map(\.closed)),
        ],
        unit: .inTickets
      ),
      table: DataTable(
        caption: words(.volumeFigure),
        columns: [
          .words(words(.monthColumn)), .number(words(.opened)), .number(words(.resolved)),
          .number(words(.closed)),
        ],
        rows: volume.map {
          [
            words.month($0.month), words.count($0.opened), words.count($0.resolved),
            words.count($0.closed),
          ]
        }
      )
    )
  }

  private var timesFigure: ReportFigure {
    let months = content.resolution
    let all = content.headline.timeToResolve
    let summary = words(
      .timesSummary(
        p50: words.duration(seconds: all.p50),
        p90: words.duration(seconds: all.p90)
      )
    )
    return ReportFigure(
      id: "fig-times",
      title: words(.timesFigure),
      note: summary,
      summary: summary,
      legend: [
        .init(style: "key-median", label: words(.median)),
        .init(style: "key-mean", label: words(.mean)),
        .init(style: "key-cap", label: words(.p90)),
      ],
      chart: TimesChart(
        labels: AxisLabel.months(months.map(\.month), words),
        names: months.map { words.month($0.month) },
        times: months.map(\.times)
      ),
      table: DataTable(
        caption: words(.timesFigure),
        columns: [
          .words(words(.monthColumn)), .number(words(.ticketsColumn)), .number(words(.median)),
          .number(words(.mean)), .number(words(.p90)),
        ],
        rows: months.map {
          [
            words.month($0.month), words.count($0.times.count),
            words.duration(seconds: $0.times.p50), words.duration(seconds: $0.times.mean),
            words.duration(seconds: $0.times.p90),
          ]
        }
      )
    )
  }

  /// Writes which targets were met.
  func writeTargets(into markup: inout Markup) {
    let compliance = content.compliance
    let names = compliance.targets.map { name(of: $0) }
    let all = compliance.targets.reduce(ReportContent.Ratio(part: 0, whole: 0)) { $0 + $1.total }
    let summary = words(
      .targetsSummary(
        met: words.count(all.part),
        all: words.count(all.whole),
        share: words.percent(all)
      )
    )
    let rows = zip(compliance.targets, names).map { target, name in
      MatrixChart.Row(
        label: name,
        cells: zip(target.months, compliance.months).map { ratio, month in
          cell(ratio, tip: "\(name), \(words.month(month))")
        }
      )
    }
    markup.figure(
      ReportFigure(
        id: "fig-targets",
        title: words(.targetsFigure),
        note: words(.targetsNote),
        summary: summary,
        legend: ReportPage.missedLimits.indices.map { shade in
          .init(style: "c\(shade)", label: missedRange(shade))
        },
        chart: MatrixChart(
          rows: rows,
          columns: AxisLabel.months(compliance.months, words),
          unit: words(.percentMet),
          step: 30
        ),
        table: DataTable(
          caption: words(.targetsFigure),
          columns: [.words(words(.targetColumn))]
            + compliance.months.map { .number(words.month($0)) }
            + [.number(words(.all)), .number(words(.missed))],
          rows: zip(compliance.targets, names).map { target, name in
            [name] + target.months.map { words.percent($0, digits: 0) }
              + [words.percent(target.total), words.count(target.total.rest)]
          }
        )
      ),
      words
    )
  }

  /// What a target is called: what it measures, and by which rule.
  func name(of target: ReportContent.Compliance.Target) -> String {
    let clock = words(target.clock.phrase)
    return target.rule.map { "\(clock) · \(SafeText.name($0))" } ?? clock
  }

  /// The share missed, in percent, from which a cell has each shade.
  private static let missedLimits = [0, 2, 5, 10, 20, 40]

  private func missedRange(_ shade: Int) -> String {
    let limits = ReportPage.missedLimits
    let from = String(limits[shade])
    guard shade + 1 < limits.count else { return words(.missedFrom(from)) }
    return words(.missedBetween(from, String(limits[shade + 1])))
  }

  private func cell(_ ratio: ReportContent.Ratio, tip: String) -> MatrixChart.Cell? {
    guard let share = ratio.share else { return nil }
    let missed = (1 - share) * 100
    let shade = ReportPage.missedLimits.lastIndex { missed >= Double($0) } ?? 0
    let percent = words.percent(ratio, digits: 0)
    return MatrixChart.Cell(
      shade: shade,
      style: "c",
      text: percent.filter(\.isNumber),
      datum: Canvas.Datum(
        tip: words.pair(
          tip,
          "\(percent) (\(words.count(ratio.part))\u{A0}/\u{A0}\(words.count(ratio.whole)))"
        ),
        value: percent
      )
    )
  }
}
