import TicketExchange
import TicketLedger

/// A breach with the names of its ticket and its team.
struct NamedBreach: Sendable {
  let status: ClockStatus
  let ticket: String
  let team: String?

  /// Finds the names of breaches.
  static func named(_ statuses: [ClockStatus], in ledger: Ledger) throws -> [NamedBreach] {
    let teams = ledger.read { view in
      var teams: [TermID: String] = [:]
      for team in Set(statuses.compactMap(\.queue.team)) { teams[team] = view.name(of: team) }
      return teams
    }
    return try statuses.map { status in
      NamedBreach(
        status: status,
        ticket: try ledger.reference(of: status.ticket) ?? "\(status.ticket)",
        team: status.queue.team.flatMap { teams[$0] }
      )
    }
  }

  /// The breach as answers show it.
  var json: JSONValue {
    [
      "ticket": .string(ticket),
      "number": .whole(status.ticket.rawValue),
      "clock": .string(status.clock.name),
      "cycle": .whole(status.cycle),
      "policy": .string(status.policy),
      "rule": .string(status.rule),
      "dueAt": status.dueAt.map(\.json) ?? .null,
      "breachedAt": status.breachedAt.map(\.json) ?? .null,
      "stoppedAt": status.stoppedAt.map(\.json) ?? .null,
      "elapsed": .seconds(status.elapsedInMilliseconds),
      "overrun": .seconds(status.overrunInMilliseconds),
      "team": .text(team),
      "level": .whole(status.queue.level),
    ]
  }

  /// A table of the first of some breaches, and a line that counts the others; nothing where there is
  /// none.
  static func table(_ breaches: [NamedBreach], title: String, limit: Int) -> [String] {
    var lines: [String] = []
    if !breaches.isEmpty, limit > 0 {
      var table = TextTable(
        [title, "CLOCK", "CYCLE", "TEAM", "LEVEL", "DUE", "LATE SINCE", "STOPPED", "OVERRUN"],
        alignedRight: [2, 4, 8]
      )
      for breach in breaches.prefix(limit) {
        let status = breach.status
        table.add([
          breach.ticket, status.clock.name, "\(status.cycle)", breach.team ?? "(no team)",
          "\(status.queue.level)", status.dueAt?.description ?? "–",
          status.breachedAt?.description ?? "–", status.stoppedAt?.description ?? "running",
          readable(openTime: status.overrunInMilliseconds),
        ])
      }
      lines += ["", table.text]
    }
    if breaches.count > limit {
      let word = limit > 0 ? "more" : "breaches not shown"
      lines.append("… and \(breaches.count - limit) \(word); see --limit")
    }
    return lines
  }
}
