import Foundation
import Testing

@Suite("The command policy, and init with one") struct PolicyTests {
  /// The file whose faults the article Service levels shows.
  static let bad = """
    {
      "name": "standard",
      "rules": [
        {
          "name": "P1",
          "match": {"priority": 1},
          "targets": [
            {"clock": "firstResponse", "limit": "30m"},
            {"clock": "resolution", "limit": "0h", "pausedBy": "requester"}
          ]
        },
        {
          "name": "P2",
          "targets": [
            {"clock": "firstResponse", "limit": "1h", "calender": "office"}
          ]
        }
      ]
    }
    """

  private func article() throws -> String {
    let folder = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try String(
      contentsOf: folder.appending(path: "Documentation/TicketLedger.docc/ServiceLevels.md"),
      encoding: .utf8
    )
  }

  @Test("Each fault of a file is told in a line of its own, as the article shows")
  func faultsHaveLines() async throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.bad, to: "policy.json")
    let run = try await sandbox.run("policy", "check", "policy.json")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(!run.errors.contains("\u{FFFD}"))
    #expect(run.errors.split(separator: "\n").count == 2)
    #expect(
      try article().contains("```\n$ ticket-ledger policy check policy.json\n\(run.errors)```")
    )
  }

  @Test("No ledger is made by adopting, whatever the files are")
  func adoptionMakesNoLedger() async throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.bad, to: "bad.json")
    for file in ["bad.json", "starter"] {
      let run = try await sandbox.run("policy", "adopt", file, "--ledger", "new.ledger")
      run.expectError(3, "new.ledger", "init")
      #expect(!sandbox.exists("new.ledger"))
    }
    let sound = try await PromisedDesk.sandbox()
    try sound.write(Self.bad, to: "bad.json")
    let events = try await sound.eventCount()
    let refused = try await sound.run("policy", "adopt", "bad.json", "--ledger", Sandbox.ledger)
    #expect(refused.status == 2)
    #expect(try await sound.eventCount() == events)
  }

  /// A policy that every check allows, but that is too large for an event.
  private func large() -> String {
    let thresholds = (1...32).map { "\"\($0)%\"" }.joined(separator: ",")
    let clocks = ["firstResponse", "ownership", "update", "teamResponse"]
    let targets = (0..<32).map { number in
      #"{"clock":"\#(clocks[number % 4])","limit":"\#(number + 1)h","thresholds":[\#(thresholds)]}"#
    }
    let all = targets.joined(separator: ",")
    let rules = (0..<480).map { #"{"name":"\#($0)","targets":[\#(all)]}"# }
    return #"{"name":"large","rules":[\#(rules.joined(separator: ","))]}"#
  }

  @Test("An init whose policy is refused at the last leaves nothing, and can be run again")
  func refusedInitLeavesNothing() async throws {
    let sandbox = try Sandbox()
    try sandbox.write(large(), to: "large.json")
    let words = ["init", "--ledger", Sandbox.ledger, "--policy"]
    let refused = try await sandbox.run(words + ["large.json"])
    #expect(refused.status == 2 && refused.output.isEmpty)
    #expect(refused.errors.contains("large takes 4"), "\(refused.errors.suffix(300))")
    #expect(!sandbox.exists(Sandbox.ledger))
    let made = try await sandbox.run(words + ["starter"])
    #expect(made.status == 0, "\(made.errors)")
    #expect(try await sandbox.ask("stat")["origin"] == .text("desk"))
  }

  @Test(
    "Names with control characters are refused, and never reach the terminal",
    arguments: ["\\u001b[2J", "a\\u0000b", "a\\u009bb", "two\\nlines"]
  )
  func controlsAreRefused(_ name: String) async throws {
    let sandbox = try Sandbox()
    let target = #"{"clock": "update", "limit": "1h"}"#
    let rules = #"[{"name": "all", "targets": \#(target)}]"#
    try sandbox.write(#"{"name": "\#(name)", "rules": \#(rules)}"#, to: "policy.json")
    try sandbox.write(
      #"{"name": "p", "rules": [{"name": "\#(name)", "targets": \#(target)}]}"#,
      to: "rule.json"
    )
    try sandbox.write(
      #"{"name": "\#(name)", "zone": "UTC", "weekly": {"mon": ["08:00", "09:00"]}}"#,
      to: "calendar.json"
    )
    for file in [["policy.json"], ["rule.json"], ["--calendar", "calendar.json"]] {
      let run = try await sandbox.run(["policy", "check"] + file)
      run.expectError(2, "control character")
      let controls = run.errors.unicodeScalars.filter { $0.properties.generalCategory == .control }
      #expect(controls.allSatisfy { $0 == "\n" })
    }
  }

  @Test("Terms that have control characters are shown escaped, and read back")
  func shownTermsAreHarmless() async throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      #"{"name": "p", "rules": [{"name": "a", "match": {"team": "N\u009b\u007f"}, "#
        + #""targets": {"clock": "update", "limit": "1h"}}]}"#,
      to: "policy.json"
    )
    let made = try await sandbox.run("init", "--ledger", Sandbox.ledger, "--policy", "policy.json")
    #expect(made.status == 0, "\(made.errors)")
    let shown = try await sandbox.run("policy", "show", "--ledger", Sandbox.ledger)
    #expect(shown.output.contains(#""N\u009b\u007f""#))
    let answer = try shown.answer()
    #expect(answer["rules"][0]["match"]["team"] == .text("N\u{9B}\u{7F}"))
  }

  @Test("Doubtful promises are told of with the calendars of the files and of the ledger")
  func doubts() async throws {
    let sandbox = try await PromisedDesk.sandbox()
    let past =
      #"{"name": "office", "zone": "UTC", "weekly": {}, "#
      + #""exceptions": {"2020-01-06": ["08:00", "18:00"]}}"#
    try sandbox.write(past, to: "past.json")
    let files = ["policy.json", "--calendar", "past.json"]
    let checked = try await sandbox.run(["policy", "check"] + files)
    #expect(checked.status == 0 && checked.output.hasSuffix("fine\n"))
    let lines = checked.errors.split(separator: "\n")
    try #require(lines.count == 4)
    #expect(lines[0].contains("warning: past.json: the calendar is never open from 20"))
    #expect(
      lines[1].contains("warning: policy.json:3: rule “urgent”, target 1 (resolution): a clock")
    )
    #expect(lines[1].contains(" or later is never due, since the calendar “office”"))
    let adopted = try await sandbox.run(
      ["policy", "adopt", "--calendar", "past.json", "--ledger", Sandbox.ledger]
    )
    #expect(adopted.status == 0 && adopted.errors.split(separator: "\n").count == 1)
    let later = try await sandbox.run("policy", "adopt", "policy.json", "--ledger", Sandbox.ledger)
    #expect(later.status == 0 && later.errors.split(separator: "\n").count == 3)
    let starter = try await sandbox.run("policy", "check", "starter", "--calendar", "starter")
    #expect(starter.status == 0 && starter.errors.isEmpty)
  }

  @Test("A calendar that was not given is doubtful, unless it is the one that ships")
  func unseenCalendars() async throws {
    let sandbox = try Sandbox()
    let policy = PromisedDesk.policy().replacing(
      "1h\", \"calendar\": \"office\"",
      with: "1h\", \"calendar\": \"night\""
    )
    try sandbox.write(policy, to: "policy.json")
    let doubtful = try await sandbox.run("policy", "check", "policy.json")
    #expect(doubtful.status == 0 && doubtful.output.hasSuffix("fine\n"))
    let warnings = doubtful.errors.split(separator: "\n").filter { $0.contains("was not given") }
    #expect(
      warnings == [
        "ticket-ledger: warning: policy.json: it counts by the calendar “night”, which was not given; "
          + "give it with --calendar, or have the ledger adopt it first"
      ]
    )
    try sandbox.write(PromisedDesk.policy(), to: "policy.json")
    let ships = try await sandbox.run("policy", "check", "policy.json")
    #expect(ships.status == 0 && !ships.errors.contains("was not given"))
    // Where calendars are given, it is an error to name others.
    try sandbox.write(policy, to: "policy.json")
    let given = try await sandbox.run("policy", "check", "policy.json", "--calendar", "starter")
    #expect(given.status == 2 && given.errors.contains("night"), "\(given.errors)")
  }

  @Test("A calendar that is asked for where none was adopted is said not to be there")
  func noCalendars() async throws {
    let sandbox = try await Desk.sandbox()
    let run = try await sandbox.run(
      "policy",
      "show",
      "--calendar",
      "office",
      "--ledger",
      Sandbox.ledger
    )
    run.expectError(2, "no calendar office was adopted", "policy adopt")
    #expect(!run.errors.contains("there are"))
  }
}
