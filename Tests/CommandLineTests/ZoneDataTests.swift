import Testing

@Suite("A machine without zone data") struct ZoneDataTests {
  private static let nowhere = ["TZDIR": "/nowhere"]

  @Test("A calendar that needs them is refused with the remedy, and no ledger is made by halves")
  func refusals() async throws {
    let sandbox = try Sandbox()
    let shown = try await sandbox.run("policy", "show", "--starter-calendar")
    try sandbox.write(shown.output, to: "office.json")
    for arguments in [
      ["policy", "check", "--calendar", "office.json"],
      ["init", "--plain", "--ledger", "new.ledger", "--calendar", "starter"],
    ] {
      let run = try await sandbox.run(arguments, environment: Self.nowhere)
      run.expectError(2, "Europe/Paris", "apt-get install tzdata")
    }
    #expect(!sandbox.exists("new.ledger"))
  }

  @Test("A ledger whose calendars were adopted elsewhere answers as it does elsewhere")
  func answers() async throws {
    let sandbox = try Sandbox()
    let made = try await sandbox.run(
      [
        "init", "--plain", "--ledger", Sandbox.ledger, "--calendar", "starter", "--policy",
        "starter",
      ]
    )
    try #require(made.status == 0, "\(made.errors)")
    let input = Desk.commands.joined(separator: "\n")
    try #require(
      try await sandbox.run("submit", "--ledger", Sandbox.ledger, input: input).status == 0
    )
    for question in [
      ["breaches", "--as-of", PromisedDesk.friday], ["policy", "show"],
    ] {
      let arguments = question + ["--ledger", Sandbox.ledger]
      let here = try await sandbox.run(arguments)
      let there = try await sandbox.run(arguments, environment: Self.nowhere)
      #expect(here.status == there.status && here.output == there.output)
      #expect(there.status <= 1 && !there.output.isEmpty)
    }
  }
}
