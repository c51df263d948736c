import TicketExchange
import TicketLedger

/// What a view tells of the flow of work, with names.
struct FlowAnswer: Sendable {
  let asOf: Instant
  /// Where the last event known stands; nil where none is.
  let position: UInt64?
  let summary: FlowSummary
  /// The moves, the most frequent first.
  let moves: [Move]
  /// The queues, the one with most stays first.
  let stays: [Stay]
  /// Nil where the ledger knows of no agent's reply, so that nothing can be said.
  let unannounced: Int?
  let suspicious: [Suspicion]
  /// The ways of the tickets opened in the period, through the levels.
  let levels: [FlowLink]

  struct Move: Sendable {
    let from: String?
    let to: String?
    let summary: MoveSummary
  }

  struct Stay: Sendable {
    let team: String?
    let summary: StaySummary
  }

  struct Suspicion: Sendable {
    let team: String?
    let wait: SuspiciousWait
  }

  init(
    _ view: borrowing LedgerView,
    _ filter: FigureFilter,
    windowInDays: Int,
    minutes: Int,
    asOf instant: Instant
  ) {
    asOf = instant
    position = view.position?.rawValue
    levels = view.levelFlow(filter)
    summary = view.flow(filter, windowInDays: windowInDays, asOf: instant)
    unannounced = view[Flow.self].knowsReplies ? summary.waiting.unannounced : nil
    var moves: [Move] = []
    for move in summary.moves {
      let from = view.name(of: move.move.from.team)
      moves.append(Move(from: from, to: view.name(of: move.move.to.team), summary: move))
    }
    self.moves = moves.sorted { $0.order < $1.order }
    var stays: [Stay] = []
    for stay in summary.stays {
      stays.append(Stay(team: view.name(of: stay.queue.team), summary: stay))
    }
    self.stays = stays.sorted { $0.order < $1.order }
    var suspicious: [Suspicion] = []
    for wait in view.suspiciousWaits(filter, withinMinutes: minutes, asOf: instant) {
      suspicious.append(Suspicion(team: view.name(of: wait.queue.team), wait: wait))
    }
    self.suspicious = suspicious
  }

  /// Waits set shortly before a due time that they stopped.
  var beforeDeadline: Int { suspicious.count { $0.wait.deadline != nil } }
}

extension FlowAnswer.Move {
  fileprivate var order: (Int, String, UInt8, String, UInt8) {
    let move = summary.move
    return (-summary.count, from ?? "", move.from.level, to ?? "", move.to.level)
  }

  var json: JSONValue {
    [
      "from": ["team": .text(from), "level": .whole(summary.move.from.level)],
      "to": ["team": .text(to), "level": .whole(summary.move.to.level)],
      "count": .whole(summary.count),
      "stay": .object(summary.stay.json(percentiles: [50, 90])),
    ]
  }
}

extension FlowAnswer.Stay {
  fileprivate var order: (Int, String, UInt8) {
    (-summary.time.count, team ?? "", summary.queue.level)
  }

  var json: JSONValue {
    var object = JSONObject()
    object["team"] = .text(team)
    object["level"] = .whole(summary.queue.level)
    object.add(summary.time.json(percentiles: [50, 90]))
    return .object(object)
  }
}

extension FlowLink {
  var json: JSONValue {
    ["from": .string(from.name), "to": .string(to.name), "count": .whole(count)]
  }
}

extension FlowStage {
  /// What answers call it.
  fileprivate var name: String {
    switch self {
    case .intake: "intake"
    case .level(let level): "level \(level)"
    case .resolved: "resolved"
    case .cancelled: "cancelled"
    case .open: "open"
    }
  }
}

extension FlowAnswer.Suspicion {
  func json(_ ledger: Ledger) throws -> JSONValue {
    [
      "ticket": .string(try ledger.reference(of: wait.ticket) ?? "\(wait.ticket)"),
      "number": .whole(wait.ticket.rawValue),
      "team": .text(team),
      "level": .whole(wait.queue.level),
      "from": wait.from.json,
      "to": wait.to.map(\.json) ?? .null,
      "unannounced": .bool(wait.isUnannounced),
      "clock": .text(wait.deadline?.clock.name),
      "dueAt": wait.deadline.map(\.dueAt.json) ?? .null,
    ]
  }
}

extension FlowSummary {
  /// The figures that are mere counts.
  var counts: [(name: String, count: Int)] {
    [
      ("handoffs", handoffs), ("ticketsHandedOff", ticketsHandedOff), ("pingPong", pingPong),
      ("ticketsPingPonged", ticketsPingPonged), ("reopened", reopened),
      ("ticketsReopened", ticketsReopened), ("escalations", escalations),
      ("deEscalations", deEscalations),
    ]
  }
}

extension SolvedSummary {
  /// What was solved at the first contact.
  func firstContact(windowInDays: Int) -> JSONValue {
    [
      "windowDays": .whole(windowInDays),
      "resolved": .whole(tickets),
      "atFirstContact": .whole(atFirstContact),
      "share": .number(optional: firstContactShare),
      "reopenedWithinWindow": .whole(reopenedWithinWindow),
      "provisional": .whole(provisional),
    ]
  }

  /// What was solved at each level.
  var levels: JSONValue {
    .array(
      byLevel.sorted { $0.key < $1.key }.map { level, count in
        [
          "level": .whole(level), "tickets": .whole(count),
          "share": .number(optional: share(ofLevel: level)),
        ]
      }
    )
  }
}
