import ArgumentParser
import TicketExchange
import TicketLedger

/// Shows how tickets move between teams and levels.
struct FlowCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Hand-offs, ping-pong, escalations and reopenings, at any instant.",
    discussion: """
      A hand-off is a move from the last known team to another; ping-pong is a hand-off into a team \
      the ticket had been in before. Moves inside a team from level to level are listed too.
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var format: FormatArguments

  @Option(name: .long, help: "List at most so many moves as text, the most frequent first.")
  var limit = 20

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit is 0 or more") }
  }

  func answer(isExport: Bool) async throws -> CommandAnswer {
    let limit = limit
    return try await time.ask(ledger) { view, asOf in
      var moves: [(move: Flow.Move, count: Int, from: String, to: String)] = []
      for (move, count) in view[Flow.self].moves {
        let from = view.name(of: move.from.team) ?? ""
        moves.append((move, count, from, view.name(of: move.to.team) ?? ""))
      }
      moves.sort {
        ($1.count, $0.from, $0.move.from.level, $0.to, $0.move.to.level)
          < ($0.count, $1.from, $1.move.from.level, $1.to, $1.move.to.level)
      }
      let flow = view[Flow.self]
      let figures: [(String, Int)] = [
        ("handoffs", flow.handoffs), ("ticketsHandedOff", flow.ticketsHandedOff),
        ("pingPong", flow.pingPong), ("ticketsPingPonged", flow.ticketsPingPonged),
        ("reopened", flow.reopened), ("ticketsReopened", flow.ticketsReopened),
        ("escalations", flow.escalations), ("deEscalations", flow.deEscalations),
      ]
      var json = JSONObject()
      json["asOf"] = asOf.json
      json["position"] = view.position.map { .whole($0.rawValue) } ?? .null
      for (name, count) in figures { json[name] = .whole(count) }
      var list: [JSONValue] = []
      for move in moves {
        list.append([
          "from": view.json(move.move.from), "to": view.json(move.move.to),
          "count": .whole(move.count),
        ])
      }
      json["moves"] = .array(list)
      var table = TextTable(["FROM", "LEVEL", "TO", "LEVEL", "MOVES"], alignedRight: [1, 3, 4])
      for move in moves.prefix(limit) {
        table.add([
          move.from, "\(move.move.from.level)", move.to, "\(move.move.to.level)", "\(move.count)",
        ])
      }
      let more = moves.count > limit ? "\n… and \(moves.count - limit) more; see --limit" : ""
      return CommandAnswer(
        json: .object(json),
        text: """
          as of \(asOf):
            \(flow.handoffs) hand-offs of \(flow.ticketsHandedOff) tickets
            \(flow.pingPong) of them back to a team (ping-pong), \(flow.ticketsPingPonged) tickets
            \(flow.escalations) escalations, \(flow.deEscalations) de-escalations
            \(flow.reopened) reopenings of \(flow.ticketsReopened) tickets

          \(table.text)\(more)
          """,
        columns: ["moves": ["from.team", "from.level", "to.team", "to.level", "count"]]
      )
    }
  }
}
