import TicketExchange
import TicketLedger

extension ClockExplanation {
  /// The explanation as answers show it.
  var json: JSONValue {
    var object = JSONObject()
    object["clock"] = .string(status.clock.name)
    object["cycle"] = .whole(status.cycle)
    object["target"] = .whole(status.target)
    object["state"] = .string(status.state.rawValue)
    object["startedAt"] = status.startedAt.json
    object["stoppedAt"] = status.stoppedAt.map(\.json) ?? .null
    object["elapsed"] = .seconds(status.elapsed)
    object["limit"] = status.limit.map(\.json) ?? .null
    object["remaining"] = status.remaining.map { .seconds($0) } ?? .null
    object["dueAt"] = status.dueAt.map(\.json) ?? .null
    object["breachedAt"] = status.breachedAt.map(\.json) ?? .null
    object["overrun"] = .seconds(status.overrun)
    object["promises"] = .array(promises.map(\.json))
    object["segments"] = .array(segments.map(\.json))
    return .object(object)
  }

  /// The explanation for people.
  var text: String {
    var title = "\n\(status.clock.name)"
    if status.cycle > 1 { title += ", cycle \(status.cycle)" }
    title += ": \(status.state.rawValue)"
    title += ", \(readable(seconds: Double(status.elapsed) / 1000)) of \(readable(status.limit))"
    if let dueAt = status.dueAt { title += ", due \(dueAt)" }
    if let breachedAt = status.breachedAt {
      title += ", late since \(breachedAt)"
      title += " by \(readable(seconds: Double(status.overrun) / 1000))"
    }
    var lines = [title]
    for promise in promises { lines.append("  " + promise.text) }
    var table = TextTable(["  FROM", "TO", "", "TIME", "BY"], alignedRight: [3])
    for segment in segments {
      let length = Double(segment.to.milliseconds(since: segment.from)) / 1000
      let events = [segment.beganBy, segment.endedBy].map { $0.map { "\($0)" } ?? "–" }
      table.add([
        "  \(segment.from)", "\(segment.to)", segment.treatment.words, readable(seconds: length),
        events.joined(separator: " to "),
      ])
    }
    if !segments.isEmpty { lines.append(table.text) }
    return lines.joined(separator: "\n")
  }
}

extension ClockExplanation.Segment {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["from"] = from.json
    object["to"] = to.json
    object["treatment"] = .string(treatment.name)
    object["counted"] = .seconds(counted)
    object["beganBy"] = beganBy.map { .whole($0.rawValue) } ?? .null
    object["endedBy"] = endedBy.map { .whole($0.rawValue) } ?? .null
    if case .paused(let reason) = treatment { object["waitingFor"] = .string(reason.name) }
    return .object(object)
  }
}

extension ClockExplanation.Treatment {
  fileprivate var name: String {
    switch self {
    case .counted: "counted"
    case .closed: "closed"
    case .paused: "paused"
    case .over: "over"
    }
  }

  fileprivate var words: String {
    switch self {
    case .counted: "counted"
    case .closed: "outside the hours"
    case .paused(let reason): "paused: \(reason.name)"
    case .over: "resolved"
    }
  }
}

extension ClockExplanation.Promise {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["from"] = from.json
    object["until"] = until.map(\.json) ?? .null
    object["beganBy"] = beganBy.map { .whole($0.rawValue) } ?? .null
    object["policy"] = .text(policy)
    object["policyPosition"] = policyPosition.map { .whole($0.rawValue) } ?? .null
    object["rule"] = .text(rule)
    object["limit"] = limit.map(\.json) ?? .null
    object["calendar"] = .text(calendar)
    object["calendarPosition"] = calendarPosition.map { .whole($0.rawValue) } ?? .null
    object["priority"] = priority.map { .whole($0) } ?? .null
    return .object(object)
  }

  fileprivate var text: String {
    guard let rule, let policy else { return "from \(from): no rule matches" }
    let place = policyPosition.map { " (adopted at position \($0))" } ?? ""
    let hours = calendar.map { " in the hours of \($0)" } ?? " around the clock"
    let level = priority.map { ", priority \($0)" } ?? ""
    return
      "from \(from): \(readable(limit))\(hours), by rule “\(rule)” of \(policy)\(place)\(level)"
  }
}
