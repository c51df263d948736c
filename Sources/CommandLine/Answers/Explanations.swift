import TicketExchange
import TicketLedger

extension ClockExplanation {
  /// The explanation as answers show it.
  var json: JSONValue {
    [
      "clock": .string(status.clock.name),
      "cycle": .whole(status.cycle),
      "target": .whole(status.target),
      "state": .string(status.state.rawValue),
      "startedAt": status.startedAt.json,
      "stoppedAt": status.stoppedAt.map(\.json) ?? .null,
      "elapsed": .seconds(status.elapsed),
      "remaining": status.remaining.map { .seconds($0) } ?? .null,
      "dueAt": status.dueAt.map(\.json) ?? .null,
      "breachedAt": status.breachedAt.map(\.json) ?? .null,
      "overrun": .seconds(status.overrun),
      "promises": .array(promises.map(\.json)),
      "segments": .array(segments.map(\.json)),
    ]
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
    var object: JSONObject = [
      "from": from.json, "to": to.json, "treatment": .string(treatment.name),
      "counted": .seconds(counted),
      "beganBy": beganBy.map { .whole($0.rawValue) } ?? .null,
      "endedBy": endedBy.map { .whole($0.rawValue) } ?? .null,
    ]
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
    [
      "from": from.json,
      "until": until.map(\.json) ?? .null,
      "beganBy": beganBy.map { .whole($0.rawValue) } ?? .null,
      "policy": .text(policy),
      "policyPosition": policyPosition.map { .whole($0.rawValue) } ?? .null,
      "rule": .text(rule),
      "limit": limit.map(\.json) ?? .null,
      "calendar": .text(calendar),
      "calendarPosition": calendarPosition.map { .whole($0.rawValue) } ?? .null,
      "priority": priority.map { .whole($0) } ?? .null,
    ]
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
