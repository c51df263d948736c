import TicketLedger

extension ServicePolicy {
  /// The policy as its file has it, without what the defaults say.
  var document: JSONValue {
    var object = JSONObject()
    object["name"] = .string(name)
    object["versions"] = .string(versions.name)
    object["rules"] = .array(
      rules.map { rule in
        var object = JSONObject()
        object["name"] = .string(rule.name)
        let match = rule.match.document
        if !match.isEmpty { object["match"] = .object(match) }
        object["targets"] = .array(rule.targets.map { .object($0.document) })
        return .object(object)
      }
    )
    return .object(object)
  }
}

extension TicketMatch {
  fileprivate var document: JSONObject {
    var object = JSONObject()
    object["kind"] = .list(kinds.map(\.rawValue).sorted().compactMap { TicketKind(rawValue: $0) }) {
      .string($0.name)
    }
    object["priority"] = .list(priorities.sorted()) { .whole($0) }
    object["level"] = .list(levels.sorted()) { .whole($0) }
    object["team"] = .list(teams.sorted()) { .string($0) }
    var hidden = JSONObject()
    for (dimension, names) in terms.sorted(by: { $0.key < $1.key }) {
      let names: JSONValue? = .list(names.sorted()) { .string($0) }
      if PolicyReader.matchKeys.contains(dimension) {
        hidden[dimension] = names
      } else {
        object[dimension] = names
      }
    }
    if !hidden.isEmpty { object[PolicyReader.dimensionsKey] = .object(hidden) }
    return object
  }
}

extension ServiceTarget {
  fileprivate var document: JSONObject {
    var object = JSONObject()
    object["clock"] = .string(clock.name)
    if let limit {
      object["limit"] = .string(limit.text(countingDays: calendar == nil))
      if case .workingDays(_, true) = limit { object["endOfDay"] = true }
    }
    if let calendar { object["calendar"] = .string(calendar) }
    let reasons = pausedBy.map(\.rawValue).sorted().compactMap { WaitingReason(rawValue: $0) }
    object["pausedBy"] = .list(reasons) { .string($0.name) }
    if whilePaused != .exclude { object["whilePaused"] = .string(whilePaused.name) }
    if onChange != .retarget { object["onChange"] = .string(onChange.name) }
    if onReopening != .newCycle { object["onReopening"] = .string(onReopening.name) }
    if countsAutomation { object["countsAutomation"] = true }
    if thresholds != TargetThreshold.standard {
      object["thresholds"] = .array(thresholds.map { .string($0.text) })
    }
    return object
  }
}

extension JSONValue {
  /// A list as documents have it: nothing for none, the element itself for one.
  fileprivate static func list<Element>(
    _ elements: [Element],
    _ value: (Element) -> JSONValue
  ) -> JSONValue? {
    switch elements.count {
    case 0: nil
    case 1: value(elements[0])
    default: .array(elements.map(value))
    }
  }
}
