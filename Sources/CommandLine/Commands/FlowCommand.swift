import ArgumentParser
import TicketExchange
import TicketLedger

/// Shows how tickets move between teams and levels.
struct FlowCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Hand-offs, time in each queue, first-contact resolution, waits, at any instant.",
    usage: "ticket-ledger flow [<options>]",
    discussion: """
      A hand-off is a move from the last known team to another; ping-pong is a hand-off into a team \
      the ticket had been in before. Moves inside a team from level to level are listed too. A stay \
      ends when the ticket leaves the queue or is over. A ticket is solved at the first contact where \
      it was resolved at level 1, never moved, with one contact of an agent, and was not reopened \
      within the window. A wait for the requester is suspicious where no agent wrote to the \
      requester, or where it stopped a clock shortly before its due time.

        ticket-ledger flow --from 2016-03-01 --until 2016-04-01 --dimension service=VPN
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var figures: FigureArguments
  @OptionGroup var windowArguments: WindowArguments
  @OptionGroup var format: FormatArguments

  @Option(
    name: .long,
    parsing: .unconditional,
    help: ArgumentHelp(
      "A wait is suspicious where it stops a clock within so many minutes before its due time.",
      valueName: "minutes"
    )
  )
  var beforeDeadline = Flow.minutesBeforeDeadline

  @Flag(name: .long, help: "List the suspicious waits as text; JSON always holds them.")
  var waits = false

  @Option(
    name: .long,
    parsing: .unconditional,
    help: "List at most so many rows of each table as text."
  )
  var limit = 20

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit is 0 or more") }
    guard 0...5_000_000 ~= beforeDeadline else {
      throw ValidationError("--before-deadline is from 0 to 5000000 minutes")
    }
  }

  func answer(isExport: Bool) async throws -> CommandAnswer {
    try await ledger.reading(examining: isExport) { ledger in
      let arguments = self
      let answer = try await time.ask(of: ledger) { view, asOf in
        FlowAnswer(
          view,
          try arguments.figures.filter(in: view),
          windowInDays: arguments.windowArguments.window,
          minutes: arguments.beforeDeadline,
          asOf: asOf
        )
      }
      let suspicious = try answer.suspicious.map { try $0.json(ledger) }
      return CommandAnswer(
        json: json(of: answer, suspicious),
        text: text(of: answer, suspicious),
        columns: [
          "moves": ["from.team", "from.level", "to.team", "to.level", "count"],
          "hops": ["team", "level", "count", "mean", "p50", "p90"],
          "solvedByLevel": ["level", "tickets", "share"],
          "levelFlow": ["from", "to", "count"],
          "suspiciousWaits": [
            "ticket", "number", "team", "level", "from", "to", "unannounced", "clock", "dueAt",
          ],
        ]
      )
    }
  }

  private func json(of answer: FlowAnswer, _ suspicious: [JSONValue]) -> JSONValue {
    let waiting = answer.summary.waiting
    var json = JSONObject()
    json["asOf"] = answer.asOf.json
    json["position"] = answer.position.map { .whole($0) } ?? .null
    figures.add(to: &json)
    for (name, count) in answer.summary.counts { json[name] = .whole(count) }
    json["moves"] = .array(answer.moves.map(\.json))
    json["hops"] = .array(answer.stays.map(\.json))
    json["firstContact"] = answer.summary.solved.firstContact(
      windowInDays: windowArguments.window
    )
    json["solvedByLevel"] = answer.summary.solved.levels
    json["levelFlow"] = .array(answer.levels.map(\.json))
    json["suspiciousWaits"] = .array(suspicious)
    json["waiting"] = [
      "openTime": .number(optional: waiting.openTimeInSeconds),
      "waitingTime": .number(optional: waiting.waitingTimeInSeconds),
      "share": .number(optional: waiting.share),
      "waits": .whole(waiting.waits),
      "unannounced": answer.unannounced.map { .whole($0) } ?? .null,
      "beforeDeadline": .whole(answer.beforeDeadline),
      "withinMinutes": .whole(beforeDeadline),
      "suspicious": .array(suspicious),
    ]
    return .object(json)
  }

  private func text(of answer: FlowAnswer, _ suspicious: [JSONValue]) -> String {
    let (flow, solved) = (answer.summary, answer.summary.solved)
    let unannounced =
      answer.unannounced.map { "\($0) of them without a message" }
      ?? "the ledger knows of no agent's reply, so that none can be called unannounced"
    var lines = [
      figures.title(asOf: answer.asOf) + ":",
      "  \(counted(flow.handoffs, "hand-off")) of \(counted(flow.ticketsHandedOff, "ticket"))",
      "  \(flow.pingPong) of them back to a team (ping-pong), "
        + counted(flow.ticketsPingPonged, "ticket"),
      "  \(counted(flow.escalations, "escalation")), "
        + counted(flow.deEscalations, "de-escalation"),
      "  \(counted(flow.reopened, "reopening")) of \(counted(flow.ticketsReopened, "ticket"))",
      "  \(percent(solved.firstContactShare)) of \(counted(solved.tickets, "solved ticket")) at first contact",
      "  \(percent(flow.waiting.share)) of open time waited for the requester",
      "  \(counted(flow.waiting.waits, "wait")) for the requester, \(unannounced)",
      "  \(answer.beforeDeadline) of them within \(beforeDeadline) minutes before a due time",
    ]
    for (level, count) in solved.byLevel.sorted(by: { $0.key < $1.key }) {
      let share = percent(solved.share(ofLevel: level))
      lines.append("  level \(level) solved \(counted(count, "ticket")), \(share)")
    }
    lines += ["", moves(of: answer), "", stays(of: answer)]
    if waits { lines += ["", table(of: suspicious)] }
    return lines.joined(separator: "\n")
  }

  private func moves(of answer: FlowAnswer) -> String {
    var table = TextTable(
      ["FROM", "LEVEL", "TO", "LEVEL", "MOVES", "MEAN STAY", "MEDIAN", "90 %"],
      alignedRight: [1, 3, 4, 5, 6, 7]
    )
    for move in answer.moves.prefix(limit) {
      let (from, to) = (move.summary.move.from.level, move.summary.move.to.level)
      table.add(
        [move.from ?? "", "\(from)", move.to ?? "", "\(to)", "\(move.summary.count)"]
          + move.summary.stay.texts
      )
    }
    return table.text + more(answer.moves.count)
  }

  private func stays(of answer: FlowAnswer) -> String {
    var table = TextTable(
      ["QUEUE", "LEVEL", "STAYS", "MEAN", "MEDIAN", "90 %"],
      alignedRight: [1, 2, 3, 4, 5]
    )
    for stay in answer.stays.prefix(limit) {
      let (level, count) = (stay.summary.queue.level, stay.summary.time.count)
      table.add([stay.team ?? "(no team)", "\(level)", "\(count)"] + stay.summary.time.texts)
    }
    return table.text + more(answer.stays.count)
  }

  private func table(of suspicious: [JSONValue]) -> String {
    var table = TextTable(
      ["TICKET", "TEAM", "LEVEL", "WAITED FROM", "TO", "MESSAGE", "CLOCK", "DUE"],
      alignedRight: [2]
    )
    for wait in suspicious.prefix(limit).compactMap(\.object) {
      table.add([
        wait["ticket"]?.string ?? "", wait["team"]?.string ?? "(no team)",
        wait["level"]?.compact ?? "", wait["from"]?.string ?? "", wait["to"]?.string ?? "waits",
        wait["unannounced"]?.bool == true ? "none" : "–", wait["clock"]?.string ?? "–",
        wait["dueAt"]?.string ?? "–",
      ])
    }
    return table.text + more(suspicious.count)
  }

  private func more(_ count: Int) -> String {
    count > limit ? "\n… and \(count - limit) more; see --limit" : ""
  }
}
