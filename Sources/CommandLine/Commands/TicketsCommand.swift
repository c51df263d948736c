public import ArgumentParser
import TicketExchange
import TicketLedger

extension TicketOrder: ExpressibleByArgument {}
extension TicketState.Word: ExpressibleByArgument {}

/// Lists tickets.
struct TicketsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tickets",
    abstract: "List tickets by team, level, agent, state, requester or what they are about.",
    discussion: """
      Filters narrow each other down; a state or dimension given twice asks for either state, and \
      for both terms.
        ticket-ledger tickets --state new --state inProgress --dimension service=VPN --sort opened
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var format: FormatArguments

  @Option(name: .long, help: "Tickets that this team holds.")
  var team: String?

  @Flag(name: .long, help: "Tickets that no team holds.")
  var unrouted = false

  @Option(name: .long, help: "Tickets at this level.")
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

  @Option(name: .long, help: "The order of the list.")
  var sort: TicketOrder = .number

  @Option(name: .long, help: "List at most so many.")
  var limit = 50

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit is 0 or more") }
    guard team == nil || !unrouted else {
      throw ValidationError("--team and --unrouted exclude each other")
    }
  }

  func run() async throws {
    let arguments = self
    try await time.ask(ledger) { view, asOf, ledger in
      let filter = try arguments.filter(in: view, ledger)
      let all = view.tickets.list(filter, by: arguments.sort)
      let listed = all.prefix(arguments.limit)
      var rows: [JSONValue] = []
      for ticket in listed { rows.append(try view.json(ticket, ledger)) }
      arguments.format.answer(
        json: [
          "asOf": asOf.json, "position": .whole(view.position?.rawValue ?? 0),
          "count": .whole(all.count), "tickets": .array(rows),
        ],
        text: arguments.text(rows, of: all.count, asOf: asOf)
      )
    }
  }

  private func filter(in view: borrowing LedgerView, _ ledger: Ledger) throws -> TicketFilter {
    var filter = TicketFilter(level: level, states: Set(state))
    if let team { filter.team = .team(try view.term(team, in: .team, option: "--team")) }
    if unrouted { filter.team = TicketFilter.Team.none }
    filter.agent = try agent.map { try person($0, option: "--agent", ledger) }
    filter.requester = try requester.map { try person($0, option: "--requester", ledger) }
    for text in dimension {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw Problem("--dimension: write name=term, for example service=VPN")
      }
      guard let dimension = view.catalogue.dimension(named: parts[0]) else {
        let known = view.catalogue.dimensions.filter(\.classifiesTickets)
        var names: [String] = []
        for dimension in known { names.append(view.catalogue.name(of: dimension) ?? "") }
        throw Problem(
          "--dimension: none is called \(parts[0]); use \(names.joined(separator: ", "))"
        )
      }
      filter.terms.append(try view.term(parts[1], in: dimension, option: "--dimension"))
    }
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
      ["TICKET", "STATE", "TEAM", "LEVEL", "PRIORITY", "OPENED", "AGENT"],
      alignedRight: [3, 4]
    )
    for row in rows.compactMap(\.object) {
      let reason = row["waitingFor"]?.string.map { " (\($0))" } ?? ""
      table.add([
        row["ticket"]?.string ?? "", (row["state"]?.string ?? "") + reason,
        row["team"]?.string ?? "(no team)", row["level"]?.compact ?? "",
        row["priority"]?.integer.map { "\($0)" } ?? "–", row["openedAt"]?.string ?? "",
        row["agent"]?.string ?? "–",
      ])
    }
    let more = rows.count < count ? "\n… and \(count - rows.count) more; see --limit" : ""
    return "\(count) tickets as of \(asOf)\n\n\(table.text)\(more)"
  }
}

extension LedgerView {
  /// A ticket as lists show it.
  fileprivate func json(_ ticket: Ticket, _ ledger: Ledger) throws -> JSONValue {
    var about = JSONObject()
    for index in 0..<ticket.classification.count {
      let term = ticket.classification[index]
      guard let dimension = catalogue.name(of: term.dimension) else { continue }
      about[dimension] = .text(name(of: term))
    }
    var waitingFor: JSONValue = .null
    if case .waiting(let reason) = ticket.state { waitingFor = .string(reason.name) }
    return [
      "ticket": .string(try ledger.reference(of: ticket.id) ?? "\(ticket.id)"),
      "number": .whole(ticket.id.rawValue),
      "state": .string(ticket.state.name),
      "waitingFor": waitingFor,
      "team": .text(name(of: ticket.team)),
      "level": .whole(ticket.level),
      "kind": .string(ticket.kind.name),
      "priority": ticket.prioritisation.priority.map { .whole($0) } ?? .null,
      "agent": .text(try ticket.agent.flatMap { try ledger.identity(of: $0) }),
      "requester": .text(try ticket.requester.flatMap { try ledger.identity(of: $0) }),
      "openedAt": ticket.openedAt.json,
      "lastOccurredAt": ticket.lastOccurredAt.json,
      "revision": .whole(ticket.revision),
      "dimensions": .object(about),
    ]
  }
}
