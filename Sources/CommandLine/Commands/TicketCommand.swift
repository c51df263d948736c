import ArgumentParser
import TicketExchange
import TicketLedger

/// Shows one ticket's whole history.
struct TicketCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ticket",
    abstract: "One ticket's whole history: who did what when, and why."
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var format: FormatArguments

  @Argument(help: "The ticket's external reference, or its number.")
  var reference: String

  func run() async throws {
    let ledger = try await ledger.openForReading()
    do {
      try show(ledger)
    } catch {
      await ledger.close()
      throw error
    }
    await ledger.close()
  }

  private func show(_ ledger: Ledger) throws {
    guard let id = try ledger.number(of: .reference(reference)),
      let history = try ledger.history(of: .number(id)),
      let ticket = ledger.read({ $0.tickets[id] })
    else {
      throw Problem("no ticket has the reference or number \(reference); see `tickets`")
    }
    let names = LedgerNames(ledger)
    var events: [JSONValue] = []
    for recorded in history {
      let words = try ledger.words(at: recorded.position).map { EventWords.known($0) } ?? .none
      let label = try ledger.label(at: recorded.position)
      events.append(
        .object(EventJSON.object(of: recorded, label: label, words: words, names: names))
      )
    }
    let name = try ledger.reference(of: id) ?? "\(id)"
    let team = ticket.team.flatMap { names.name(of: $0) }
    let json: JSONValue = [
      "ticket": .string(name),
      "number": .whole(id.rawValue),
      "state": .string(ticket.state.name),
      "waitingFor": ticket.state.reason.map { .string($0.name) } ?? .null,
      "team": .text(team),
      "level": .whole(ticket.level),
      "events": .array(events),
    ]
    format.answer(json: json, text: text(name, id, ticket, team: team, events: events))
  }

  private func text(
    _ name: String,
    _ id: TicketID,
    _ ticket: Ticket,
    team: String?,
    events: [JSONValue]
  ) -> String {
    var table = TextTable(["POSITION", "WHEN", "EVENT", "BY", "DETAILS"], alignedRight: [0])
    for event in events.compactMap(\.object) {
      let fields = (event["fields"]?.object?.members ?? []).map { member in
        "\(member.key): \(member.value.string ?? member.value.compact)"
      }
      let words = event["words"]?.string.map { ["“\(oneLine($0))”"] } ?? []
      let actor = event["actor"]?.object?.members.first
      table.add([
        event["position"]?.compact ?? "", event["occurredAt"]?.string ?? "",
        event["kind"]?.string ?? "",
        actor.map { $0.value.string ?? $0.key } ?? "",
        (fields + words).joined(separator: ", "),
      ])
    }
    let place = team.map { "\($0), level \(ticket.level)" } ?? "no team"
    let head =
      "ticket \(name) (number \(id)): \(ticket.state), \(place), revision \(ticket.revision)"
    return """
      \(Terminal.harmless(head))

      \(table.text)
      """
  }

  private func oneLine(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 80 ? line.prefix(80) + "…" : line
  }
}
