import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

@Suite("The files of ServiceLevels.md")
struct ServiceLevelsDocumentationTests {
  private static let article = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .appendingPathComponent("Documentation/TicketLedger.docc/ServiceLevels.md")

  /// The block of a language that holds a text.
  private static func block(_ language: String, with text: String) throws -> [UInt8] {
    let article = try String(contentsOf: article, encoding: .utf8)
    let blocks = article.components(separatedBy: "```\(language)\n").dropFirst()
      .compactMap { $0.components(separatedBy: "\n```").first }
    return Array(try #require(blocks.first { $0.contains(text) }).utf8)
  }

  @Test("are read without a warning")
  func read() throws {
    let policy = try ServiceLevelsDocumentationTests.block("json", with: "\"rules\"")
    let file = try PolicyFile(json: policy, file: "p.json", knownCalendars: ["office"])
    #expect(file.warnings == [])
    #expect(file.policy.rules.map(\.targets.count) == [2, 2])
    let calendar = try ServiceLevelsDocumentationTests.block("json", with: "\"weekly\"")
    let office = try CalendarFile(json: calendar, file: "c.json", zone: testZone).calendar
    #expect(office.weekly[2] == [DayInterval(480, 720)])
    let holidays = try ServiceLevelsDocumentationTests.block("", with: "BEGIN:VCALENDAR")
    let dates = try HolidayFile(iCalendar: holidays, file: "h.ics").dates
    #expect(dates.count == 2100 - 2026 + 1 + 3)
  }

  @Test("have every key in the tables that readers know, with every word", arguments: words)
  func told(_ word: String) throws {
    let text = try String(contentsOf: ServiceLevelsDocumentationTests.article, encoding: .utf8)
    #expect(text.contains("`\(word)`") || text.contains("`\"\(word)\"`"))
  }

  private static let words: [String] =
    [
      "name", "versions", "rules", "match", "targets", "kind", "priority", "level", "team",
      "service", "category", "site", "department", "asset", "dimensions", "clock", "limit",
      "endOfDay", "calendar", "pausedBy", "whilePaused", "onChange", "onReopening",
      "countsAutomation", "thresholds", "zone", "weekly", "holidays", "yearlyHolidays",
      "holidayRanges", "exceptions", "breaks", "holidayFiles",
    ] + CalendarReader.weekdays + ServicePolicy.Versions.allCases.map(\.name)
    + TicketKind.allCases.map(\.name) + ServiceClock.allCases.map(\.name)
    + WaitingReason.allCases.map(\.name) + PauseEffect.allCases.map(\.name)
    + ChangeEffect.allCases.map(\.name) + ReopeningEffect.allCases.map(\.name)
}
