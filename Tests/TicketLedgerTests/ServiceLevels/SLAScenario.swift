import Foundation

@testable import TicketLedger

/// A JSON object of a vector file.
typealias VectorObject = [String: Any]

/// A timeline of another product's tests or documentation, told in this ledger's events.
///
/// The products record fields apart where the ledger records events; each metric is asked of the
/// history that its own fields make. A change of policy, calendar or agreement is a version of the
/// policy that retargets running clocks.
struct SLAScenario {
  /// One line of the scenario, at its place in order of time.
  struct Step {
    let at: Instant
    let type: String
    let object: VectorObject
  }

  let id: String
  let tags: Set<String>
  let policy: VectorObject
  let calendar: VectorObject
  let steps: [Step]
  let expectations: [VectorObject]
  private let priorities: [String: UInt8]

  init(_ object: VectorObject) throws {
    id = object["id"] as? String ?? "?"
    tags = Set(object["tags"] as? [String] ?? [])
    policy = object["policy"] as? VectorObject ?? [:]
    calendar = object["calendar"] as? VectorObject ?? [:]
    expectations = object["expect"] as? [VectorObject] ?? []
    let events = object["events"] as? [VectorObject] ?? []
    steps = try events.map { event in
      let text = event["at"] as? String ?? ""
      guard let at = Instant(rfc3339: text) else { throw VectorProblem("\(text) is no instant") }
      let type = event["type"] as? String ?? ""
      guard SLAScenario.types.contains(type) else { throw VectorProblem("event \(type) is new") }
      return Step(at: at, type: type, object: event)
    }
    // Some are told out of order; those of one instant keep theirs.
    .enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
    .map(\.element)
    priorities = SLAScenario.priorities(policy, events)
    let known = SLAScenario.policyKeys.union(SLAScenario.labels(of: policy))
    if let key = policy.keys.first(where: { !known.contains($0) }) {
      throw VectorProblem("policy key \(key) is new")
    }
  }

  static let types: Set<String> = [
    "created", "state", "customer_contact", "agent_contact", "agent_reply", "internal_note",
    "priority_changed", "calendar_changed", "policy_changed", "sla_assigned", "sla_replaced",
    "ola_assigned", "first_response_recorded", "close_recorded", "evaluate", "tick",
  ]
  static let policyKeys: Set<String> = [
    "first_response_min", "next_response_min", "update_min", "resolution_min", "tto", "ttr", "sla",
    "ola", "pause_states", "hide_states", "pause_applies_to", "escalation_levels",
    "thresholds_pct", "reopen", "applies_when", "first_response",
  ]

  /// The keys of a policy that are priorities with targets of their own.
  static func labels(of policy: VectorObject) -> [String] {
    policy.keys.filter { !policyKeys.contains($0) && policy[$0] is VectorObject }.sorted()
  }

  /// Numbers for the products' priorities: their own where they have one.
  private static func priorities(
    _ policy: VectorObject,
    _ events: [VectorObject]
  ) -> [String: UInt8] {
    var names = labels(of: policy)
    if let condition = policy["applies_when"] as? VectorObject {
      names += (condition["priority"].map { ["\($0)"] } ?? [])
    }
    for event in events {
      for key in ["priority", "to"]
      where key == "priority" || event["type"] as? String == "priority_changed" {
        if let value = event[key] { names.append("\(value)") }
      }
    }
    var numbers: [String: UInt8] = [:]
    for name in names {
      let own = UInt8(name) ?? (name.hasPrefix("P") ? UInt8(name.dropFirst()) : nil)
      numbers[name] = numbers[name] ?? own ?? UInt8(numbers.count + 1)
    }
    return numbers
  }

  /// When the scenario ends.
  var end: Instant { steps.last?.at ?? .distantPast }

  /// The steps known at a place in time: "end", an instant, or an instant before a change at it.
  func known(_ place: String) throws -> (steps: ArraySlice<Step>, at: Instant) {
    if place == "end" { return (steps[...], end) }
    let parts = place.split(separator: "#")
    guard let at = Instant(rfc3339: String(parts[0])) else {
      throw VectorProblem("\(place) is no instant")
    }
    if parts.count == 2 {
      let changes = ["calendar_changed", "policy_changed", "sla_replaced"]
      let change = steps.firstIndex { $0.at == at && changes.contains($0.type) }
      return (steps[..<(change ?? steps.endIndex)], at)
    }
    return (steps.prefix { $0.at <= at }, at)
  }

  func priority(_ value: Any?) -> UInt8? { value.flatMap { priorities["\($0)"] } }

  // MARK: States

  private func states(_ key: String) -> [String] { policy[key] as? [String] ?? [] }

  /// Whether a state ends a ticket.
  static func isOver(_ state: String) -> Bool {
    ["closed", "resolved", "solved"].contains(state.lowercased())
  }

  /// What a state waits for; each state that stops clocks gets a reason of its own.
  func reason(of state: String) -> WaitingReason? {
    let waiting = (states("pause_states") + states("hide_states"))
      .filter { !SLAScenario.isOver($0) }
    return waiting.firstIndex(of: state).flatMap { index in
      WaitingReason.allCases.indices.contains(index) ? WaitingReason.allCases[index] : nil
    }
  }

  private func reasons(of key: String) -> Set<WaitingReason> {
    Set(states(key).compactMap { reason(of: $0) })
  }

  // MARK: Policy

  /// A version of the policy with the keys given.
  func servicePolicy(_ keys: VectorObject, extra: [VectorObject] = []) throws -> ServicePolicy {
    let labels = SLAScenario.labels(of: keys)
    var rules: [ServiceRule] = []
    for label in labels {
      var match = TicketMatch()
      match.priorities = Set([priority(label)].compactMap { $0 })
      let targets = try targets(keys[label] as? VectorObject ?? [:], in: keys)
      rules.append(ServiceRule(name: label, match: match, targets: targets))
    }
    if labels.isEmpty {
      var match = TicketMatch()
      if let condition = keys["applies_when"] as? VectorObject {
        match.priorities = Set([priority(condition["priority"])].compactMap { $0 })
      }
      var targets = try targets(keys, in: keys)
      for keys in extra { targets += try self.targets(["ola": keys], in: self.policy) }
      rules.append(ServiceRule(name: "rule", match: match, targets: targets))
    }
    return ServicePolicy(name: "scenario", versions: .latest, rules: rules)
  }

  private func targets(_ keys: VectorObject, in policy: VectorObject) throws -> [ServiceTarget] {
    var targets: [ServiceTarget] = []
    let minutes: [(String, ServiceClock)] = [
      ("first_response_min", .firstResponse), ("next_response_min", .nextResponse),
      ("update_min", .update), ("resolution_min", .resolution),
    ]
    for (key, clock) in minutes {
      guard let value = keys[key] as? NSNumber else { continue }
      let limit = TargetLimit.duration(milliseconds: value.int64Value * 60_000)
      targets.append(target(clock, limit, key, policy))
    }
    let groups: [(String?, ServiceClock, ServiceClock)] = [
      (nil, .ownership, .resolution), ("sla", .ownership, .resolution),
      ("ola", .teamResponse, .teamResolution),
    ]
    for (group, own, resolve) in groups {
      let values = group.map { keys[$0] as? VectorObject ?? [:] } ?? keys
      for (key, clock) in [("tto", own), ("ttr", resolve)] {
        guard let value = values[key] as? VectorObject else { continue }
        let name = (group.map { $0 + "." } ?? "") + key
        targets.append(target(clock, try limit(value), name, policy))
      }
    }
    return targets
  }

  private func limit(_ value: VectorObject) throws -> TargetLimit {
    if let days = value["working_days"] as? NSNumber {
      let endOfDay = value["end_of_working_day"] as? Bool ?? false
      return .workingDays(days.intValue, endOfDay: endOfDay)
    }
    guard let minutes = value["minutes"] as? NSNumber else {
      throw VectorProblem("limit \(value) is new")
    }
    return .duration(milliseconds: minutes.int64Value * 60_000)
  }

  private func target(
    _ clock: ServiceClock,
    _ limit: TargetLimit,
    _ name: String,
    _ policy: VectorObject
  ) -> ServiceTarget {
    let metric = name == "update_min" ? "periodic_update" : name.replacing("_min", with: "")
    let applies = (policy["pause_applies_to"] as? [String]).map { $0.contains(metric) } ?? true
    let hides = !states("hide_states").isEmpty
    let key = hides ? "hide_states" : "pause_states"
    var target = ServiceTarget(clock, limit: limit, calendar: "calendar")
    target.pausedBy = applies ? reasons(of: key) : []
    target.whilePaused = hides ? .hide : .exclude
    if policy["reopen"] as? String == "restart" {
      target.onReopening = .restart
    } else if policy["reopen"] as? String == "continue"
      || states("pause_states").contains(where: SLAScenario.isOver)
    {
      target.onReopening = .continue
    }
    target.thresholds = thresholds(of: name, policy)
    return target
  }

  private func thresholds(of name: String, _ policy: VectorObject) -> [TargetThreshold] {
    if let shares = policy["thresholds_pct"] as? [NSNumber] {
      return shares.map { .percent($0.intValue) }
    }
    if let offsets = policy["escalation_levels"] as? [String: NSNumber] {
      return offsets[name].map { [.offset(milliseconds: $0.int64Value * 60_000)] } ?? []
    }
    return (policy["escalation_levels"] as? [VectorObject] ?? []).map { level in
      if let days = level["working_days"] as? NSNumber { return .workingDays(days.intValue) }
      return .offset(milliseconds: ((level["minutes"] as? NSNumber)?.int64Value ?? 0) * 60_000)
    }
  }
}

/// Why a vector cannot be understood.
struct VectorProblem: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
