extension ReportContent {
  /// The report as one HTML file that needs nothing but a browser: no network, no script.
  ///
  /// It is well-formed XML too. Equal contents in the same language give equal bytes.
  public func html(in language: ReportLanguage) -> String {
    ReportPage(content: self, words: ReportWords(language: language)).html
  }
}

/// Writes a content as a page.
struct ReportPage: Sendable {
  /// What is written.
  let content: ReportContent
  /// The language.
  let words: ReportWords

  /// A part of the page.
  struct Section: Sendable {
    /// What links call it.
    let id: String
    /// Its heading.
    let title: Phrase
    /// Its sentence under the heading.
    let lead: Phrase
    /// Writes what it holds.
    let body: @Sendable (inout Markup) -> Void
  }

  /// The parts after the summary, in order.
  private var sections: [Section] {
    [
      Section(id: "backlog", title: .backlogTitle, lead: .backlogLead, body: writeBacklog),
      Section(id: "volume", title: .volumeTitle, lead: .volumeLead, body: writeVolume),
      Section(id: "targets", title: .targetsTitle, lead: .targetsLead, body: writeTargets),
      Section(
        id: "recurrence",
        title: .recurrenceTitle,
        lead: .recurrenceLead,
        body: writeRecurrence
      ),
      Section(id: "flow", title: .flowTitle, lead: .flowLead, body: writeFlow),
      Section(id: "causes", title: .causesTitle, lead: .causesLead, body: writeCauses),
      Section(
        id: "satisfaction",
        title: .satisfactionTitle,
        lead: .satisfactionLead,
        body: writeSatisfaction
      ),
      Section(id: "origin", title: .originTitle, lead: .originLead, body: writeOrigin),
    ]
  }

  /// The whole file.
  var html: String {
    var markup = Markup()
    markup.verbatim("<!DOCTYPE html>\n")
    let language = words.language.rawValue
    let attributes: Markup.Attributes = [
      "xmlns": "http://www.w3.org/1999/xhtml", "lang": language, "xml:lang": language,
    ]
    markup.element("html", attributes) { html in
      html.breakLine()
      writeHead(into: &html)
      html.breakLine()
      html.element("body") { body in
        body.element("a", ["class": "skip", "href": "#summary"], words: words(.skip))
        writeHeader(into: &body)
        body.element("div", ["class": "page"]) { page in
          writeContents(into: &page)
          page.element("main") { main in
            writeSummary(into: &main)
            for section in sections { write(section, into: &main) }
          }
        }
        writeFooter(into: &body)
      }
    }
    markup.breakLine()
    return markup.text
  }

  private var title: String {
    words.pair(words(.reportTitle), SafeText.name(content.source.origin))
  }

  private var period: String {
    words(.period(from: words.day(content.source.firstDay), to: words.day(content.source.lastDay)))
  }

  private func writeHead(into markup: inout Markup) {
    markup.element("head") { head in
      head.void("meta", ["charset": "utf-8"])
      // Whatever a name may hold, the page loads and runs nothing.
      head.void(
        "meta",
        [
          "http-equiv": "Content-Security-Policy",
          "content": "default-src 'none'; style-src 'unsafe-inline'",
        ]
      )
      head.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
      head.void("meta", ["name": "color-scheme", "content": "light dark"])
      head.element("title", words: title)
      head.element("style") { $0.verbatim(ReportStyle.sheet) }
    }
  }

  private func writeHeader(into markup: inout Markup) {
    markup.element("header") { header in
      header.element("p", ["class": "kicker"], words: words(.reportTitle))
      header.element("h1", words: SafeText.name(content.source.origin))
      header.element("p", ["class": "period"], words: period)
      header.element(
        "p",
        ["class": "stand"],
        words: words(
          .stand(
            asOf: words.moment(content.source.asOf),
            events: words.count(content.source.events, .event)
          )
        )
      )
    }
    markup.breakLine()
  }

  private func writeContents(into markup: inout Markup) {
    markup.element("nav", ["aria-labelledby": "contents"]) { nav in
      nav.element("h2", ["id": "contents"], words: words(.contents))
      nav.element("ol") { list in
        list.element("li") { $0.element("a", ["href": "#summary"], words: words(.summaryTitle)) }
        for section in sections {
          list.element("li") { item in
            item.element("a", ["href": "#\(section.id)"], words: words(section.title))
          }
        }
      }
    }
    markup.breakLine()
  }

  private func write(_ section: Section, into markup: inout Markup) {
    let heading = "\(section.id)-heading"
    markup.element("section", ["id": section.id, "aria-labelledby": heading]) { part in
      part.element("h2", ["id": heading], words: words(section.title))
      part.element("p", ["class": "lead"], words: words(section.lead))
      section.body(&part)
    }
    markup.breakLine()
  }

  private func writeFooter(into markup: inout Markup) {
    markup.element("footer") { footer in
      footer.element("p", words: words(.footer))
    }
    markup.breakLine()
  }
}
