extension ReportPage {
  /// Writes what to look at, and the figures of the whole period.
  func writeSummary(into markup: inout Markup) {
    markup.element("section", ["id": "summary", "aria-labelledby": "summary-heading"]) { part in
      part.element("h2", ["id": "summary-heading"], words: words(.summaryTitle))
      part.element("h3", words: words(.findingsTitle))
      let findings = ReportFindings(content: content, words: words).all
      if findings.isEmpty {
        part.element("p", ["class": "none"], words: words(.nothingToSay))
      } else {
        part.element("ul", ["class": "findings"]) { list in
          for finding in findings {
            list.element("li") { item in
              item.element("a", ["href": "#\(finding.section)"]) { link in
                link.element("strong", words: finding.title)
              }
              item.element("span", words: finding.sentence)
            }
          }
        }
      }
      part.element("h3", words: words(.figuresTitle))
      part.element("dl", ["class": "tiles"]) { list in
        for tile in tiles {
          list.element("div") { box in
            box.element("dt", words: tile.title)
            box.element("dd", ["class": "figure"], words: tile.figure)
            if !tile.note.isEmpty { box.element("dd", words: tile.note) }
          }
        }
      }
    }
    markup.breakLine()
  }

  private struct Tile {
    let title: String
    let figure: String
    let note: String
  }

  private var tiles: [Tile] {
    let head = content.headline
    let mean = content.satisfaction.mean
    let change = head.open - head.openBefore
    return [
      Tile(title: words(.opened), figure: words.count(head.opened), note: words(.inPeriod)),
      Tile(
        title: words(.resolved),
        figure: words.count(head.resolved),
        note: words(.reopenedOfThem(words.count(head.reopened)))
      ),
      Tile(
        title: words(.stillOpen),
        figure: words.count(head.open),
        note: words(
          .changeSince(
            words.signed(Double(change), digits: 0),
            unrouted: words.count(head.unrouted)
          )
        )
      ),
      Tile(
        title: words(.medianTime),
        figure: words.duration(seconds: head.timeToResolve.p50),
        note: head.timeToResolve.p90.map { words(.nineInTen(words.duration(seconds: $0))) } ?? ""
      ),
      Tile(
        title: words(.targetsMet),
        figure: words.percent(head.compliance),
        note: words(
          .missedOf(words.count(head.compliance.rest), words.count(head.compliance.whole))
        )
      ),
      Tile(
        title: words(.firstContact),
        figure: words.percent(head.firstContact),
        note: words(.ofSolved(words.count(head.firstContact.whole)))
      ),
      Tile(
        title: words(.meanRating),
        figure: mean.map { words.decimal($0, digits: 2) } ?? "–",
        note: words(.outOfFive(words.count(content.satisfaction.ratings.reduce(0, +), .rating)))
      ),
      Tile(title: words(.workLogged), figure: words.work(minutes: head.minutes), note: ""),
    ]
  }
}
