import Testing

@Suite("Recurrence") struct RecurrenceTests {
  /// Five tickets about VPN and one about nothing, with a chain that a problem ended.
  private static func sandbox() async throws -> Sandbox {
    let sandbox = try Sandbox()
    func line(_ command: String, _ day: String) -> String {
      "{\(command),\"at\":\"2024-01-\(day)T09:00:00Z\"}"
    }
    let about = #""service":"VPN","category":"=tunnel""#
    try await sandbox.submit(
      line(#""command":"open","reference":"V1","requester":"r-1",\#(about)"#, "01"),
      line(#""command":"resolve","ticket":"V1","causeClass":"usageError""#, "02"),
      line(#""command":"open","reference":"V2","requester":"r-2",\#(about)"#, "05"),
      line(#""command":"logWork","ticket":"V2","minutes":45"#, "05"),
      line(#""command":"resolve","ticket":"V2","causeClass":"technicalFault""#, "06"),
      line(#""command":"reopen","ticket":"V2","reason":"notSolved""#, "07"),
      line(#""command":"open","reference":"V3","requester":"r-1",\#(about)"#, "10"),
      line(#""command":"open","reference":"P1","kind":"problem","service":"Core""#, "11"),
      line(#""command":"link","ticket":"V3","relation":"causedBy","other":"P1""#, "12"),
      line(#""command":"resolve","ticket":"P1""#, "13"),
      line(#""command":"open","reference":"M1","service":"Mail""#, "15"),
      line(#""command":"open","reference":"N1""#, "16")
    )
    return sandbox
  }

  @Test("The figures, the weeks and the chains of a desk are right")
  func answersAreRight() async throws {
    let sandbox = try await Self.sandbox()
    let answer = try await sandbox.ask(
      "recurrence",
      "--by",
      "service",
      "--window",
      "3",
      "--matrix",
      "--chains"
    )
    expect(answer, is: .recurrence)
    #expect(answer["by"].list == [.text("service")] && answer["windowDays"] == .whole(3))
    #expect(answer["counted"] == .whole(5) && answer["leftOut"] == .whole(1))
    #expect(answer["patterns"].list.map { $0["key"]["service"].string } == ["VPN", "Core", "Mail"])
    let pattern = answer["patterns"][0]
    let figures = [
      "tickets": 3, "requesters": 2, "recurrences": 1, "repeats": 0, "reopened": 1,
      "ticketsReopened": 1, "minutesLost": 45,
    ]
    for (name, figure) in figures { #expect(pattern[name] == .whole(figure), "\(name)") }
    #expect(pattern["firstSeen"] == .text("2024-01-01T09:00:00Z"))
    #expect(pattern["lastSeen"] == .text("2024-01-10T09:00:00Z"))
    #expect(
      pattern["weeks"]
        == .record(["2024-01-01": .whole(2), "2024-01-08": .whole(1), "2024-01-15": .whole(0)])
    )
    #expect(pattern["trend"]["slope"] == .whole(-1) && pattern["trend"]["lower"] == .null)
    let chain = answer["chains"][0]
    #expect(answer["chainCount"] == .whole(1) && answer["chainsEnded"] == .whole(0))
    #expect(chain["tickets"].list == [.text("V1"), .text("V2")] && chain["endedBy"] == .null)

    let longer = try await sandbox.ask("recurrence", "--by", "service", "--chains")
    #expect(longer["patterns"][0]["recurrences"] == .whole(2))
    #expect(longer["patterns"][0]["repeats"] == .whole(1))
    #expect(longer["patterns"][0]["weeks"] == .null)
    #expect(longer["chains"][0]["tickets"].list.map(\.string) == ["V1", "V2", "V3"])
    #expect(longer["chains"][0]["endedBy"] == .text("P1"))
    #expect(longer["chains"][0]["endedAt"] == .text("2024-01-13T09:00:00Z"))
    #expect(longer["chains"][0]["links"][2]["follows"] == .text("V2"))
  }

  @Test("As-of, period, kind, limit and cause narrow the answer down")
  func answersAreNarrowed() async throws {
    let sandbox = try await Self.sandbox()
    let past = try await sandbox.ask("recurrence", "--by", "service", "--as-of", "2024-01-09")
    #expect(past["patterns"].list.map { $0["tickets"].integer } == [2])
    let period = try await sandbox.ask(
      "recurrence",
      "--by",
      "service",
      "--from",
      "2024-01-05T09:00:00Z",
      "--until",
      "2024-01-15T09:00:00Z"
    )
    #expect(period["counted"] == .whole(3) && period["patterns"][0]["recurrences"] == .whole(2))
    let problems = try await sandbox.ask("recurrence", "--by", "service", "--kind", "problem")
    #expect(problems["patterns"].list.map { $0["key"]["service"].string } == ["Core"])
    let one = try await sandbox.ask("recurrence", "--by", "service", "--limit", "1")
    #expect(one["patterns"].list.count == 1 && one["patternCount"] == .whole(3))
    let causes = try await sandbox.ask("recurrence", "--by", "causeClass,service")
    #expect(causes["leftOut"] == .whole(4) && causes["counted"] == .whole(2))
    #expect(causes["patterns"][0]["key"]["causeClass"] == .text("technicalFault"))
  }

  @Test("Text shows patterns, weeks and chains, and says what is cut")
  func textIsReadable() async throws {
    let sandbox = try await Self.sandbox()
    let run = try await sandbox.run(
      "recurrence",
      "--by",
      "service",
      "--matrix",
      "--chains",
      "--limit",
      "1",
      "--ledger",
      Sandbox.ledger
    )
    #expect(run.status == 0 && run.errors.isEmpty)
    for words in [
      "3 patterns of 5 tickets by service", "1 tickets with an unknown part", "SERVICE",
      "… and 2 more; see --limit", "01-08", "V1 → V2 → V3", "P1", "1 chains, 1 ended",
    ] {
      #expect(run.output.contains(words), "\(words): \(run.output)")
    }
    #expect(!run.output.contains(" \n") && !run.output.contains("Mail"))
  }

  @Test("A dimension that is not there is an error that lists those that are")
  func unknownDimension() async throws {
    let sandbox = try await Self.sandbox()
    let run = try await sandbox.run(
      "recurrence",
      "--by",
      "service,colour",
      "--ledger",
      Sandbox.ledger
    )
    run.expectError(2, "colour", "service, category, site, department, asset, causeClass")
  }
}
