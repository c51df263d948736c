import Testing
import TicketLedger

@testable import TicketExchange

@Suite("The summary says what to look at")
struct ReportFindingsTests {
  private func sentences(_ content: ReportContent) -> [String] {
    ReportFindings(content: content, words: ReportWords(language: .english)).all.map(\.sentence)
  }

  @Test("each sentence names what leads its section")
  func leading() {
    let content = ReportSample.rich()
    let all = sentences(content).joined(separator: "\n")
    let pattern = content.recurrence.patterns.max { $0.recurrences < $1.recurrences }
    let target = content.compliance.targets.max { $0.total.rest < $1.total.rest }
    #expect(all.contains(pattern?.terms.joined(separator: " · ") ?? "none"))
    #expect(
      all.contains(
        "missed in \(ReportWords(language: .english).count(target?.total.rest ?? -1)) of"
      )
    )
    #expect(all.contains("“Usage error”: 696\u{A0}h on"))
    #expect(all.contains("22\u{A0}open tickets, over 90 days old, 17 of them at level\u{A0}2"))
    #expect(all.contains("“Logistics”, with an index of 55 of 100"))
    #expect(
      all.contains(
        "11\u{A0}tickets, each soon after another was resolved, and no problem ticket yet"
      )
    )
  }

  @Test("an empty ledger gives no sentence")
  func empty() {
    #expect(sentences(ReportSample.empty).isEmpty)
  }

  @Test("each sentence leads to a section of the page")
  func sections() throws {
    let content = ReportSample.rich()
    let page = try pageTree(content.html(in: .english))
    let names = Set(page.all("section").map { $0["id"] })
    let findings = ReportFindings(content: content, words: ReportWords(language: .english)).all
    #expect(findings.count >= 8)
    #expect(findings.allSatisfy { names.contains($0.section) })
  }
}
