import Testing

@Suite("Figures of the work") struct FigureTests {
  /// A desk of three tickets: one solved at once and rated, one handed on, one that waits.
  static let commands = [
    #"{"command":"open","reference":"A","service":"VPN","department":"Sales","priority":2,"#
      + #""at":"2024-01-01T08:00:00Z","by":{"person":"a-1"}}"#,
    #"{"command":"open","reference":"B","service":"Mail","department":"Sales","#
      + #""at":"2024-01-01T09:00:00Z","by":{"person":"a-1"}}"#,
    #"{"command":"route","ticket":"A","team":"Desk","level":1,"at":"2024-01-01T08:10:00Z"}"#,
    #"{"command":"reply","ticket":"A","purpose":"solve","at":"2024-01-01T08:30:00Z","#
      + #""by":{"person":"a-1"}}"#,
    #"{"command":"logWork","ticket":"A","minutes":30,"activity":"advice","#
      + #""at":"2024-01-01T08:40:00Z"}"#,
    #"{"command":"resolve","ticket":"A","causeClass":"usageError","at":"2024-01-01T09:00:00Z"}"#,
    #"{"command":"rate","ticket":"A","score":5,"at":"2024-01-01T10:00:00Z"}"#,
    #"{"command":"route","ticket":"B","team":"Desk","level":1,"at":"2024-01-01T09:00:00Z"}"#,
    #"{"command":"route","ticket":"B","team":"Network","level":2,"at":"2024-01-02T09:00:00Z"}"#,
    #"{"command":"logWork","ticket":"B","minutes":90,"at":"2024-01-02T10:00:00Z"}"#,
    #"{"command":"pause","ticket":"B","reason":"requester","at":"2024-02-01T09:00:00Z"}"#,
  ]

  private func figureDesk() async throws -> Sandbox {
    let sandbox = try Sandbox()
    let input = Self.commands.joined(separator: "\n")
    let run = try await sandbox.run("submit", "--ledger", Sandbox.ledger, input: input)
    try #require(run.status == 0, "\(run.output) \(run.errors)")
    return sandbox
  }

  @Test("Flow tells stays, first contact, levels and waits")
  func flow() async throws {
    let sandbox = try await figureDesk()
    let answer = try await sandbox.ask("flow", "--as-of", "2024-02-02T09:00:00Z")
    expect(answer, is: .flow)
    let desk = answer["hops"].list.first { $0["team"] == .text("Desk") } ?? .null
    #expect(desk["count"] == .whole(2) && desk["p90"] == .whole(86_400))
    #expect(answer["moves"][0]["stay"]["mean"] == .whole(86_400))
    #expect(answer["firstContact"]["atFirstContact"] == .whole(1))
    #expect(answer["firstContact"]["share"] == .whole(1))
    #expect(answer["solvedByLevel"][0]["level"] == .whole(1))
    #expect(answer["waiting"]["unannounced"] == .whole(1))
    #expect(answer["waiting"]["suspicious"][0]["ticket"] == .text("B"))
    #expect(answer["waiting"]["suspicious"][0]["to"] == .null)
    let january = try await sandbox.ask("flow", "--until", "2024-02-01")
    #expect(january["waiting"]["waits"] == .whole(0) && january["handoffs"] == .whole(1))
    let network = try await sandbox.ask("flow", "--team", "Desk")
    #expect(network["handoffs"] == .whole(0) && network["firstContact"]["resolved"] == .whole(1))
    let text = try await sandbox.run("flow", "--ledger", Sandbox.ledger, "--waits")
    #expect(text.output.contains("100.0 % of 1 solved ticket at first contact"))
    #expect(text.output.contains("WAITED FROM"))
  }

  @Test("Text counts in words, and says as of when what is open is open")
  func words() async throws {
    let sandbox = try await figureDesk()
    let asked = ["--ledger", Sandbox.ledger, "--as-of", "2024-02-02T09:00:00Z"]
    func text(_ question: String...) async throws -> String {
      try await sandbox.run(question + asked).output
    }
    let all = try await text("kpis")
    #expect(all.contains(#/\ncancelled or merged +0\n/#), "\(all)")
    #expect(all.contains(#/\nopen +1\n/#) && all.contains(#/\nmean of 1 rating +5.00\n/#), "\(all)")
    let january = try await text("kpis", "--until", "2024-01-01T09:30:00Z")
    #expect(january.contains(#/\nopen as of 2024-02-02T09:00:00Z +1\n/#), "\(january)")
    #expect(january.contains(#/\nmean rating +–\n/#), "\(january)")
    #expect(try await text("queues").hasPrefix("1 ticket open as of "))
    let work = try await text("workload", "--until", "2024-01-02")
    #expect(work.contains(": 30 minutes for 1 ticket\n"), "\(work)")
    let flow = try await text("flow")
    #expect(flow.contains("\n  1 hand-off of 1 ticket\n"), "\(flow)")
    #expect(flow.contains("\n  1 escalation, 0 de-escalations\n"), "\(flow)")
    // Programs find the figures under the names that they know.
    let json = try await sandbox.ask("kpis", "--until", "2024-01-01T09:30:00Z")
    #expect(json["cancelledOrMerged"] == .whole(0) && json["open"] == .whole(1))
  }

  @Test("What stat counts is told in words")
  func statInWords() async throws {
    let sandbox = try Sandbox()
    #expect(try await sandbox.run("init", "--ledger", Sandbox.ledger).status == 0)
    let empty = try await sandbox.run("stat", "--ledger", Sandbox.ledger).output
    for line in [
      #/(?m)^format version +\d+$/#, #/(?m)^first event happened +–$/#,
      #/(?m)^needs compaction +no$/#,
      #/(?m)^keys +given$/#,
    ] { #expect(empty.contains(line), "\(empty)") }
    #expect(!empty.contains("null") && !empty.contains("false"))
    let json = try await sandbox.ask("stat")
    #expect(json["firstOccurredAt"] == .null && json["needsCompaction"] == .bool(false))
  }

  @Test("Governance is told apart by month, team and dimensions, in hours of a calendar")
  func governance() async throws {
    let sandbox = try await figureDesk()
    let answer = try await sandbox.ask(
      "kpis",
      "--by",
      "month,team,service",
      "--backlog",
      "week",
      "--as-of",
      "2024-02-02T09:00:00Z"
    )
    expect(answer, is: .kpis)
    expect(answer, is: .kpisByMonth)
    #expect(answer["calendar"] == .null)
    #expect(answer["timeToRespond"]["p50"] == .whole(1_800))
    #expect(answer["timeToAcknowledge"]["business"]["p50"] == .whole(1_800))
    let keys = answer["groups"].list.map { $0["key"] }
    #expect(keys.count == 3)
    let solved = answer["groups"].list.first { $0["key"]["team"] == .text("Desk") } ?? .null
    #expect(solved["key"]["month"] == .text("2024-01") && solved["resolved"] == .whole(1))
    #expect(solved["ratings"]["mean"] == .whole(5))
    #expect(answer["backlog"].list.map { $0["open"].integer } == [1, 1, 1, 1, 1])
    #expect(answer["backlog"][0]["at"] == .text("2024-01-07T23:59:59.999Z"))
    #expect(answer["backlog"][0]["byLevel"] == .record(["2": .whole(1)]))
    let run = try await sandbox.run("kpis", "--ledger", Sandbox.ledger, "--by", "priority")
    #expect(run.status == 0 && run.output.contains("PRIORITY"))
  }

  @Test("Workload tells what training would save, satisfaction what requesters say")
  func workAndVoices() async throws {
    let sandbox = try await figureDesk()
    let work = try await sandbox.ask("workload", "--by", "activity,workingTeam")
    expect(work, is: .workload)
    expect(work, is: .workloadGroups)
    #expect(work["minutes"] == .whole(120) && work["preventableMinutes"] == .whole(30))
    #expect(work["preventableShare"] == .fraction(0.25))
    #expect(work["byCause"][0]["causeClass"] == .null)
    #expect(work["byCause"][1]["causeClass"] == .text("usageError"))
    #expect(work["groups"][0]["key"]["workingTeam"] == .text("Network"))
    #expect(work["groups"][1]["key"]["activity"] == .text("advice"))
    let voices = try await sandbox.ask("satisfaction")
    expect(voices, is: .satisfaction)
    #expect(voices["ratings"]["distribution"]["5"] == .whole(1))
    #expect(voices["responseRate"]["rate"] == .whole(1))
    #expect(voices["trust"] == .null && voices["minimumTickets"] == .whole(20))
    #expect(voices["groups"][0]["key"]["department"] == .text("Sales"))
    for command in ["workload", "satisfaction"] {
      let run = try await sandbox.run(command, "--ledger", Sandbox.ledger, "--by", "service")
      #expect(run.status == 0 && run.output.contains("SERVICE"))
    }
  }
}
