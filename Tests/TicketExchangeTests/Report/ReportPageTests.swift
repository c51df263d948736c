import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

@Suite("A report is one page that anybody can read")
struct ReportPageTests {
  static let figures = [
    "fig-backlog", "fig-ageing", "fig-volume", "fig-times", "fig-targets", "fig-recurrence",
    "fig-flow", "fig-moves", "fig-causes", "fig-ratings", "fig-trust",
  ]

  @Test("equal contents give equal bytes", arguments: ReportLanguage.allCases)
  func determinism(_ language: ReportLanguage) {
    let once = ReportSample.rich().html(in: language)
    let again = ReportSample.rich().html(in: language)
    #expect(Array(once.utf8) == Array(again.utf8))
    #expect(once != ReportSample.rich(seed: 8).html(in: language))
  }

  @Test("every figure draws for a page and for a telephone", arguments: ReportLanguage.allCases)
  func figures(_ language: ReportLanguage) throws {
    let page = try pageTree(ReportSample.rich().html(in: language))
    let figures = page.all("figure")
    #expect(figures.map { $0["id"] } == ReportPageTests.figures)
    for figure in figures {
      let drawings = figure.all("svg")
      #expect(drawings.map { $0["class"] } == ["wide", "narrow"], "\(figure["id"])")
      #expect(drawings.allSatisfy { $0.descendants.contains { !$0["data-v"].isEmpty } })
      #expect(figure.all("figcaption").first?.all("h3").first?.text.isEmpty == false)
    }
  }

  @Test("every drawing has a title and a description, and is named by them")
  func titles() throws {
    let page = try pageTree(ReportSample.rich().html(in: .english))
    let drawings = page.all("svg")
    #expect(drawings.count == 2 * ReportPageTests.figures.count)
    for drawing in drawings {
      #expect(drawing["role"] == "img")
      let title = try #require(drawing.children.first)
      let description = try #require(drawing.children.dropFirst().first)
      #expect(title.name == "title" && !title.text.isEmpty)
      #expect(description.name == "desc" && !description.text.isEmpty)
      #expect(drawing["aria-labelledby"] == title["id"])
      #expect(drawing["aria-describedby"] == description["id"])
    }
  }

  @Test("the table behind a drawing has its numbers", arguments: ReportLanguage.allCases)
  func tables(_ language: ReportLanguage) throws {
    let page = try pageTree(ReportSample.rich().html(in: language))
    for figure in page.all("figure") {
      let table = try #require(figure.all("details").first?.all("table").first)
      let columns = table.all("thead").first?.all("th").count ?? 0
      let rows = (table.all("tbody").first?.all("tr") ?? []).map { $0.children.map(\.text) }
      #expect(!rows.isEmpty && rows.allSatisfy { $0.count == columns }, "\(figure["id"])")
      let cells = Set(rows.flatMap { $0 })
      let marks = figure.all("svg").flatMap(\.descendants).map { $0["data-v"] }
      for mark in marks where !mark.isEmpty {
        let values = mark.split(separator: ";").map(String.init)
        #expect(values.allSatisfy(cells.contains), "\(figure["id"]): \(mark.prefix(40))")
        // A layer has one number for each day, in the order of the rows.
        guard values.count > 1 else { continue }
        let isColumn = (1..<columns).contains { column in rows.map { $0[column] } == values }
        #expect(isColumn, "\(figure["id"]): a layer is no column of the table")
      }
    }
  }

  @Test("both drawings of a figure show the same numbers")
  func twins() throws {
    let page = try pageTree(ReportSample.rich().html(in: .english))
    for figure in page.all("figure") {
      let marks = figure.all("svg").map {
        $0.descendants.map { $0["data-v"] }.filter { !$0.isEmpty }
      }
      #expect(marks[0] == marks[1], "\(figure["id"])")
    }
  }

  @Test("an empty ledger says so in words, and draws nothing", arguments: ReportLanguage.allCases)
  func empty(_ language: ReportLanguage) throws {
    let page = try pageTree(ReportSample.empty.html(in: language))
    let words = ReportWords(language: language)
    #expect(page.all("svg").isEmpty)
    #expect(page.all("figure").map { $0["id"] } == ReportPageTests.figures)
    for figure in page.all("figure") {
      #expect(figure.all("p").map(\.text) == [words(.noData)], "\(figure["id"])")
    }
    #expect(page.text.contains(words(.nothingToSay)))
  }

  @Test("links lead somewhere, and no two elements share a name")
  func links() throws {
    for content in [ReportSample.rich(), ReportSample.empty] {
      let page = try pageTree(content.html(in: .english))
      let names = page.descendants.map { $0["id"] }.filter { !$0.isEmpty }
      #expect(Set(names).count == names.count)
      let targets = page.all("a").map { $0["href"] }
      #expect(targets.allSatisfy { $0.hasPrefix("#") && names.contains(String($0.dropFirst())) })
      let labels = page.descendants.map { $0["aria-labelledby"] }.filter { !$0.isEmpty }
      #expect(labels.allSatisfy(names.contains))
    }
  }

  @Test("the page has landmarks, and headings that skip no level")
  func structure() throws {
    let page = try pageTree(ReportSample.rich().html(in: .french))
    #expect(page["lang"] == "fr")
    for name in ["header", "nav", "main", "footer", "h1"] {
      #expect(page.all(name).count == 1, "\(name)")
    }
    let depths = page.descendants.filter { ["h1", "h2", "h3", "h4"].contains($0.name) }
      .compactMap { Int($0.name.dropFirst()) }
    #expect(zip(depths, depths.dropFirst()).allSatisfy { $1 <= $0 + 1 })
    #expect(page.all("th").allSatisfy { !$0["scope"].isEmpty })
  }

  @Test("the page asks for nothing and runs nothing")
  func selfContained() throws {
    let html = ReportSample.rich().html(in: .english)
    let page = try pageTree(html)
    let forbidden: Set = ["script", "link", "img", "iframe", "object", "form", "use", "image"]
    #expect(page.descendants.allSatisfy { !forbidden.contains($0.name) })
    #expect(page.descendants.allSatisfy { $0.attributes.keys.allSatisfy { !$0.hasPrefix("on") } })
    #expect(page.descendants.allSatisfy { $0["style"].isEmpty && $0["src"].isEmpty })
    let sheet = try #require(page.all("style").first).text
    #expect(!sheet.contains("@import") && !sheet.contains("url("))
    let policy = page.all("meta").first { $0["http-equiv"] == "Content-Security-Policy" }
    #expect(policy?["content"] == "default-src 'none'; style-src 'unsafe-inline'")
  }

  @Test("it states its origin, its position, and the command that makes it again")
  func origin() throws {
    var content = ReportSample.rich()
    let page = try pageTree(content.html(in: .english))
    let section = try #require(page.all("section").first { $0["id"] == "origin" })
    for fact in [content.source.origin, content.source.command, "131,903", "131,904"] {
      #expect(section.text.contains(fact), "\(fact)")
    }
    #expect(section.text.contains("nothing was known yet"))
    content = ReportSample.rich(root: "q83vEjRWeJo=")
    #expect(content.html(in: .english).contains("q83vEjRWeJo="))
  }

  @Test("French has its own words for all that is no name")
  func languages() throws {
    let pages = try ReportLanguage.allCases.map { language in
      try pageTree(ReportSample.rich().html(in: language))
    }
    let kinds: Set = ["h2", "h3", "figcaption", "summary", "dt", "caption", "strong", "li"]
    let (english, french) = (
      pages[0].descendants.filter { kinds.contains($0.name) }.map(\.text),
      pages[1].descendants.filter { kinds.contains($0.name) }.map(\.text)
    )
    #expect(english.count == french.count)
    let same = zip(english, french).filter { $0 == $1 }.map { $0.0 }
    let names = Set(ReportSample.patterns.map { $0.joined(separator: " · ") })
    let isWords = { (text: String) in text.contains { $0.isLetter } && !names.contains(text) }
    #expect(same.filter(isWords).isEmpty)
  }
}
