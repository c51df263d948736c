import Foundation
import Testing

@Suite("The export of answers as CSV") struct ExportCSVTests {
  static let questions: [(question: [String], list: String)] = [
    (["queues"], "queues"), (["breaches"], "breaches"), (["flow"], "moves"),
    (["tickets"], "tickets"), (["recurrence", "--by", "service", "--matrix"], "patterns"),
  ]

  /// The fields of a file after RFC 4180, read by a state machine of this test's own.
  private static func fields(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    var characters = Array(text.unicodeScalars)[...]
    while let next = characters.popFirst() {
      switch (next, isQuoted) {
      case ("\"", true) where characters.first == "\"":
        field.unicodeScalars.append("\"")
        characters.removeFirst()
      case ("\"", _): isQuoted.toggle()
      case (",", false):
        row.append(field)
        field = ""
      case ("\r", false) where characters.first == "\n":
        characters.removeFirst()
        rows.append(row + [field])
        (row, field) = ([], "")
      default: field.unicodeScalars.append(next)
      }
    }
    #expect(row.isEmpty && field.isEmpty && !isQuoted, "a file ends with a line end")
    return rows
  }

  /// What a value of an answer is in a field; apostrophes as the documentation has them.
  private static func field(_ value: Answer) -> String? {
    switch value {
    case .null: ""
    case .bool(let value): "\(value)"
    case .whole(let number): "\(number)"
    case .fraction(let number): "\(number)"
    case .text(let text): "=+-@'".contains(text.first ?? " ") ? "'" + text : text
    case .list, .record: nil
    }
  }

  /// The value at a dotted path; names with dots are not among these tests'.
  private static func value(_ record: Answer, _ path: String) -> Answer {
    path.split(separator: ".").reduce(record) { $0[String($1)] }
  }

  @Test("Has the figures of the JSON, row by row and column by column", arguments: questions)
  func rowsAreTheAnswer(_ question: [String], _ list: String) async throws {
    let sandbox = try await Desk.sandbox()
    try await sandbox.submit(
      #"{"command":"open","reference":"=1+1","service":"@home, \"sweet\"","at":"2024-01-05"}"#
    )
    let arguments = question + ["--ledger", Sandbox.ledger, "--as-of", "2024-02-01T00:00:00Z"]
    let answer = try await sandbox.run(arguments + ["--format", "json"]).answer()
    let run = try await sandbox.run(["export", "csv"] + arguments)
    #expect(run.status == 0 && run.errors == Desk.notes(beside: question), "\(run.errors)")
    let rows = Self.fields(run.output)
    let header = try #require(rows.first)
    #expect(Set(header).count == header.count)
    let records = answer[list].list
    #expect(rows.count == records.count + 1)
    #expect(list == "breaches" || !records.isEmpty)
    for (row, record) in zip(rows.dropFirst(), records) {
      #expect(row.count == header.count)
      for (path, found) in zip(header, row) {
        let expected = Self.field(Self.value(record, path))
        #expect(found == expected, "\(path)")
      }
      for key in record.keys where record[key].keys.isEmpty { #expect(header.contains(key)) }
    }
  }

  @Test("Has single figures in a table of their own")
  func figures() async throws {
    let sandbox = try await Desk.sandbox()
    let json = try await sandbox.ask("kpis", "--as-of", "2024-02-01T00:00:00Z")
    let run = try await sandbox.run(
      "export",
      "csv",
      "kpis",
      "--ledger",
      Sandbox.ledger,
      "--as-of",
      "2024-02-01T00:00:00Z"
    )
    let rows = Self.fields(run.output)
    #expect(rows.first == ["figure", "value"])
    #expect(rows.contains(["timeToResolve.p50", "\(48 * 3600)"]))
    for row in rows.dropFirst() {
      #expect(row.count == 2 && row[1] == Self.field(Self.value(json, row[0])), "\(row)")
    }
    #expect(rows.count >= 3 + 5 + 6)
    let flow = try await sandbox.run(
      "export",
      "csv",
      "flow",
      "--table",
      "figures",
      "--ledger",
      Sandbox.ledger
    )
    #expect(Self.fields(flow.output).contains(["handoffs", "1"]))
  }

  @Test("Has its header also where there is no row")
  func emptyTables() async throws {
    let sandbox = try Sandbox()
    #expect(try await sandbox.run("init", "--ledger", Sandbox.ledger).status == 0)
    for (question, _) in Self.questions {
      let run = try await sandbox.run(["export", "csv"] + question + ["--ledger", Sandbox.ledger])
      #expect(run.status == 0, "\(run.errors)")
      #expect(Self.fields(run.output).count == 1)
    }
    let chains = try await sandbox.run(
      "export",
      "csv",
      "recurrence",
      "--by",
      "site",
      "--chains",
      "--table",
      "chains",
      "--ledger",
      Sandbox.ledger
    )
    #expect(
      chains.output
        == "key.site,tickets,recurrences,startedAt,lastOpenedAt,endedBy,endedAt\r\n"
    )
  }

  @Test("Lists every ticket where no limit is given, and so many where one is")
  func limits() async throws {
    let sandbox = try Sandbox()
    let run = try await sandbox.run("simulate", "--ledger", Sandbox.ledger, "--tickets", "60")
    #expect(run.status == 0)
    let question = ["export", "csv", "tickets", "--ledger", Sandbox.ledger]
    let all = try await sandbox.run(question)
    let count = try await sandbox.ask("stat")["tickets"].integer
    #expect(Self.fields(all.output).count == count + 1 && count > 50)
    let some = try await sandbox.run(question + ["--limit", "7"])
    #expect(Self.fields(some.output).count == 8)
    // JSON is for programs too.
    #expect(try await sandbox.ask("tickets")["tickets"].list.count == count)
  }

  @Test("Goes to a new file, or over nothing that is there")
  func output() async throws {
    let sandbox = try await Desk.sandbox()
    let question = ["export", "csv", "queues", "--ledger", Sandbox.ledger, "--as-of", "2024-02-01"]
    let shown = try await sandbox.run(question)
    let written = try await sandbox.run(question + ["--output", "queues.csv"])
    #expect(written.status == 0 && written.output.isEmpty)
    #expect(try sandbox.contents(of: "queues.csv") == shown.output.data(using: .utf8))
    let again = try await sandbox.run(question + ["--output", "queues.csv"])
    again.expectError(2, "queues.csv", "there already")
    let unknown = try await sandbox.run(question + ["--table", "hops", "--output", "no.csv"])
    unknown.expectError(2, "hops", "queues, figures")
    #expect(!sandbox.exists("no.csv"))
  }
}
