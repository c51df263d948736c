import TicketExchange
import TicketLedger

/// A clock's status with the name of the team that a view gave its number.
struct NamedStatus: Sendable {
  let status: ClockStatus
  let team: String?

  /// A breach as answers show it.
  func json(_ ledger: Ledger) throws -> JSONValue {
    [
      "ticket": .string(try ledger.reference(of: status.ticket) ?? "\(status.ticket)"),
      "number": .whole(status.ticket.rawValue),
      "clock": .string(status.clock.name),
      "cycle": .whole(status.cycle),
      "policy": .string(status.policy),
      "rule": .string(status.rule),
      "dueAt": status.dueAt.map(\.json) ?? .null,
      "breachedAt": status.breachedAt.map(\.json) ?? .null,
      "stoppedAt": status.stoppedAt.map(\.json) ?? .null,
      "elapsed": .seconds(status.elapsed),
      "overrun": .seconds(status.overrun),
      "team": .text(team),
      "level": .whole(status.queue.level),
    ]
  }
}

extension JSONValue {
  /// A duration in seconds, whole where it is.
  static func seconds(_ milliseconds: Int64) -> JSONValue {
    milliseconds % 1000 == 0 ? .whole(milliseconds / 1000) : .number(Double(milliseconds) / 1000)
  }
}

extension ComplianceCounts {
  /// The counts as answers show them.
  var json: JSONValue {
    [
      "clocks": .whole(clocks), "met": .whole(met), "breached": .whole(breached),
      "running": .whole(running), "compliance": compliance.map { .number($0) } ?? .null,
    ]
  }

  /// The counts in one line.
  var text: String {
    "\(clocks) clocks, \(met) met, \(breached) breached, \(running) running, "
      + "compliance \(percent(compliance))"
  }
}

/// A share of 1 for people.
func percent(_ share: Double?) -> String {
  guard let share else { return "–" }
  let tenths = Int((share * 1000).rounded())
  return "\(tenths / 10).\(tenths % 10) %"
}

/// A limit for people.
func readable(_ limit: TargetLimit?) -> String {
  switch limit {
  case nil: "no limit"
  case .duration(let milliseconds): readable(seconds: Double(milliseconds) / 1000)
  case .workingDays(let days, let endOfDay):
    "\(days) working days" + (endOfDay ? ", to the end of the day" : "")
  }
}

extension TargetLimit {
  /// The limit as answers show it: seconds, or working days.
  var json: JSONValue {
    switch self {
    case .duration(let milliseconds): .seconds(milliseconds)
    case .workingDays(let days, let endOfDay):
      ["workingDays": .whole(days), "endOfDay": .bool(endOfDay)]
    }
  }
}
