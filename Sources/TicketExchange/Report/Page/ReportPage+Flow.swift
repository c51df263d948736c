extension ReportPage {
  /// Writes how tickets moved.
  func writeFlow(into markup: inout Markup) {
    markup.figure(flowFigure, words)
    writeHandling(into: &markup)
    markup.figure(movesFigure, words)
  }

  private var flowFigure: ReportFigure {
    let links = content.levelFlow.links.filter { $0.count > 0 }
      .sorted { ($1.count, $0.from, $0.to) < ($0.count, $1.from, $1.to) }
    let summary = links.prefix(3).map { link in
      words.pair("\(words(link.from.name)) → \(words(link.to.name))", words.count(link.count))
    }
    return ReportFigure(
      id: "fig-flow",
      title: words(.flowFigure),
      note: words(.flowNote),
      summary: words(.flowSummary(summary.joined(separator: ", "))),
      chart: FlowChart(links: links),
      table: DataTable(
        caption: words(.flowFigure),
        columns: [.words(words(.from)), .words(words(.to)), .number(words(.ticketsColumn))],
        rows: links.map { [words($0.from.name), words($0.to.name), words.count($0.count)] }
      )
    )
  }

  private func writeHandling(into markup: inout Markup) {
    let own = content.handling
    var facts: [(title: Phrase, fact: String)] = [
      (
        .handoffs,
        words(.ofTickets(words.count(own.handoffs), words.count(own.ticketsHandedOff, .ticket)))
      ),
      (
        .pingPong,
        words(.ofTickets(words.count(own.pingPong), words.count(own.ticketsPingPonged, .ticket)))
      ),
      (.escalations, words.count(own.escalations)),
      (.deEscalations, words.count(own.deEscalations)),
      (.firstContact, share(own.firstContact)),
    ]
    for solved in own.solvedByLevel {
      facts.append((.solvedAt(solved.level), share(solved.tickets)))
    }
    facts.append((.waitingShare, words.percent(own.waitingForRequester)))
    facts.append((.suspiciousWaits, share(own.suspiciousWaits)))
    markup.element("h3", words: words(.handlingTitle))
    markup.element("dl", ["class": "facts"]) { list in
      for fact in facts {
        list.element("div") { row in
          row.element("dt", words: words(fact.title))
          row.element("dd", words: fact.fact)
        }
      }
    }
    markup.element("p", ["class": "small"], words: words(.handlingNote))
  }

  private func share(_ ratio: ReportContent.Ratio) -> String {
    guard ratio.whole > 0 else { return "–" }
    return words.percent(ratio)
      + " (\(words.count(ratio.part))\u{A0}/\u{A0}\(words.count(ratio.whole)))"
  }

  private var movesFigure: ReportFigure {
    let names = content.moves.map { move in
      place(move.from, move.fromLevel) + " → " + place(move.to, move.toLevel)
    }
    let bars = zip(content.moves, names).map { move, name in
      BarChart.Row(
        label: name,
        parts: [
          .init(
            value: Double(move.count),
            style: "s1",
            datum: Canvas.Datum(
              tip: words.pair(name, words.count(move.count, .move)),
              value: words.count(move.count)
            )
          )
        ],
        total: words.count(move.count)
      )
    }
    let summary = zip(content.moves, names).first { _ in true }.map { move, name in
      words.pair(name, words.count(move.count, .move))
    }
    return ReportFigure(
      id: "fig-moves",
      title: words(.movesFigure),
      note: words(.movesNote),
      summary: summary ?? "",
      chart: BarChart(rows: bars, unit: .inMoves),
      table: DataTable(
        caption: words(.movesFigure),
        columns: [
          .words(words(.from)), .words(words(.to)), .number(words(.movesColumn)),
          .number(words(.stayColumn)),
        ],
        rows: content.moves.map { move in
          [
            place(move.from, move.fromLevel), place(move.to, move.toLevel),
            words.count(move.count), words.duration(seconds: move.medianStay),
          ]
        }
      )
    )
  }

  /// A team and its level, in short.
  private func place(_ team: String, _ level: UInt8) -> String {
    "\(SafeText.name(team, limit: 60)) (\(words(.shortLevel(level))))"
  }
}
