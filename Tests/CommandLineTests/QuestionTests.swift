import Foundation
import Testing

@Suite("Questions") struct QuestionTests {
  static let questions: [([String], Shape)] = [
    (["queues"], .queues), (["flow"], .flow), (["kpis"], .kpis), (["tickets"], .tickets),
    (["workload"], .workload), (["satisfaction"], .satisfaction),
    (["ticket", "K1"], .ticket), (["stat"], .stat), (["replay"], .replay),
    (["recurrence", "--by", "service", "--matrix", "--chains"], .recurrence),
  ]

  @Test("JSON answers have the documented members, text answers are aligned tables")
  func answersHaveTheirForm() async throws {
    let sandbox = try await Desk.sandbox()
    for (arguments, shape) in Self.questions {
      let notes = Desk.notes(beside: arguments)
      let arguments = arguments + ["--ledger", Sandbox.ledger]
      let json = try await sandbox.run(arguments + ["--format", "json"])
      #expect(json.status == 0 && json.errors == notes)
      expect(try json.answer(), is: shape)
      let text = try await sandbox.run(arguments)
      #expect(text.status == 0 && text.errors == notes)
      #expect(!text.output.isEmpty && !text.output.hasPrefix("{"))
      #expect(!text.output.contains("\u{1B}"), "colour is for terminals only")
      #expect(!text.output.contains(" \n"), "no line ends in spaces")
    }
    let tickets = try await sandbox.run("tickets", "--ledger", Sandbox.ledger).output
    let lines = tickets.split(separator: "\n").dropFirst()
    let header = try #require(lines.first)
    let column = try #require(header.range(of: "STATE")).lowerBound
    let offset = header.distance(from: header.startIndex, to: column)
    for line in lines {
      let start = line.index(line.startIndex, offsetBy: offset)
      #expect(line[start] != " " && line[line.index(before: start)] == " ", "\(line)")
    }
  }

  @Test("An empty ledger has answers too")
  func emptyLedgerAnswers() async throws {
    let sandbox = try Sandbox()
    let made = try await sandbox.run("init", "--ledger", Sandbox.ledger)
    #expect(made.status == 0)
    for (arguments, shape) in Self.questions where arguments[0] != "ticket" {
      let named = arguments + ["--ledger", Sandbox.ledger]
      expect(try await sandbox.run(named + ["--format", "json"]).answer(), is: shape)
      let text = try await sandbox.run(named)
      #expect(text.status == 0 && !text.output.isEmpty)
    }
  }

  @Test("As-of shows what had happened by then")
  func asOfLooksBack() async throws {
    let sandbox = try await Desk.sandbox()
    let open = [
      "2023-12-31": 0, "2024-01-01T07:59:59Z": 0, "2024-01-01T08:00:00Z": 1,
      "2024-01-03T12:00:00+01:00": 3, "2024-01-04T08:30:00Z": 2, "2024-01-05": 3, "2999-01-01": 3,
    ]
    for (instant, count) in open {
      let queues = try await sandbox.ask("queues", "--as-of", instant)
      #expect(queues["open"] == .whole(count), "as of \(instant)")
      let kpis = try await sandbox.ask("kpis", "--as-of", instant)
      #expect(kpis["open"] == .whole(count), "as of \(instant)")
    }
    let past = try await sandbox.ask("tickets", "--as-of", "2024-01-02T09:30:00Z")
    #expect(past["asOf"] == .text("2024-01-02T09:30:00Z"))
    #expect(past["tickets"].list.map { $0["ticket"].string } == ["K1", "K2"])
    #expect(past["tickets"][0]["team"] == .text("Network"))
    #expect(past["tickets"][0]["state"] == .text("new"))
    #expect(past["tickets"][1]["team"] == .null)
  }

  @Test("Queues, flow and figures of the desk are right")
  func answersAreRight() async throws {
    let sandbox = try await Desk.sandbox()
    let queues = try await sandbox.ask("queues")
    #expect(queues["open"] == .whole(3) && queues["unrouted"] == .whole(1))
    let rows = queues["queues"].list.map { ($0["team"].string, $0["level"].integer) }
    #expect(rows.map(\.0) == [nil, "Network", "Network"])
    #expect(queues["queues"][2]["level"] == .whole(2))
    #expect(queues["queues"][2]["waiting"] == .whole(1))
    #expect(queues["queues"][2]["oldestOpenedAt"] == .text("2024-01-01T08:00:00Z"))
    let flow = try await sandbox.ask("flow")
    #expect(flow["handoffs"] == .whole(1) && flow["escalations"] == .whole(1))
    #expect(flow["moves"].list.contains { $0["from"]["team"] == .text("Desk") })
    let kpis = try await sandbox.ask("kpis")
    #expect(kpis["opened"] == .whole(4) && kpis["resolved"] == .whole(1))
    #expect(kpis["timeToResolve"]["p50"] == .whole(48 * 3600))
    #expect(kpis["timeToResolve"]["mean"] == .whole(48 * 3600))
  }

  @Test("Known-at takes a position or an instant of the ledger's clock")
  func knownAtCutsTheLog() async throws {
    let sandbox = try Sandbox()
    try await sandbox.submit(#"{"command":"open","reference":"K1"}"#)
    let first = try await sandbox.ask("ticket", "K1")["events"][0]
    try await Task.sleep(for: .milliseconds(20))
    try await sandbox.submit(
      #"{"command":"open","reference":"K2","at":"2024-01-01T00:00:00Z"}"#,
      #"{"command":"open","reference":"K3","at":"2024-01-01T00:00:00Z"}"#
    )
    let position = first["position"].integer
    let recordedAt = try #require(first["recordedAt"].string)
    for known in ["\(position)", recordedAt] {
      let then = try await sandbox.ask("queues", "--known-at", known)
      #expect(then["open"] == .whole(1))
      #expect(then["position"] == .whole(position))
      #expect(then["asOf"] == .text(recordedAt))
      // What happened early was not known early.
      let both = try await sandbox.ask("queues", "--known-at", known, "--as-of", "2024-06-01")
      #expect(both["open"] == .whole(0))
    }
    #expect(try await sandbox.ask("queues", "--as-of", "2024-06-01")["open"] == .whole(2))
    let beyond = try await sandbox.run(
      "queues",
      "--ledger",
      Sandbox.ledger,
      "--known-at",
      "99999"
    )
    beyond.expectError(2, "99999")
  }

  @Test("A ticket is found by reference and by number")
  func ticketIsFound() async throws {
    let sandbox = try await Desk.sandbox()
    let byReference = try await sandbox.ask("ticket", "K1")
    #expect(try await sandbox.ask("ticket", "1") == byReference)
    #expect(byReference["number"] == .whole(1))
    #expect(byReference["state"] == .text("waiting"))
    #expect(byReference["team"] == .text("Network") && byReference["level"] == .whole(2))
    let events = byReference["events"].list
    #expect(events.map { $0["kind"].string } == ["opened", "routed", "assigned", "paused"])
    #expect(events.map { $0["revision"].integer } == [1, 2, 3, 4])
    #expect(events[0]["words"] == .text("no tunnel"))
    #expect(events[0]["fields"]["service"] == .text("VPN"))
    #expect(events[0]["fields"]["requester"] == .text("r-1"))
    #expect(events[1]["fields"]["reason"] == .text("skill"))
    #expect(try await sandbox.ask("ticket", "3")["ticket"] == .text("3"))
    for unknown in ["K99", "99", "-1", ""] {
      let run = try await sandbox.run(["ticket", "--ledger", Sandbox.ledger, "--", unknown])
      run.expectError(2)
    }
  }

  @Test("A ticket whose number is another's reference is found by its number with a # before it")
  func numbersAreMarked() async throws {
    let sandbox = try Sandbox()
    try await sandbox.submit(
      #"{"command":"open","reference":"2"}"#,
      #"{"command":"open"}"#,
      #"{"command":"open","reference":"K3"}"#
    )
    for (reference, number) in [("2", 1), ("1", 1), ("#1", 1), ("#2", 2), ("#3", 3), ("K3", 3)] {
      #expect(
        try await sandbox.ask("ticket", reference)["number"] == .whole(number),
        "\(reference)"
      )
    }
    for unknown in ["#", "#0", "#4", "#02", "##2", "# 2", "#-2", "#+2", "#18446744073709551616"] {
      try await sandbox.run("ticket", "--ledger", Sandbox.ledger, unknown).expectError(2, unknown)
    }
    // A reference is what it is, whatever it looks like.
    try await sandbox.submit(##"{"command":"open","reference":"#2"}"##)
    #expect(try await sandbox.ask("ticket", "#2")["number"] == .whole(4))
  }

  @Test(
    "Lists narrow down by every filter, and are ordered and cut as asked",
    arguments: [
      ([], ["K1", "K2", "3", "K4"]),
      (["--team", "Network"], ["K1", "K2", "K4"]),
      (["--team", "Network", "--level", "2"], ["K1", "K2"]),
      (["--unrouted"], ["3"]),
      (["--level", "1"], ["3", "K4"]),
      (["--state", "waiting"], ["K1"]),
      (["--state", "new", "--state", "resolved"], ["K2", "3", "K4"]),
      (["--requester", "r-1"], ["K1", "3"]),
      (["--requester", "r-1", "--dimension", "service=Mail"], ["3"]),
      (["--agent", "a-1"], ["K1"]),
      (["--dimension", "service=VPN"], ["K1", "K4"]),
      (["--limit", "2"], ["K1", "K2"]),
      (["--limit", "0"], []),
      (["--sort", "number"], ["K1", "K2", "3", "K4"]),
      (["--sort", "opened", "--limit", "1"], ["K1"]),
      (["--sort", "updated"], ["K4", "K2", "K1", "3"]),
      (["--sort", "priority"], ["K2", "K1", "3", "K4"]),
    ] as [([String], [String])]
  )
  func listsAreFiltered(_ options: [String], _ expected: [String]) async throws {
    let sandbox = try await Desk.sandbox()
    let run = try await sandbox.run(
      ["tickets", "--ledger", Sandbox.ledger, "--format", "json"] + options
    )
    #expect(run.status == 0, "\(run.errors)")
    let answer = try run.answer()
    #expect(answer["tickets"].list.map { $0["ticket"].string } == expected)
    if !options.contains("--limit") { #expect(answer["count"] == .whole(expected.count)) }
    let text = try await sandbox.run(["tickets", "--ledger", Sandbox.ledger] + options)
    #expect(text.status == 0)
    for ticket in expected { #expect(text.output.contains("\n\(ticket) ")) }
  }

  @Test("JSON lists every ticket where no limit is given; text lists 50, and counts the others")
  func jsonListsAll() async throws {
    let sandbox = try Sandbox()
    let lines = (1...57).map { #"{"command":"open","reference":"K\#($0)"}"# }
    let input = lines.joined(separator: "\n")
    let opened = try await sandbox.run("submit", "--ledger", Sandbox.ledger, input: input)
    #expect(opened.status == 0)
    let all = try await sandbox.ask("tickets")
    #expect(all["tickets"].list.map { $0["ticket"].string } == (1...57).map { "K\($0)" })
    #expect(all["count"] == .whole(57))
    let some = try await sandbox.ask("tickets", "--limit", "3")
    #expect(some["tickets"].list.count == 3 && some["count"] == .whole(57))
    let text = try await sandbox.run("tickets", "--ledger", Sandbox.ledger).output
    #expect(text.hasPrefix("57 tickets as of "))
    #expect(text.contains("\nK50 ") && !text.contains("\nK51 "))
    #expect(text.hasSuffix("\n… and 7 more; see --limit\n"))
    let table = try await sandbox.run("export", "csv", "tickets", "--ledger", Sandbox.ledger)
    #expect(table.output.split(separator: "\r\n").count == 58)
  }

  @Test(
    "A filter that names nothing known is an error that says so",
    arguments: [
      ["tickets", "--team", "Nowhere"], ["queues", "--team", "Nowhere"],
      ["tickets", "--agent", "nobody"], ["tickets", "--requester", "nobody"],
      ["tickets", "--state", "lost"], ["tickets", "--dimension", "service=Fax"],
      ["tickets", "--dimension", "colour=red"], ["tickets", "--dimension", "service"],
      ["tickets", "--limit=-1"], ["flow", "--limit=-1"], ["tickets", "--sort", "beauty"],
      ["tickets", "--level", "300"], ["tickets", "--team", "Network", "--unrouted"],
      ["kpis", "--by", "weather"], ["workload", "--by", "weather"],
      ["satisfaction", "--by", "weather"], ["kpis", "--calendar", "lunar"],
      ["kpis", "--backlog", "century"], ["flow", "--window=-1"], ["kpis", "--window", "36501"],
      ["flow", "--before-deadline=-1"], ["flow", "--team", "Nowhere"],
      ["workload", "--dimension", "service=Fax"], ["satisfaction", "--from", "soon"],
      ["kpis", "--from", "2024-02-01", "--until", "2024-01-01"],
      ["recurrence", "--by", "colour"], ["recurrence", "--by", "team"],
      ["export", "csv", "flow", "--table", "jumps"],
    ]
  )
  func unknownNamesAreErrors(_ arguments: [String]) async throws {
    let sandbox = try await Desk.sandbox()
    let run = try await sandbox.run(arguments + ["--ledger", Sandbox.ledger])
    run.expectError(2)
    let value = arguments.last?.split(separator: "=").first ?? ""
    #expect(run.errors.contains(value), "\(run.errors)")
  }

  @Test("A replay up to a position gives the digests the ledger had there")
  func replayUntilIsThePast() async throws {
    let sandbox = try Sandbox()
    var past: [(events: Int, projections: [Answer])] = []
    for command in Desk.commands {
      try await sandbox.submit(command)
      let replay = try await sandbox.ask("replay")
      #expect(replay["projections"].list.allSatisfy { $0["matchesStored"] == .bool(true) })
      past.append((replay["events"].integer, replay["projections"].list))
    }
    for (events, projections) in past {
      let replay = try await sandbox.ask("replay", "--until", "\(events - 1)")
      #expect(replay["events"] == .whole(events))
      #expect(replay["position"] == .whole(events - 1))
      #expect(
        replay["projections"].list.map { $0["digest"] } == projections.map { $0["digest"] }
      )
    }
    #expect(Set(past.map { $0.projections[0]["digest"].string }).count > 5)
    let none = try await sandbox.ask("replay", "--until", "2020-01-01T00:00:00Z")
    #expect(none["events"] == .whole(0))
  }
}
