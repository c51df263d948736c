import TicketLedger

extension ReportPage {
  /// Writes what each class of causes cost.
  func writeCauses(into markup: inout Markup) {
    let costs = content.causes.filter { $0.minutes > 0 || $0.tickets > 0 }
      .sorted { ($1.minutes, $0.cause.rawValue) < ($0.minutes, $1.cause.rawValue) }
    let all = costs.reduce(0) { $0 + $1.minutes }
    let bars = costs.map { cost in
      let value = words.work(minutes: cost.minutes)
      return BarChart.Row(
        label: words(cost.cause.phrase),
        parts: [
          .init(
            value: Double(cost.minutes) / 60,
            style: cost.cause.isAvoidable ? "s2" : "s1",
            datum: Canvas.Datum(tip: words.pair(words(cost.cause.phrase), value), value: value)
          )
        ],
        total: value + " · "
          + words.percent(ReportContent.Ratio(part: cost.minutes, whole: all), digits: 0)
      )
    }
    let avoidable = costs.filter(\.cause.isAvoidable).reduce(0) { $0 + $1.minutes }
    let summary = words(
      .causesSummary(
        avoidable: words.work(minutes: avoidable),
        all: words.work(minutes: all),
        share: words.percent(ReportContent.Ratio(part: avoidable, whole: all), digits: 0)
      )
    )
    let figure = ReportFigure(
      id: "fig-causes",
      title: words(.causesFigure),
      note: summary,
      summary: summary,
      legend: [
        .init(style: "s2", label: words(.avoidable)),
        .init(style: "s1", label: words(.unavoidable)),
      ],
      chart: BarChart(rows: bars, unit: .inHours),
      table: DataTable(
        caption: words(.causesFigure),
        columns: [
          .words(words(.causeColumn)), .words(words(.kindColumn)), .number(words(.ticketsColumn)),
          .number(words(.minutesColumn)), .number(words(.workColumn)),
        ],
        rows: costs.map { cost in
          [
            words(cost.cause.phrase), words(cost.cause.isAvoidable ? .avoidable : .unavoidable),
            words.count(cost.tickets), words.count(cost.minutes), words.work(minutes: cost.minutes),
          ]
        }
      )
    )
    markup.figure(figure, words)
  }

  /// Writes what requesters said.
  func writeSatisfaction(into markup: inout Markup) {
    markup.figure(ratingsFigure, words)
    markup.figure(trustFigure, words)
  }

  private var ratingsFigure: ReportFigure {
    let ratings = content.satisfaction.ratings
    let all = ratings.reduce(0, +)
    let names = ratings.indices.map { words(.stars(String($0 + 1))) }
    let summary = words(
      .ratingsSummary(
        mean: content.satisfaction.mean.map { words.decimal($0, digits: 2) } ?? "–",
        ratings: words.count(all, .rating),
        share: words.percent(content.satisfaction.responses)
      )
    )
    return ReportFigure(
      id: "fig-ratings",
      title: words(.ratingsFigure),
      note: summary,
      summary: summary,
      chart: ColumnChart(
        labels: names.map { AxisLabel(text: $0) },
        names: names,
        series: [.init(label: words(.ratingColumn), fill: .solid, counts: ratings)],
        unit: .inRatings,
        showsNumbers: true
      ),
      table: DataTable(
        caption: words(.ratingsFigure),
        columns: [
          .words(words(.ratingColumn)), .number(words(.countColumn)), .number(words(.shareColumn)),
        ],
        rows: zip(names, ratings).map { name, count in
          [
            name, words.count(count),
            words.percent(ReportContent.Ratio(part: count, whole: all)),
          ]
        }
      )
    )
  }

  private var trustFigure: ReportFigure {
    let own = content.satisfaction
    let bars = own.departments.map { department in
      let value = department.index.map { words.decimal($0, digits: 0) } ?? "–"
      return BarChart.Row(
        label: name(of: department),
        parts: [
          .init(
            value: department.index ?? 0,
            style: "s1",
            datum: Canvas.Datum(tip: words.pair(name(of: department), value), value: value)
          )
        ],
        total: value
      )
    }
    let parts = own.weights.map { weight in
      "\(words(weight.part.name)) \(words.percent(.init(part: weight.percent, whole: 100), digits: 0))"
    }
    let formula = words(.trustFormula(parts.joined(separator: ", ")))
    return ReportFigure(
      id: "fig-trust",
      title: words(.trustFigure),
      note: formula,
      summary: formula,
      chart: BarChart(rows: bars, unit: .inPoints, axis: .upTo(100)),
      table: DataTable(
        caption: words(.trustFigure),
        columns: [
          .words(words(.departmentColumn)), .number(words(.indexColumn)),
          .number(words(.ratingsColumn)),
        ]
          + own.weights.map { .number(words($0.part.name)) },
        rows: own.departments.map { department in
          [
            name(of: department), department.index.map { words.decimal($0, digits: 0) } ?? "–",
            words.count(department.ratings),
          ] + department.parts.map { $0.map { words.decimal($0 * 100, digits: 0) } ?? "–" }
        }
      )
    )
  }

  /// What a department is called.
  func name(of department: ReportContent.DepartmentTrust) -> String {
    department.department.map { SafeText.name($0, limit: 60) } ?? words(.noDepartment)
  }

  /// Writes where the report comes from, and how to make it again.
  func writeOrigin(into markup: inout Markup) {
    let source = content.source
    var facts: [(title: Phrase, fact: String)] = [
      (.ledgerName, SafeText.name(source.origin)),
      (
        .periodTitle,
        words(.period(from: words.day(source.firstDay), to: words.day(source.lastDay)))
      ),
      (.asOfTitle, words.moment(source.asOf)),
      (.positionTitle, source.position.map { words.count(Int(clamping: $0)) } ?? "–"),
      (.eventsTitle, words.count(source.events)),
    ]
    facts.append((.rootTitle, source.root.map { SafeText.name($0) } ?? words(.noRoot)))
    markup.element("dl", ["class": "facts"]) { list in
      for fact in facts {
        list.element("div") { row in
          row.element("dt", words: words(fact.title))
          row.element("dd", words: fact.fact)
        }
      }
    }
    markup.element("h3", words: words(.commandTitle))
    markup.element("p", words: words(.commandNote))
    markup.element("pre", ["tabindex": "0"]) { pre in
      pre.element("code", words: SafeText.name(source.command, limit: 2000))
    }
  }
}
