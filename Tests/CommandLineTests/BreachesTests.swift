import Foundation
import Testing

@Suite("The command breaches") struct BreachesTests {
  private func ask(_ sandbox: Sandbox, _ options: [String]) async throws -> Run {
    try await sandbox.run(
      ["breaches", "--ledger", Sandbox.ledger, "--as-of", PromisedDesk.friday] + options
    )
  }

  private func counts(_ answer: Answer) -> [Int] {
    ["clocks", "met", "breached", "running"].map { answer["summary"][$0].integer }
  }

  @Test(
    "narrows list, summary and compliance alike",
    arguments: [
      ([], [6, 0, 4, 2]), (["--team", "Network"], [5, 0, 4, 1]),
      (["--clock", "firstResponse"], [2, 0, 2, 0]), (["--level", "1"], [2, 0, 0, 2]),
      (["--team", "Network", "--level", "2", "--clock", "resolution"], [2, 0, 2, 0]),
    ] as [([String], [Int])]
  )
  func filters(_ options: [String], _ expected: [Int]) async throws {
    let sandbox = try await PromisedDesk.sandbox()
    let run = try await ask(sandbox, options + ["--format", "json", "--by", "clock"])
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let answer = try run.answer()
    expect(answer, is: .breaches)
    #expect(counts(answer) == expected)
    #expect(answer["breaches"].list.count == expected[2])
    let groups = answer["compliance"].list
    #expect(groups.reduce(0) { $0 + $1["clocks"].integer } == expected[0])
    let text = try await ask(sandbox, options)
    #expect(
      text.output.hasPrefix(
        "as of \(PromisedDesk.friday): \(expected[0]) clocks, \(expected[1]) met, "
          + "\(expected[2]) breached, \(expected[3]) running"
      )
    )
  }

  @Test(
    "says beside the answer that nothing was promised, as do other questions about promises",
    arguments: [
      ["breaches"], ["queues"], ["kpis"], ["export", "csv", "breaches"],
      ["tickets", "--sort", "due"],
      ["tickets", "--due-before", "2999-01-01"],
    ]
  )
  func nothingPromised(_ question: [String]) async throws {
    let sandbox = try await Desk.sandbox()
    let asked = question + ["--ledger", Sandbox.ledger]
    let run = try await sandbox.run(asked)
    #expect(run.status == 0 && !run.output.contains("no policy"))
    #expect(run.errors == Desk.noteOnPromises)
    // The command that it names is what helps.
    let last = try #require(run.errors.split(separator: ": ").last)
    let words = last.dropLast().split(separator: " ").dropFirst().map(String.init)
    let adopted = try await sandbox.run(words)
    #expect(adopted.status == 0, "\(adopted.errors)")
    #expect(try await sandbox.run(asked).errors.isEmpty)
    let before = try await sandbox.run(asked + ["--known-at", "3"])
    #expect(before.status == 0, "\(before.errors)")
    #expect(
      before.errors == "ticket-ledger: no policy was adopted by then, so no clock runs\n"
    )
  }

  @Test("tells compliance apart by keys with blanks around them, those without a value too")
  func keys() async throws {
    let sandbox = try await PromisedDesk.sandbox()
    let text = try await ask(sandbox, ["--by", " team , clock,service"])
    #expect(text.status == 0, "\(text.errors)")
    let lines = text.output.split(separator: "\n").map {
      $0.split(separator: " ", omittingEmptySubsequences: true).map { String($0) }
    }
    let header = ["TEAM", "CLOCK", "SERVICE", "MET", "BREACHED", "RUNNING", "COMPLIANCE"]
    try #require(lines.count > 4)
    #expect(lines[1] == header)
    #expect(lines[2] == ["–", "resolution", "Mail", "0", "0", "1", "–"])
    #expect(lines[3] == ["Network", "firstResponse", "Mail", "0", "1", "0", "0.0", "%"])
    let json = try await ask(sandbox, ["--by", "clock, month", "--format", "json"]).answer()
    #expect(json["compliance"][0]["key"].keys == ["clock", "month"])
  }

  @Test(
    "refuses keys that are missing, doubled or unknown",
    arguments: [
      ("team,team", "team stands twice"), ("clock, month ,clock", "clock stands twice"),
      ("", "a name is missing"), (" ", "a name is missing"), ("clock,,month", "a name is missing"),
      ("clock,", "a name is missing"), ("colour", "there is no colour"),
    ]
  )
  func badKeys(_ by: String, _ words: String) async throws {
    let sandbox = try await PromisedDesk.sandbox()
    for format in ["text", "json"] {
      try await ask(sandbox, ["--by", by, "--format", format]).expectError(2, "--by", words)
    }
  }

  @Test("shows as many breaches as asked, in hours of the calendar, and no table of none")
  func limit() async throws {
    let sandbox = try await PromisedDesk.sandbox()
    let all = try await ask(sandbox, [])
    // 2 hours of Monday, 10 of Tuesday, 1 of Wednesday; more than a day of 24 hours is still hours.
    let row = all.output.split(separator: "\n").first { $0.hasPrefix("K1      resolution") }
    #expect(
      row?.split(separator: " ").suffix(5) == [
        "2024-01-01T16:00:00Z", "2024-01-01T16:00:00Z", "running", "13", "h",
      ]
    )
    #expect(all.output.contains(" 39 h\n"), "\(all.output)")
    let two = try await ask(sandbox, ["--limit", "2"])
    #expect(two.output.hasSuffix("\n… and 2 more; see --limit\n"))
    let none = try await ask(sandbox, ["--limit", "0"])
    #expect(none.output.hasSuffix("\n… and 4 breaches not shown; see --limit\n"))
    #expect(!none.output.contains("TICKET"))
  }
}
