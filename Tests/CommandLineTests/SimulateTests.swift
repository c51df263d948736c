import Testing

@Suite("simulate") struct SimulateTests {
  @Test("The same seed gives the same ledger, another seed another")
  func seedsDecide() async throws {
    let sandbox = try Sandbox()
    var digests: [[Answer]] = []
    var exports: [String] = []
    for (ledger, seed) in [("a/x.ledger", "5"), ("b/x.ledger", "5"), ("c/x.ledger", "6")] {
      try sandbox.makeFolder(String(ledger.prefix(1)))
      let summary = try await sandbox.ask(
        "simulate",
        "--tickets",
        "120",
        "--seed",
        seed,
        "--days",
        "60",
        ledger: ledger
      )
      #expect(summary["tickets"] == .whole(120))
      let stat = try await sandbox.ask("stat", ledger: ledger)
      #expect(stat["tickets"] == .whole(120))
      digests.append(try await sandbox.ask("replay", ledger: ledger)["projections"].list)
      exports.append(try await sandbox.run("export", "jsonl", "--ledger", ledger).output)
    }
    #expect(digests[0] == digests[1])
    #expect(exports[0] == exports[1])
    #expect(digests[0] != digests[2])
    #expect(exports[0] != exports[2])
  }

  @Test("A history begins when asked, and the ledger's clock goes with it")
  func historyHasItsTime() async throws {
    let sandbox = try Sandbox()
    _ = try await sandbox.ask(
      "simulate",
      "--tickets",
      "100",
      "--days",
      "90",
      "--start",
      "2020-02-01"
    )
    let stat = try await sandbox.ask("stat")
    #expect(try #require(stat["firstOccurredAt"].string) >= "2020-02-01")
    #expect(try #require(stat["firstOccurredAt"].string) < "2020-02-08")
    let then = try await sandbox.ask("kpis", "--known-at", "2020-03-01")
    let opened = then["opened"].integer
    #expect(opened > 0 && opened < 100)
    #expect(then["asOf"] == .text("2020-03-01T00:00:00Z"))
  }

  @Test("A history is never mixed into a ledger that has tickets")
  func ledgersInUseAreLeftAlone() async throws {
    let sandbox = try await Desk.sandbox()
    let events = try await sandbox.eventCount()
    let run = try await sandbox.run("simulate", "--ledger", Sandbox.ledger, "--tickets", "10")
    run.expectError(2, Sandbox.ledger, "new ledger")
    #expect(try await sandbox.eventCount() == events)
  }
}
