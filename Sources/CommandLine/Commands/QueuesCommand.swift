import ArgumentParser
import TicketExchange
import TicketLedger

/// Shows the open tickets by team and level.
struct QueuesCommand: AnsweringCommand {
  static let configuration = CommandConfiguration(
    commandName: "queues",
    abstract: "Open tickets by team and level, at any instant.",
    discussion: "Tickets that no team holds are one queue too."
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var time: TimeArguments
  @OptionGroup var format: FormatArguments

  @Option(name: .long, help: "Only the queues of this team.")
  var team: String?

  @Option(
    name: .long,
    parsing: .unconditional,
    help: "Only the queues of this level.",
    transform: WholeNumber.level
  )
  var level: UInt8?

  func answer(isExport: Bool) async throws -> CommandAnswer {
    let (team, level, arguments) = (team, level, self)
    let asked: [any Projection.Type] = [Queues.self, ServiceLevels.self]
    return try await time.ask(ledger, examining: isExport, projections: asked) { view, asOf in
      if let team { _ = try view.term(team, in: .team, option: "--team") }
      let queues = view[Queues.self]
      var named: [(name: String?, summary: QueueSummary)] = []
      for summary in view.queues(asOf: asOf) {
        named.append((view.name(of: summary.queue.team), summary))
      }
      named.sort {
        ($0.name ?? "", $0.summary.queue.level) < ($1.name ?? "", $1.summary.queue.level)
      }
      named = named.filter { team == nil || $0.name == team }
      named = named.filter { level == nil || $0.summary.queue.level == level }
      let (open, unrouted) = (queues.openCount, queues.unroutedCount)
      let position = view.position
      let ageing = queues.ageing(at: asOf)
      return CommandAnswer(
        json: [
          "asOf": asOf.json,
          "position": position.map { .whole($0.rawValue) } ?? .null,
          "open": .whole(open),
          "unrouted": .whole(unrouted),
          "ageing": ageing.json,
          "queues": .array(named.map { $0.summary.json(team: $0.name) }),
        ],
        text: text(named, open: open, ageing: ageing, asOf: asOf),
        columns: [
          "queues": [
            "team", "level", "open", "waiting", "oldestOpenedAt", "nextDueAt", "breached",
          ]
        ],
        notes: arguments.ledger.notes(onPromisesIn: view, knownAt: arguments.time.knownAt)
      )
    }
  }

  @Sendable private func text(
    _ named: [(name: String?, summary: QueueSummary)],
    open: Int,
    ageing: Ageing,
    asOf: Instant
  ) -> String {
    var table = TextTable(
      ["TEAM", "LEVEL", "OPEN", "WAITING", "LATE", "NEXT DUE", "OLDEST"],
      alignedRight: [1, 2, 3, 4]
    )
    for (name, summary) in named {
      table.add([
        name ?? "(no team)", "\(summary.queue.level)", "\(summary.open)", "\(summary.waiting)",
        "\(summary.breached)", summary.nextDueAt?.description ?? "–", "\(summary.oldestOpenedAt)",
      ])
    }
    return """
      \(counted(open, "ticket")) open as of \(asOf); age in days: under 7: \(ageing.underSevenDays), \
      7 to 30: \(ageing.sevenToThirtyDays), 30 to 90: \(ageing.thirtyToNinetyDays), \
      over 90: \(ageing.overNinetyDays)

      \(table.text)
      """
  }
}

extension Ageing {
  fileprivate var json: JSONValue {
    [
      "under7Days": .whole(underSevenDays), "from7To30Days": .whole(sevenToThirtyDays),
      "from30To90Days": .whole(thirtyToNinetyDays), "over90Days": .whole(overNinetyDays),
    ]
  }
}

extension QueueSummary {
  fileprivate func json(team: String?) -> JSONValue {
    [
      "team": .text(team),
      "level": .whole(queue.level),
      "open": .whole(open),
      "waiting": .whole(waiting),
      "oldestOpenedAt": oldestOpenedAt.json,
      "nextDueAt": nextDueAt.map(\.json) ?? .null,
      "breached": .whole(breached),
    ]
  }
}
