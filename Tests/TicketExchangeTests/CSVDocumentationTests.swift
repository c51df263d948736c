import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

/// The mappings of the article, taken out of it, so that what it shows is what works.
enum DocumentedMappings {
  static let article = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Documentation/TicketLedger.docc/Importing.md")

  static func mapping(_ source: String) throws -> CSVMapping {
    let text = try String(contentsOf: article, encoding: .utf8)
    let blocks = text.components(separatedBy: "```json\n").dropFirst()
    let json = blocks.compactMap { $0.components(separatedBy: "\n```").first }
      .first { $0.contains("\"source\": \"\(source)\"") }
    return try CSVMapping(json: Data(try #require(json).utf8), file: "Importing.md")
  }
}

@Suite("The mappings of Importing.md")
struct CSVDocumentationTests {
  @Test("snapshots with mixed case, zones in a column, grades and levels")
  func snapshots() async throws {
    let (summary, target) = try await run("desk-snapshots")
    #expect(
      await target.history(of: "T-1") == [
        "opened service=Mail site=Lyon",
        "routed Desk 1", "assigned kim", "started",
        "paused requester",
        "routed Mail L2 2", "assigned mo", "resolved taught",
        "reopened", "classified service=Archive site=-", "paused requester",
        "resolved repaired",
        "closed",
      ]
    )
    #expect(
      await target.history(of: "T-2") == [
        "opened service=VPN site=Paris", "routed Desk 1", "assigned lou", "started", "touched",
      ]
    )
    let facts = await target.facts
    #expect(facts.first?.occurredAt?.description == "2024-03-05T07:40:00Z")
    #expect(
      facts.first { $0.command.ticket == "T-2" }?.occurredAt?.description
        == "2024-03-05T08:15:00Z"
    )
    guard case .open(let opening) = facts.first?.command.action else {
      Issue.record("the first fact is not an opening")
      return
    }
    #expect(opening.prioritisation == Prioritisation(impact: 2, urgency: 1, priority: 2))
    #expect(opening.summary == "Mail is slow, again")
    #expect(summary.rows == 10)
    #expect(summary.duplicates == 1)
    #expect(summary.touches == 1)
    #expect(summary.tickets == 2)
  }

  @Test("activities told by two status columns, with levels from the team's name")
  func statuses() async throws {
    let (summary, target) = try await run("problem-log")
    #expect(
      await target.history(of: "1-100001") == [
        "opened country=se department=Org A owner country=Sweden service=PROD7",
        "routed K9 1", "assigned Ada",
        "started",
        "paused requester",
        "prioritised 0", "routed K12 2nd 2", "assigned Ola", "resumed",
        "routed L5 3rd 3", "assigned Eva", "resolved -",
        "assigned Siebel", "closed",
      ]
    )
    #expect(
      await target.history(of: "1-100002") == [
        "opened country=in department=Org B owner country=India service=PROD9",
        "routed K12 2nd 2", "assigned Ravi", "started", "touched", "cancelled",
      ]
    )
    #expect(summary.duplicates == 1)
    #expect(summary.clamped == 0)
  }

  @Test("activities by name, with replies, work and ratings")
  func activities() async throws {
    let (summary, target) = try await run("help-desk")
    #expect(
      await target.history(of: "HD Case 1") == [
        "opened service=Printer", "routed Workgroup 1 1",
        "started",
        "paused other",
        "replied ask Which tray, please?", "workLogged 15", "paused requester",
        "routed Workgroup 3 2", "escalated",
        "resumed", "workLogged 40", "resolved -",
        "closed",
        "rated 4",
      ]
    )
    #expect(
      await target.history(of: "HD Case 2") == [
        "opened service=Scanner", "routed Workgroup 4 1", "started", "touched",
      ]
    )
    #expect(summary.touches == 1)
    #expect(await target.facts.first?.occurredAt?.description == "2012-10-09T12:50:17Z")
  }

  private func run(_ name: String) async throws -> (ImportSummary, RecordingTarget) {
    let target = RecordingTarget()
    let log = CSVImport(
      file: try sample("\(name).csv"),
      mapping: try DocumentedMappings.mapping(name)
    )
    return (try await log.run(into: target), target)
  }
}
