import ArgumentParser
import TicketExchange
import TicketLedger

/// Shows one ticket's whole history.
struct TicketCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ticket",
    abstract: "One ticket's whole history: who did what when, and why.",
    discussion: """
      --explain shows its service-level clocks: every stretch of time that was counted or not, the \
      events that began and ended it, and the promises that were in force. --proof writes the history as \
      it was hashed, with the proof of each event, in one JSON document that needs no ledger to be \
      checked: see check-proof.

      A text that is some ticket's reference is that ticket; else it may be a ticket's number. '#12' \
      (quoted, since a shell takes # for a comment) is the ticket of number 12 also where another has \
      the reference 12.
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var format: FormatArguments

  @Flag(name: .long, help: "Explain its service-level clocks.")
  var explain = false

  @Option(
    name: .long,
    help: "Explain this clock only, as --explain does all: \(ServiceClock.names)."
  )
  var clock: String?

  @Flag(name: .long, help: "Write the history with its proof, to be checked by check-proof.")
  var proof = false

  @Argument(help: "The ticket's external reference, or its number: 12, or '#12'.")
  var reference: String

  func validate() throws {
    guard !proof || (!explain && clock == nil && time.asOf == nil && time.knownAt == nil) else {
      throw ValidationError("--proof is the history up to the last checkpoint; give it alone")
    }
    if let clock, ServiceClock(name: clock) == nil {
      throw ValidationError("--clock: there is no clock \(clock); use \(ServiceClock.names)")
    }
  }

  func run() async throws {
    try await ledger.reading(examining: proof) { ledger in
      if proof { try await prove(ledger) } else { try show(ledger) }
    }
  }

  private func prove(_ ledger: Ledger) async throws {
    let id = try number(ledger)
    let (note, size) = try ledger.keptCheckpoint()
    guard let key = try ledger.logKey() else {
      throw Problem("the log has no signing key; run checkpoint with one first")
    }
    guard
      let proof = try await HistoryProof(of: id, in: note, signedBy: key, ledger: ledger)
    else {
      throw Problem(
        "ticket \(reference) is not in the last checkpoint, of \(size) events; run checkpoint first"
      )
    }
    Terminal.say(proof.json.pretty)
  }

  private func number(_ ledger: Ledger) throws -> TicketID {
    if let id = try ledger.number(of: .reference(reference)) { return id }
    if let id = markedNumber, try ledger.number(of: .number(id)) != nil { return id }
    throw Problem("no ticket has the reference or number \(reference); see `tickets`")
  }

  /// The number in `#12`; nil where the text is none of that form.
  private var markedNumber: TicketID? {
    guard reference.hasPrefix("#"), let number = UInt64(reference.dropFirst()),
      reference == "#\(number)"
    else { return nil }
    return TicketID(number)
  }

  private func show(_ ledger: Ledger) throws {
    let id = try number(ledger)
    let history = try known(of: id, ledger) ?? []
    let instant = try time.instant(of: ledger)
    guard !history.isEmpty else {
      throw Problem("ticket \(reference) was not there as of \(instant)")
    }
    var ticket = Ticket(id: id)
    for recorded in history {
      if case .ticket(let event) = recorded.event { ticket.evolve(with: event, of: recorded) }
    }
    let names = LedgerNames(ledger)
    var events: [JSONValue] = []
    for recorded in history {
      let words = try ledger.words(at: recorded.position)
      let label = try ledger.label(at: recorded.position)
      events.append(
        .object(EventJSON.object(of: recorded, label: label, words: words, names: names))
      )
    }
    let name = try ledger.reference(of: id) ?? "\(id)"
    let team = ticket.team.flatMap { names.name(of: $0) }
    var json = JSONObject()
    json["ticket"] = .string(name)
    json["number"] = .whole(id.rawValue)
    json["state"] = .string(ticket.state.name)
    json["waitingFor"] = ticket.state.reason.map { .string($0.name) } ?? .null
    json["team"] = .text(team)
    json["level"] = .whole(ticket.level)
    json["events"] = .array(events)
    var lines = text(name, id, ticket, team: team, events: events)
    if explain || clock != nil {
      let clock = clock.flatMap { ServiceClock(name: $0) }
      let explanations =
        try ledger.explain(.number(id), clock: clock, asOf: instant, knownAt: time.knownAt) ?? []
      json["asOf"] = instant.json
      json["clocks"] = .array(explanations.map(\.json))
      lines += "\n\nclocks as of \(instant):\n" + explanations.map(\.text).joined(separator: "\n")
      if explanations.isEmpty { lines += "none has a target; see `policy adopt`" }
    }
    format.answer(json: .object(json), text: lines)
    try hint(at: events)
  }

  /// Says how words are read that are sealed; where a folder of keys was named, or had the wrong ones, that
  /// was said before.
  private func hint(at events: [JSONValue]) throws {
    let keys = try self.ledger.keyFolder()
    guard !keys.isNamed, case .plain = try keys.privacy(),
      events.contains(where: { $0.object?["unreadable"] == "sealed" })
    else { return }
    Terminal.complain(
      "words are sealed: name the folder of the ledger's keys with --keys; looked for in \(keys.path)"
    )
  }

  /// The ticket's events as of the instant and knowledge asked for; nil where there is no such ticket.
  private func known(of id: TicketID, _ ledger: Ledger) throws -> [RecordedEvent]? {
    let limit = time.asOf == nil && time.knownAt == nil ? nil : try time.instant(of: ledger)
    let end = try time.knownAt.map { try ledger.eventCount(knownAt: $0) }
    return try ledger.history(of: .number(id))?.filter { recorded in
      (limit.map { recorded.occurredAt <= $0 } ?? true)
        && (end.map { recorded.position.rawValue < $0 } ?? true)
    }
  }

  private func text(
    _ name: String,
    _ id: TicketID,
    _ ticket: Ticket,
    team: String?,
    events: [JSONValue]
  ) -> String {
    let place = team.map { "\($0), level \(ticket.level)" } ?? "no team"
    let head =
      "ticket \(name) (number \(id)): \(ticket.state), \(place), revision \(ticket.revision)"
    return """
      \(Terminal.harmless(head))

      \(EventTable.text(events.compactMap(\.object)))
      """
  }
}
