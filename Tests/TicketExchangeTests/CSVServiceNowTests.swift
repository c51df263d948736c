import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

/// Real incidents with figures computed by another program; not part of the project.
enum RealIncidents {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["TICKET_LEDGER_DATA"] {
      return URL(fileURLWithPath: path).appendingPathComponent("servicenow")
    }
    return URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("../shared/data/servicenow").standardized
  }()

  static var isPresent: Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("README.md").path)
  }

  struct Truth: Decodable {
    struct Reopens: Decodable {
      let byStateTransitionEvents: Int
      let byStateTransitionTickets: Int
    }
    struct Handoffs: Decodable {
      let handoffs: Int
      let ticketsWithHandoff: Int
      let pingpongReturns: Int
      let ticketsWithPingpong: Int
    }
    struct Backlog: Decodable {
      let at: String
      let ticketsSeen: Int
      let open: Int
      let resolvedNotClosed: Int
      let closed: Int
      let openByQueue: [String: Int]
    }
    struct Minutes: Decodable {
      let n: Int
      let mean: Double
      let p50: Int
      let p90: Int
      let p95: Int
      let p99: Int
    }
    let tickets: Int
    let events: Int
    let reopens: Reopens
    let resolvedEvents: Int
    let closedEvents: Int
    let groupHandoffs: Handoffs
    let backlog: [Backlog]
    let minutesOpenedToFirstResolved: Minutes
  }

  static func truth(_ name: String) throws -> Truth {
    let data = try Data(contentsOf: folder.appendingPathComponent("\(name).truth.json"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Truth.self, from: data)
  }
}

/// The smallest fold that gives the figures of the truth files.
struct FactFold {
  struct Ticket {
    var state = "new"
    var team: String?
    var knownTeams: [String] = []
    var openedAt = Instant.distantPast
    var firstResolvedAt: Instant?
    var reopenings = 0
    var handoffs = 0
    var returns = 0
  }

  private(set) var tickets: [String: Ticket] = [:]
  private(set) var counts: [EventKind: Int] = [:]

  mutating func fold(_ fact: Submission) {
    guard case .reference(let name) = fact.command.ticket, let at = fact.occurredAt else { return }
    var ticket = tickets[name] ?? Ticket()
    counts[fact.command.action.kind, default: 0] += 1
    switch fact.command.action {
    case .open: ticket.openedAt = at
    case .route(let team, _, _):
      ticket.team = nil
      guard case .name(let team) = team else { break }
      ticket.team = team
      if let last = ticket.knownTeams.last, last != team {
        ticket.handoffs += 1
        if ticket.knownTeams.contains(team) { ticket.returns += 1 }
      }
      ticket.knownTeams.append(team)
    case .start, .resume: ticket.state = "inProgress"
    case .pause: ticket.state = "waiting"
    case .resolve:
      ticket.state = "resolved"
      ticket.firstResolvedAt = ticket.firstResolvedAt ?? at
    case .reopen:
      ticket.state = "inProgress"
      ticket.reopenings += 1
    case .close: ticket.state = "closed"
    default: break
    }
    tickets[name] = ticket
  }
}

@Suite("Real ServiceNow incidents", .enabled(if: RealIncidents.isPresent, "the data is not here"))
struct CSVServiceNowTests {
  static let names = ["incidents_tiny", "incidents_2016-03"]

  private func run(_ name: String) async throws -> (ImportSummary, [Submission]) {
    let target = RecordingTarget()
    let file = RealIncidents.folder.appendingPathComponent("\(name).csv")
    let log = CSVImport(file: file, mapping: try CSVMapping.shipped("servicenow"))
    return (try await log.run(into: target), await target.facts)
  }

  @Test("gives the figures of the truth file", arguments: names)
  func figures(_ name: String) async throws {
    let truth = try RealIncidents.truth(name)
    let (summary, facts) = try await run(name)
    var fold = FactFold()
    for fact in facts { fold.fold(fact) }
    let tickets = fold.tickets.values
    #expect(summary.rows == truth.events)
    #expect(summary.tickets == truth.tickets)
    #expect(summary.duplicates == 0)
    #expect(summary.skipped == 0)
    #expect(summary.clamped == 2)
    #expect(fold.counts[.opened] == truth.tickets)
    #expect(fold.counts[.resolved] == truth.resolvedEvents)
    #expect(fold.counts[.closed] == truth.closedEvents)
    #expect(fold.counts[.reopened] == truth.reopens.byStateTransitionEvents)
    #expect(tickets.count { $0.reopenings > 0 } == truth.reopens.byStateTransitionTickets)
    let moves = truth.groupHandoffs
    #expect(tickets.reduce(0) { $0 + $1.handoffs } == moves.handoffs)
    #expect(tickets.count { $0.handoffs > 0 } == moves.ticketsWithHandoff)
    #expect(tickets.reduce(0) { $0 + $1.returns } == moves.pingpongReturns)
    #expect(tickets.count { $0.returns > 0 } == moves.ticketsWithPingpong)

    let minutes = tickets.compactMap { ticket in
      ticket.firstResolvedAt.map { $0.milliseconds(since: ticket.openedAt) / 60_000 }
    }.sorted()
    func percentile(_ percent: Int) -> Int {
      Int(minutes[(minutes.count * percent + 99) / 100 - 1])
    }
    let expected = truth.minutesOpenedToFirstResolved
    #expect(minutes.count == expected.n)
    let mean = Double(minutes.reduce(0, +)) / Double(minutes.count)
    #expect(abs(mean - expected.mean) < 0.001)
    #expect(percentile(50) == expected.p50)
    #expect(percentile(90) == expected.p90)
    #expect(percentile(95) == expected.p95)
    #expect(percentile(99) == expected.p99)
  }

  @Test("gives the backlog of each queue at each instant", arguments: names)
  func backlog(_ name: String) async throws {
    let (_, facts) = try await run(name)
    for expected in try RealIncidents.truth(name).backlog {
      let at = try #require(Instant(rfc3339: expected.at + "Z"))
      var fold = FactFold()
      for fact in facts where fact.occurredAt ?? .distantFuture <= at { fold.fold(fact) }
      let open = fold.tickets.values.filter { $0.state != "resolved" && $0.state != "closed" }
      #expect(fold.tickets.count == expected.ticketsSeen)
      #expect(open.count == expected.open)
      #expect(fold.tickets.values.count { $0.state == "resolved" } == expected.resolvedNotClosed)
      #expect(fold.tickets.values.count { $0.state == "closed" } == expected.closed)
      let byQueue = Dictionary(open.map { ($0.team ?? "?", 1) }, uniquingKeysWith: +)
      #expect(byQueue == expected.openByQueue)
    }
  }
}

@Suite("The mapping for ServiceNow")
struct ServiceNowMappingTests {
  private static let columns = [
    "number", "incident_state", "sys_updated_at", "sys_updated_by", "opened_at", "opened_by",
    "caller_id", "contact_type", "assignment_group", "assigned_to", "impact", "urgency", "priority",
    "category", "subcategory", "u_symptom", "cmdb_ci", "location", "problem_id", "rfc", "caused_by",
    "closed_code",
  ]

  /// Imports one row, in which the columns not given are unknown.
  private func run(
    _ cells: [String: String],
    onError: CSVImport.ErrorPolicy = .stop
  ) async throws -> (ImportSummary, [Submission]) {
    var row = ["number": "INC1", "incident_state": "New", "sys_updated_at": "29/2/2016 01:16"]
    row.merge(cells) { $1 }
    let text = [Self.columns, Self.columns.map { row[$0] ?? "?" }]
      .map { $0.joined(separator: ",") + "\n" }.joined()
    let folder = try TestFolder()
    let log = CSVImport(
      file: try folder.file("incidents.csv", text),
      mapping: try CSVMapping.shipped("servicenow"),
      onError: onError
    )
    let target = RecordingTarget()
    let summary = try await log.run(into: target)
    return (summary, await target.facts)
  }

  @Test("reads the grades that ServiceNow writes, and leaves unknown ones unknown")
  func grades() async throws {
    let (_, facts) = try await run(["impact": "2 - Medium", "priority": "1 - Critical"])
    guard case .open(let opening) = facts.first?.command.action else {
      Issue.record("the first fact is not an opening")
      return
    }
    #expect(opening.prioritisation == Prioritisation(impact: 2, priority: 1))
    let (_, empty) = try await run(["impact": "", "urgency": "", "priority": ""])
    guard case .open(let bare) = empty.first?.command.action else {
      Issue.record("the first fact is not an opening")
      return
    }
    #expect(bare.prioritisation == Prioritisation())
  }

  @Test(
    "refuses a grade that it cannot read, by line",
    arguments: ["impact", "urgency", "priority"],
    ["P2", "3-Moderate", "Moderate", "0 - None", "10 - Low"]
  )
  func unreadableGrades(_ column: String, _ grade: String) async throws {
    let error = try await #require(throws: ImportError.self) { try await run([column: grade]) }
    #expect(error.line == 2 && error.ticket == "INC1")
    #expect(error.problem == "fields.\(column): \"\(grade)\" is not a whole number from 1 to 9")
    #expect(error.remedy.contains("\"otherwise\""))
    let (summary, facts) = try await run([column: grade], onError: .skip)
    #expect(summary.skipped == 1 && facts.isEmpty)
  }
}
