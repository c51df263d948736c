import ArgumentParser
import TicketExchange
import TicketLedger

/// A policy and the calendars it counts by, as files.
struct PolicyArguments: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "A service policy.",
      discussion: "A JSON file, or starter for the one that ships with the command.",
      valueName: "file|starter"
    ),
    completion: .file(extensions: ["json"])
  )
  var policy: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A calendar that the policy counts by; may be given several times.",
      discussion: "A JSON file, or starter for the one that ships with the command.",
      valueName: "file|starter"
    ),
    completion: .file(extensions: ["json"])
  )
  var calendar: [String] = []

  /// Reads the files; calendars of known names need not be given, and the starter policy brings its own
  /// along.
  func read(
    knownCalendars: Set<String>
  ) throws -> (policy: ServicePolicy?, calendars: [ServiceCalendar]) {
    var calendars = try calendar.map { try PolicyArguments.readCalendar($0) }
    guard let policy else { return (nil, calendars) }
    if policy == PolicyArguments.starter, calendars.isEmpty, !knownCalendars.contains("office") {
      calendars = [try PolicyArguments.readCalendar(PolicyArguments.starter)]
    }
    let known = knownCalendars.union(calendars.map(\.name))
    return (try PolicyArguments.readPolicy(policy, knownCalendars: known), calendars)
  }

  /// The name of the documents that ship with the command.
  static let starter = "starter"

  /// Reads a policy, and tells what it may say but can hardly mean.
  static func readPolicy(_ name: String, knownCalendars: Set<String>?) throws -> ServicePolicy {
    let file =
      name == starter
      ? try StarterPolicy.policy()
      : try PolicyFile(contentsOf: name, knownCalendars: knownCalendars)
    for warning in file.warnings { Terminal.complain("warning: \(warning)") }
    return file.policy
  }

  /// Reads a calendar with the zone data of this machine.
  static func readCalendar(_ name: String) throws -> ServiceCalendar {
    let file =
      name == starter ? try StarterPolicy.calendar() : try CalendarFile(contentsOf: name)
    for warning in file.warnings { Terminal.complain("warning: \(warning)") }
    return file.calendar
  }
}

extension Ledger {
  /// Adopts calendars, then a policy, in one commit.
  func adopt(
    _ policy: ServicePolicy?,
    _ calendars: [ServiceCalendar],
    effectiveFrom instant: Instant? = nil
  ) async throws {
    guard policy != nil || !calendars.isEmpty else { return }
    _ = try await transaction { transaction in
      for calendar in calendars {
        let command = Command.adopt(calendar, effectiveFrom: instant)
        _ = try transaction.submit(command, by: .automation("command-line"))
      }
      guard let policy else { return }
      let command = Command.adopt(policy, effectiveFrom: instant)
      _ = try transaction.submit(command, by: .automation("command-line"))
    }
  }
}
