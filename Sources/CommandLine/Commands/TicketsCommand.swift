public import ArgumentParser
import TicketExchange
import TicketLedger

extension TicketState.Word: ExpressibleByArgument {}

/// Lists tickets.
struct TicketsCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "tickets",
    abstract: "List tickets by team, level, agent, state, requester, due time or dimensions.",
    discussion: """
      Filters narrow each other down; a state or dimension given twice asks for either state, and \
      for both terms. A ticket is next due with the first of its clocks that run and are not late; \
      while all of them are paused it has no due time.

        ticket-ledger tickets --state new --dimension service=VPN --sort opened
        ticket-ledger tickets --team Network --sort due --due-before 2026-04-01T12:00:00Z
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var format: FormatArguments

  @Option(name: .long, help: "Tickets that this team holds.")
  var team: String?

  @Flag(name: .long, help: "Tickets that no team holds.")
  var unrouted = false

  @Option(
    name: .long,
    parsing: .unconditional,
    help: "Tickets at this level.",
    transform: WholeNumber.level
  )
  var level: UInt8?

  @Option(name: .long, help: "Tickets that this agent has.")
  var agent: String?

  @Option(name: .long, help: "Tickets that this person asked for.")
  var requester: String?

  @Option(name: .long, help: "Tickets in this state.")
  var state: [TicketState.Word] = []

  @Option(
    name: .long,
    help: ArgumentHelp("Tickets about this.", valueName: "name=term")
  )
  var dimension: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Tickets that are due next before this instant.",
      discussion: "RFC 3339, for example 2026-04-01T12:00:00Z.",
      valueName: "instant"
    ),
    transform: Instant.argument
  )
  var dueBefore: Instant?

  @Option(
    name: .long,
    help: "The order of the list; by due time the nearest first, and tickets without one last."
  )
  var sort: TicketSort = .number

  @Option(
    name: .long,
    parsing: .unconditional,
    help: "List at most so many; 50 in text, and all in JSON and in an export, where left out.",
    transform: WholeNumber.limit
  )
  var limit: Int?

  /// The tickets that text lists where no limit is given.
  private static let usualLimit = 50

  func validate() throws {
    guard team == nil || !unrouted else {
      throw ValidationError("--team and --unrouted exclude each other")
    }
  }

  func answer(isExport: Bool) async throws -> CommandAnswer {
    // Only a person is shown less than what there is, and is told of the rest.
    let limit = limit ?? (isExport || format.format == .json ? .max : TicketsCommand.usualLimit)
    return try await ledger.reading(examining: isExport) { ledger in
      let people = TicketFilter(
        agent: try agent.map { try person($0, option: "--agent", ledger) },
        requester: try requester.map { try person($0, option: "--requester", ledger) }
      )
      let arguments = self
      let answer = try await time.ask(of: ledger) { view, asOf in
        let question = TicketListing.Question(
          filter: try arguments.narrow(people, in: view),
          sort: arguments.sort,
          dueBefore: arguments.dueBefore,
          limit: limit
        )
        var listing = TicketListing(view, asOf: asOf, question)
        if question.isAboutPromises {
          listing.notes = arguments.ledger.notes(
            onPromisesIn: view,
            knownAt: arguments.time.knownAt
          )
        }
        return listing
      }
      let rows = try answer.rows.map { try $0.json(ledger) }
      return CommandAnswer(
        json: [
          "asOf": answer.asOf.json, "position": answer.position.map { .whole($0) } ?? .null,
          "count": .whole(answer.count), "tickets": .array(rows),
        ],
        text: text(rows, of: answer.count, asOf: answer.asOf),
        columns: ["tickets": TicketListing.Row.columns],
        notes: answer.notes
      )
    }
  }

  /// Narrows a filter down by what the catalogue names.
  private func narrow(
    _ filter: TicketFilter,
    in view: borrowing LedgerView
  ) throws -> TicketFilter {
    var filter = filter
    filter.level = level
    filter.states = Set(state)
    if let team { filter.team = .team(try view.term(team, in: .team, option: "--team")) }
    if unrouted { filter.team = TicketFilter.Team.none }
    filter.terms = try view.terms(dimension)
    return filter
  }

  private func person(_ identity: String, option: String, _ ledger: Ledger) throws -> PersonID {
    guard let person = try ledger.person(identifiedBy: identity) else {
      throw Problem("\(option): nobody is identified by \(identity)")
    }
    return person
  }

  private func text(_ rows: [JSONValue], of count: Int, asOf: Instant) -> String {
    var table = TextTable(
      ["TICKET", "STATE", "TEAM", "LEVEL", "PRIORITY", "OPENED", "NEXT DUE", "LATE", "AGENT"],
      alignedRight: [3, 4]
    )
    for row in rows.compactMap(\.object) {
      let reason = row["waitingFor"]?.string.map { " (\($0))" } ?? ""
      table.add([
        row["ticket"]?.string ?? "", (row["state"]?.string ?? "") + reason,
        row["team"]?.string ?? "(no team)", row["level"]?.compact ?? "",
        row["priority"]?.integer.map { "\($0)" } ?? "–", row["openedAt"]?.string ?? "",
        row["nextDueAt"]?.string ?? "–", row["breached"] == .bool(true) ? "late" : "–",
        row["agent"]?.string ?? "–",
      ])
    }
    let more = rows.count < count ? "\n… and \(count - rows.count) more; see --limit" : ""
    return "\(counted(count, "ticket")) as of \(asOf)\n\n\(table.text)\(more)"
  }
}
