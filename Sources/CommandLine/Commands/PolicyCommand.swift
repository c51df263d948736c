import ArgumentParser
import TicketExchange
import TicketLedger

/// Checks, adopts and shows service policies.
struct PolicyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Check, adopt or show the service policy and its calendars.",
    discussion: """
      A policy says what is promised for which tickets; its targets count by calendars. Both are JSON \
      files, described in the article Service levels. Start from the one that ships:

        ticket-ledger policy show --starter > policy.json
        ticket-ledger policy show --starter-calendar > office.json
        ticket-ledger policy check policy.json --calendar office.json
        ticket-ledger policy adopt policy.json --calendar office.json --ledger it.ledger
      """,
    subcommands: [Check.self, Adopt.self, Show.self]
  )

  /// Checks files without a ledger.
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what is wrong or doubtful in policy and calendar files."
    )

    @Argument(help: "The policy's file, or starter.", completion: .file(extensions: ["json"]))
    var file: String?

    @Option(
      name: .long,
      help: "A calendar's file; may be given several times.",
      completion: .file(extensions: ["json"])
    )
    var calendar: [String] = []

    func run() async throws {
      guard file != nil || !calendar.isEmpty else {
        throw Problem("nothing to check; name a policy's file, or --calendar FILE")
      }
      let calendars = try calendar.map { try PolicyArguments.readCalendar($0) }
      for calendar in calendars {
        Terminal.say(Terminal.harmless("calendar \(calendar.name): fine"))
      }
      guard let file else { return }
      // Without any calendar given, the ones it names may be in the ledger already.
      let known = calendars.isEmpty ? nil : calendars
      let policy = try PolicyArguments.readPolicy(file, countingBy: known)
      if known == nil { try Check.warn(ofCalendarsIn: policy, file) }
      let targets = policy.rules.reduce(0) { $0 + $1.targets.count }
      let counts = "\(counted(policy.rules.count, "rule")), \(counted(targets, "target"))"
      Terminal.say(Terminal.harmless("policy \(policy.name): \(counts): fine"))
    }

    /// Tells of calendars that a policy counts by and that nobody has seen: only a ledger that has
    /// adopted them, if there is one, takes it.
    private static func warn(ofCalendarsIn policy: ServicePolicy, _ file: String) throws {
      let targets = policy.rules.flatMap(\.targets)
      let unseen = Set(targets.compactMap(\.calendar))
        .subtracting([try StarterPolicy.calendar().calendar.name])
      for name in unseen.sorted() {
        Terminal.complain(
          "warning: \(file): it counts by the calendar “\(name)”, which was not given; give it with "
            + "--calendar, or have the ledger adopt it first"
        )
      }
    }
  }

  /// Adopts a policy, calendars, or both.
  struct Adopt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Adopt a policy, calendars, or both; the log keeps every version.",
      discussion: """
        The first policy, and the first calendar of each name, hold always; later versions from the \
        moment of adoption, unless --effective-from says otherwise. Clocks follow the versions in \
        force when they started, or the latest, as the policy says.
        """
    )

    @OptionGroup var ledger: LedgerArguments

    @Argument(help: "The policy's file, or starter.", completion: .file(extensions: ["json"]))
    var file: String?

    @Option(
      name: .long,
      help: "A calendar's file, or starter; may be given several times.",
      completion: .file(extensions: ["json"])
    )
    var calendar: [String] = []

    @Option(
      name: .long,
      help: ArgumentHelp("From when on they hold.", valueName: "instant|always"),
      transform: { $0 == "always" ? .distantPast : try Instant.argument($0) }
    )
    var effectiveFrom: Instant?

    func run() async throws {
      var documents = PolicyArguments()
      documents.policy = file
      documents.calendar = calendar
      guard file != nil || !calendar.isEmpty else {
        throw Problem("nothing to adopt; name a policy's file, or --calendar FILE")
      }
      let ledger = try await ledger.openExisting()
      do {
        let (policy, calendars) = try documents.read(adopted: ledger.calendars)
        try await ledger.adopt(policy, calendars, effectiveFrom: effectiveFrom)
        await ledger.end()
        let names =
          calendars.map { "calendar \($0.name)" } + (policy.map { ["policy \($0.name)"] } ?? [])
        Terminal.say(Terminal.harmless("adopted \(names.joined(separator: ", "))"))
      } catch {
        await ledger.close()
        throw error
      }
    }
  }

  /// Shows what is in force, or what ships.
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the policy or a calendar that is in force, or the ones that ship, as a file."
    )

    @OptionGroup var ledger: LedgerArguments

    @Flag(name: .long, help: "The policy that ships with the command.")
    var starter = false

    @Flag(name: .long, help: "The calendar that ships with the command.")
    var starterCalendar = false

    @Option(name: .long, help: "The calendar of this name that is in force.")
    var calendar: String?

    @Option(
      name: .long,
      help: "As of when; now, where left out.",
      transform: Instant.argument
    )
    var asOf: Instant?

    func run() async throws {
      if starter { return try show(PolicyFile.text(of: StarterPolicy.policy().policy)) }
      if starterCalendar {
        let calendar = try PolicyArguments.readCalendar(PolicyArguments.starter)
        return show(CalendarFile.text(of: calendar))
      }
      let (calendar, instant) = (calendar, asOf ?? .now)
      let text = try await ledger.reading { ledger in
        try ledger.read { view in
          if let calendar {
            guard let document = view.agreements.calendar(named: calendar, at: instant) else {
              let names = view.agreements.calendarNames.sorted().joined(separator: ", ")
              throw Problem(
                "no calendar \(calendar) was adopted; "
                  + (names.isEmpty ? "adopt one with policy adopt" : "there are: \(names)")
              )
            }
            return CalendarFile.text(of: document)
          }
          guard let policy = view.agreements.policy(at: instant) else {
            throw Problem("no policy is in force at \(instant); adopt one with policy adopt")
          }
          return PolicyFile.text(of: policy)
        }
      }
      show(text)
    }

    /// Writes a document; control characters of its names as JSON escapes them, since a terminal would
    /// obey them.
    private func show(_ text: String) {
      var shown = ""
      for scalar in (text.hasSuffix("\n") ? text : text + "\n").unicodeScalars {
        if scalar.properties.generalCategory == .control, scalar != "\n" {
          let digits = String(scalar.value, radix: 16)
          shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          shown.unicodeScalars.append(scalar)
        }
      }
      Terminal.write(Array(shown.utf8))
    }
  }
}
