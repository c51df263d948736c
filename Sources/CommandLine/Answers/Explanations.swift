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
    object["elapsed"] = .seconds(status.elapsedInMilliseconds)
    object["limit"] = status.limit.map(\.json) ?? .null
    object["remaining"] = status.remainingInMilliseconds.map { .seconds($0) } ?? .null
    object["dueAt"] = status.dueAt.map(\.json) ?? .null
    object["breachedAt"] = status.breachedAt.map(\.json) ?? .null
    object["overrun"] = .seconds(status.overrunInMilliseconds)
    object["promises"] = .array(promises.map(\.json))
    object["segments"] = .array(segments.map(\.json))
    return .object(object)
  }

  /// The explanation for people.
  var text: String {
    var lines = ["\n" + title]
    for promise in promises { lines.append("  " + promise.text) }
    var table = TextTable(["  FROM", "TO", "", "TIME", "BY"], alignedRight: [3])
    for stretches in stretchesBetweenEvents {
      if stretches.count <= ClockExplanation.mostStretchesShown {
        for segment in stretches { table.add(row(of: segment)) }
      } else {
        table.add(row(ofMany: stretches))
      }
    }
    if !segments.isEmpty { lines.append(table.text) }
    return lines.joined(separator: "\n")
  }

  /// The most stretches of one wait or work that are shown one by one.
  private static let mostStretchesShown = 8

  private var title: String {
    var title = status.clock.name
    if status.cycle > 1 { title += ", cycle \(status.cycle)" }
    title += ": \(status.state.rawValue), "
    if let limit = status.limit {
      title +=
        "\(timeText(status.elapsedInMilliseconds)) of \(readable(limit, isOpenTime: isOpenTime))"
    } else {
      title += "\(timeText(status.elapsedInMilliseconds)), without a limit"
    }
    if let dueAt = status.dueAt { title += ", due \(dueAt)" }
    if let breachedAt = status.breachedAt {
      title += ", late since \(breachedAt) by \(timeText(status.overrunInMilliseconds))"
    }
    return title
  }

  /// Whether a calendar says what is counted.
  private var isOpenTime: Bool { promises.last?.calendar != nil }

  private func timeText(_ milliseconds: Int64) -> String {
    readable(milliseconds, isOpenTime: isOpenTime)
  }

  /// The segments, those together between which no event lies.
  private var stretchesBetweenEvents: [ArraySlice<Segment>] {
    var runs: [ArraySlice<Segment>] = []
    var start = segments.startIndex
    for place in segments.indices {
      let next = place + 1
      guard next == segments.endIndex || segments[next].beganBy != nil else { continue }
      runs.append(segments[start..<next])
      start = next
    }
    return runs
  }

  private func row(of segment: Segment) -> [String] {
    let length = segment.to.milliseconds(since: segment.from)
    return [
      "  \(segment.from)", "\(segment.to)", segment.treatment.words,
      segment.countedInMilliseconds > 0
        ? timeText(segment.countedInMilliseconds)
        : readable(seconds: Double(length) / 1000),
      ClockExplanation.events(from: segment, to: segment),
    ]
  }

  /// One row for stretches between which the calendar only opens and closes.
  private func row(ofMany segments: ArraySlice<Segment>) -> [String] {
    guard let first = segments.first, let last = segments.last else { return [] }
    let counted = segments.filter { $0.countedInMilliseconds > 0 }
    let words = counted.first?.treatment.words ?? last.treatment.words
    return [
      "  \(first.from)", "\(last.to)", "\(words) in \(counted.count) stretches",
      timeText(counted.reduce(0) { $0 + $1.countedInMilliseconds }),
      ClockExplanation.events(from: first, to: last),
    ]
  }

  private static func events(from first: Segment, to last: Segment) -> String {
    [first.beganBy, last.endedBy].map { $0.map { "\($0)" } ?? "–" }.joined(separator: " to ")
  }
}

extension ClockExplanation.Segment {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["from"] = from.json
    object["to"] = to.json
    object["treatment"] = .string(treatment.name)
    object["counted"] = .seconds(countedInMilliseconds)
    object["beganBy"] = beganBy.map { .whole($0.rawValue) } ?? .null
    object["endedBy"] = endedBy.map { .whole($0.rawValue) } ?? .null
    switch treatment {
    case .paused(let reason), .hidden(let reason): object["waitingFor"] = .string(reason.name)
    case .counted, .mixed, .closed, .over: break
    }
    return .object(object)
  }
}

extension ClockExplanation.Treatment {
  fileprivate var name: String {
    switch self {
    case .counted: "counted"
    case .hidden: "hidden"
    case .mixed: "mixed"
    case .closed: "closed"
    case .paused: "paused"
    case .over: "over"
    }
  }

  fileprivate var words: String {
    switch self {
    case .counted: "counted"
    case .hidden(let reason): "counted, hidden: \(reason.name)"
    case .mixed: "counted within the hours"
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
    let promise =
      limit.map { readable($0, isOpenTime: calendar != nil) } ?? "measured without a limit"
    let hours =
      calendar.map { " in the hours of \($0)\(version(calendarPosition))" } ?? " around the clock"
    let level = priority.map { ", priority \($0)" } ?? ""
    let by = "by rule “\(rule)” of \(policy)\(version(policyPosition))"
    return Terminal.harmless("from \(from): \(promise)\(hours), \(by)\(level)")
  }

  private func version(_ position: Position?) -> String {
    position.map { " (adopted at position \($0))" } ?? ""
  }
}
