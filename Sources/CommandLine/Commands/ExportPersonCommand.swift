import ArgumentParser
import TicketExchange
import TicketLedger

/// Writes everything held about a person.
struct ExportPersonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person",
    abstract: "Write everything held about a person: for them to read, or as JSON.",
    discussion: """
      Who they are, each event of the tickets that they asked for with all its words, whoever wrote them, \
      and the other events that name them. What they wrote in others' tickets, as an agent, belongs to \
      those who asked for these, and is left out.
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var format: FormatArguments
  @OptionGroup var output: OutputArguments

  @Option(
    name: .long,
    parsing: .unconditional,
    help: ArgumentHelp("Name them by the ledger's own number of them instead.", valueName: "n"),
    transform: WholeNumber.person
  )
  var number: UInt32?

  @Argument(help: "What identifies the person outside.")
  var person: String?

  func validate() throws {
    guard NamedPerson(identity: person, number: number) != nil else {
      throw ValidationError("name one person: by what identifies them outside, or with --number N")
    }
  }

  func run() async throws {
    let json = try await ledger.reading(examining: true) { ledger in
      guard let named = NamedPerson(identity: person, number: number),
        let number = try named.number(in: ledger)
      else { throw Problem("whoever had that identity was erased; --number N names them") }
      guard let record = try await ledger.personalRecord(of: number) else {
        throw Problem("no person has the number \(number.rawValue)")
      }
      return try record.json(in: ledger, names: LedgerNames(ledger))
    }
    let text = format.format == .json ? JSONValue.object(json).pretty : text(of: json)
    let file = try output.open()
    try file.write(Array((text + "\n").utf8))
    try file.close()
  }

  private func text(of json: JSONObject) -> String {
    let isErased = json["erased"] == .bool(true)
    let identity = json["identity"]?.string ?? (isErased ? "[erased]" : "[identity not readable]")
    var lines = [
      "Everything held about \(Terminal.harmless(identity)), person \(json["person"]?.compact ?? "")",
      "registered \(json["registeredAt"]?.string ?? "")",
    ]
    if let erased = json["erasure"]?.object {
      let basis = Terminal.harmless(erased["basis"]?.string ?? "")
      lines.append("erased \(erased["at"]?.string ?? ""), on the basis: \(basis)")
    }
    let tickets = (json["tickets"]?.array ?? []).compactMap(\.object)
    lines += ["", "Tickets asked for: \(tickets.count)"]
    for ticket in tickets {
      let name = Terminal.harmless(ticket["ticket"]?.string ?? "")
      lines += ["", "ticket \(name), \(ticket["state"]?.string ?? "")"]
      for event in (ticket["events"]?.array ?? []).compactMap(\.object) {
        lines += self.lines(of: event)
      }
    }
    let mentions = (json["mentions"]?.array ?? []).compactMap(\.object)
    lines += ["", "Other events that name them, without words: \(mentions.count)"]
    for event in mentions { lines += self.lines(of: event) }
    return lines.joined(separator: "\n")
  }

  /// An event in a line, and each line of its words in one more.
  private func lines(of event: JSONObject) -> [String] {
    let fields = (event["fields"]?.object?.members ?? []).map { member in
      "\(member.key): \(EventTable.readable(member.value))"
    }
    let by = EventTable.actor(event["actor"]?.object)
    let place = event["ticket"]?.string.map { ["ticket \($0)"] } ?? []
    let head =
      "  \(event["occurredAt"]?.string ?? "")  \(event["kind"]?.string ?? "") by \(by)"
    let details = (place + fields).joined(separator: ", ")
    let written = EventTable.isErased(event) ? "[erased]" : event["words"]?.string
    let words = written ?? event["unreadable"]?.string.map { "[\($0)]" } ?? ""
    let texts = words.split(whereSeparator: \.isNewline).map { "      " + String($0) }
    return ([details.isEmpty ? head : head + ": " + details] + texts).map { Terminal.harmless($0) }
  }
}
