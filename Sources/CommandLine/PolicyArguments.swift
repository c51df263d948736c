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

  /// Reads the files; calendars that were adopted need not be given, and the starter policy brings its
  /// own along.
  func read(
    adopted: [ServiceCalendar]
  ) throws -> (policy: ServicePolicy?, calendars: [ServiceCalendar]) {
    var calendars = try calendar.map { try PolicyArguments.readCalendar($0) }
    guard let policy else { return (nil, calendars) }
    if policy == PolicyArguments.starter, calendars.isEmpty {
      let office = try PolicyArguments.readCalendar(PolicyArguments.starter)
      if !adopted.contains(where: { $0.name == office.name }) { calendars = [office] }
    }
    // A calendar that is given takes the place of one of its name.
    return (try PolicyArguments.readPolicy(policy, countingBy: adopted + calendars), calendars)
  }

  /// The name of the documents that ship with the command.
  static let starter = "starter"

  /// Reads a policy, and tells what it may say but can hardly mean.
  ///
  /// - Parameters:
  ///   - name: The file, or ``starter``.
  ///   - calendars: All calendars that it can count by; nil where that is not known.
  /// - Returns: The policy, which has no problems.
  /// - Throws: ``DocumentError``, which tells all that is wrong.
  static func readPolicy(
    _ name: String,
    countingBy calendars: [ServiceCalendar]?
  ) throws -> ServicePolicy {
    let file =
      name == starter
      ? try StarterPolicy.policy()
      : try PolicyFile(
        contentsOf: name,
        knownCalendars: calendars.map { Set($0.map(\.name)) },
        calendars: calendars ?? []
      )
    for warning in file.warnings { Terminal.complain("warning: \(warning)") }
    return file.policy
  }

  /// Reads a calendar with the zone data of this machine.
  static func readCalendar(_ name: String) throws -> ServiceCalendar {
    let file =
      name == starter ? try StarterPolicy.calendar() : try CalendarFile(contentsOf: name)
    for warning in file.warnings { Terminal.complain("warning: \(warning)") }
    let now = Instant.now
    if OpenTime(file.calendar).nextOpen(from: now) == nil {
      Terminal.complain(
        "warning: \(name): the calendar is never open from \(now) on; give it hours to come"
      )
    }
    return file.calendar
  }
}

extension Ledger {
  /// The calendars that were adopted, in the versions in force now.
  var calendars: [ServiceCalendar] {
    read { view in
      let (agreements, now) = (view.agreements, Instant.now)
      return agreements.calendarNames.sorted().compactMap {
        agreements.calendar(named: $0, at: now)
      }
    }
  }

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
