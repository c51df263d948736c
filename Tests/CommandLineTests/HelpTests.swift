import Testing

@Suite("Help and conventions") struct HelpTests {
  static let subcommands = [
    "init", "import csv", "import jsonl", "submit", "simulate", "queues", "breaches",
    "recurrence", "flow", "kpis", "workload", "satisfaction", "tickets", "ticket",
    "policy adopt", "policy show", "what-if", "report", "replay", "export jsonl",
    "export csv queues", "export csv breaches", "export csv recurrence", "export csv flow",
    "export csv kpis", "export csv workload", "export csv satisfaction", "export csv tickets",
    "export person", "erase", "keys status", "keys rotate", "backup", "stat",
  ]

  @Test("Every subcommand teaches itself", arguments: subcommands)
  func helpTeaches(_ subcommand: String) async throws {
    let sandbox = try Sandbox()
    let words = subcommand.split(separator: " ").map(String.init)
    let run = try await sandbox.run(words + ["--help"])
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.output.hasPrefix("OVERVIEW: "))
    #expect(run.output.contains("USAGE: ticket-ledger \(subcommand)"))
    #expect(run.output.contains("--ledger <path>"))
    #expect(run.output.contains("TICKET_LEDGER"))
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 200 })
    let asked = try await sandbox.run(["help"] + words)
    #expect(asked.output == run.output)
  }

  @Test("The command alone shows where to start")
  func commandAloneTeaches() async throws {
    let sandbox = try Sandbox()
    let run = try await sandbox.run()
    #expect(run.status == 0)
    for subcommand in Self.subcommands {
      #expect(run.output.contains("  \(subcommand.split(separator: " ")[0]) "))
    }
    let version = try await sandbox.run("--version")
    #expect(version.status == 0)
    #expect(version.output.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil)
  }

  @Test("Shells get completion scripts", arguments: ["bash", "zsh", "fish"])
  func completionsArePrinted(_ shell: String) async throws {
    let run = try await Sandbox().run("--generate-completion-script", shell)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.output.contains("ticket-ledger") && run.output.contains("simulate"))
  }

  @Test("The ledger may be named by the environment, and the option wins")
  func environmentNamesTheLedger() async throws {
    let sandbox = try await Desk.sandbox()
    let named = try await sandbox.run(
      ["stat", "--format", "json"],
      environment: ["TICKET_LEDGER": Sandbox.ledger]
    )
    #expect(named.status == 0)
    #expect(try named.answer()["tickets"] == .whole(4))
    let option = try await sandbox.run(
      ["stat", "--ledger", "other.ledger"],
      environment: ["TICKET_LEDGER": Sandbox.ledger]
    )
    option.expectError(3, "other.ledger")
    let empty = try await sandbox.run(["stat"], environment: ["TICKET_LEDGER": ""])
    empty.expectError(2, "--ledger", "TICKET_LEDGER")
  }

  @Test("A new ledger is named by its folder, or as asked")
  func initNamesTheLedger() async throws {
    let sandbox = try Sandbox()
    let made = try await sandbox.run("init", "--ledger", "it.ledger")
    #expect(made.status == 0 && made.output.contains("it.ledger"))
    #expect(try await sandbox.ask("stat", ledger: "it.ledger")["origin"] == .text("it"))
    let named = try await sandbox.run(
      "init",
      "--ledger",
      "other.ledger",
      "--origin",
      "desk.example.org/it"
    )
    #expect(named.status == 0)
    let stat = try await sandbox.ask("stat", ledger: "other.ledger")
    #expect(stat["origin"] == .text("desk.example.org/it"))
    #expect(stat["events"] == .whole(2) && stat["tickets"] == .whole(0))
    let again = try await sandbox.run("init", "--ledger", "it.ledger")
    again.expectError(2, "it.ledger", "already")
    #expect(try await sandbox.eventCount("it.ledger") == 2)
  }

  /// A number that an option does not take, and the words that it is told with.
  struct WrongNumber: CustomTestStringConvertible, Sendable {
    /// The words before the number; the last is the option.
    var option: [String]
    var number: String
    var words: String

    init(_ option: String, _ number: String, _ words: String) {
      self.option = option.split(separator: " ").map(String.init)
      self.number = number
      self.words = words
    }

    var testDescription: String { option.joined(separator: " ") + " \(number)" }
  }

  static let wrongNumbers: [WrongNumber] = {
    var all: [WrongNumber] = []
    for command in ["kpis", "workload", "satisfaction", "flow", "queues", "breaches", "tickets"] {
      for number in ["0", "-1", "256", "x"] {
        all.append(WrongNumber("\(command) --level", number, "from 1 to 255"))
      }
    }
    for command in ["kpis", "workload", "satisfaction", "flow"] {
      for number in ["0", "-1", "10", "x"] {
        all.append(WrongNumber("\(command) --priority", number, "from 1 to 9"))
      }
    }
    for command in ["kpis", "satisfaction", "flow", "report", "recurrence --by service"] {
      for number in ["-1", "36501"] {
        all.append(WrongNumber("\(command) --window", number, "36500"))
      }
    }
    for command in ["tickets", "recurrence --by service"] {
      all.append(WrongNumber("\(command) --limit", "-1", "from 0 on"))
    }
    for command in ["breaches", "flow", "what-if --policy starter"] {
      all.append(WrongNumber("\(command) --limit", "-1", "0 or more"))
    }
    for number in ["0", "-1", "4294967296"] {
      all.append(WrongNumber("erase --basis x --number", number, "from 1 to 4294967295"))
      all.append(WrongNumber("export person --number", number, "from 1 to 4294967295"))
    }
    for option in [
      "simulate --seed", "export tlog x --prove", "prove --since", "prove 1 --checkpoint",
      "checkpoint --witness-since",
    ] {
      all.append(WrongNumber(option, "-1", "from 0 on"))
    }
    all.append(WrongNumber("simulate --tickets", "-1", "from 1 to"))
    all.append(WrongNumber("simulate --days", "-1", "from 1 to"))
    all.append(WrongNumber("flow --before-deadline", "-1", "from 0 to"))
    return all
  }()

  @Test(
    "A number that an option does not take is told with those it takes",
    arguments: wrongNumbers
  )
  func wrongNumbersAreTold(_ wrong: WrongNumber) async throws {
    let sandbox = try Sandbox()
    let name = try #require(wrong.option.last)
    let run = try await sandbox.run(wrong.option + [wrong.number, "--ledger", "x"])
    run.expectError(2, name, wrong.words)
    #expect(!run.errors.contains("Missing"), "\(run.errors)")
    #expect(!sandbox.exists("x"), "nothing is made")
  }

  @Test(
    "Wrong arguments are told in one line",
    arguments: [
      (["queues"], ["--ledger", "TICKET_LEDGER"]),
      (["queues", "--ledger", "x", "--frob"], ["--frob", "queues --help"]),
      (["frobnicate"], ["frobnicate"]),
      (
        ["queues", "--ledger", "x", "--as-of", "yesterday"], ["yesterday", "2016-03-04T12:00:00Z"]
      ),
      (["queues", "--ledger", "x", "--as-of", "2016-02-30"], ["2016-02-30"]),
      (["queues", "--ledger", "x", "--known-at", "4x"], ["4x", "position"]),
      (["queues", "--ledger", "x", "--format", "yaml"], ["yaml", "json"]),
      (["ticket", "--ledger", "x"], ["reference"]),
      (["import", "csv", "log.csv", "--ledger", "x"], ["--mapping"]),
      (["simulate", "--ledger", "x", "--tickets", "0"], ["--tickets"]),
      (["simulate", "--ledger", "x", "--seed", "many"], ["many"]),
      (["simulate", "--ledger", "x", "--start", "soon"], ["soon", "2016-03-04T12:00:00Z"]),
      (["init", "--ledger", "x", "--origin", ""], ["origin"]),
      (["recurrence", "--ledger", "x"], ["--by"]),
      (["recurrence", "--ledger", "x", "--by", ","], ["--by"]),
      (["recurrence", "--ledger", "x", "--by", "site,site"], ["--by", "twice"]),
      (["recurrence", "--ledger", "x", "--by", "site", "--window=-1"], ["--window", "0"]),
      (["recurrence", "--ledger", "x", "--by", "site", "--window", "36501"], ["--window"]),
      (["recurrence", "--ledger", "x", "--by", "site", "--limit=-1"], ["--limit"]),
      (["recurrence", "--ledger", "x", "--by", "site", "--kind", "riot"], ["riot", "problem"]),
      (
        [
          "recurrence", "--ledger", "x", "--by", "site", "--from", "2026-01-02", "--until",
          "2026-01-02",
        ], ["--until"]
      ),
      (["export", "csv", "queues", "--ledger", "x", "--format", "json"], ["--format"]),
      (["export", "csv", "tickets", "--ledger", "x", "--limit=-1"], ["--limit"]),
      (["init", "--ledger", "x", "--origin", "two\nlines"], ["origin"]),
    ] as [([String], [String])]
  )
  func wrongArgumentsAreTold(_ arguments: [String], _ words: [String]) async throws {
    let sandbox = try Sandbox()
    let run = try await sandbox.run(arguments)
    run.expectError(2)
    for word in words { #expect(run.errors.contains(word), "\(run.errors)") }
    #expect(!sandbox.exists("x"), "nothing is made")
  }
}
