import Foundation
import Testing

@testable import TicketLedger

/// The timelines of other products, told in this ledger's events.
@Suite("Service levels of other products")
struct SLAVectorTests {
  @Test("Vector: every scenario gives what it expects, or differs for a stated reason")
  func scenarios() throws {
    let file = try VectorFiles.object("sla/sla_scenarios.json")
    let objects = try #require(file["scenarios"] as? [VectorObject])
    try #require(!objects.isEmpty)
    var differences: [String: Int] = [:]
    for object in objects {
      let scenario = try SLAScenario(object)
      for expectation in scenario.expectations {
        var check = SLAExpectation(scenario, expectation)
        try check.run()
        for failure in check.failures {
          Issue.record("\(scenario.id) \(expectation): \(failure)")
        }
        for reason in check.differences { differences[reason, default: 0] += 1 }
      }
    }
    for (reason, count) in differences.sorted(by: { $0.key < $1.key }) {
      print("differs: \(reason): \(count)")
    }
  }
}

/// One expectation of a scenario, and how ours compares with it.
struct SLAExpectation {
  let scenario: SLAScenario
  let expected: VectorObject
  private(set) var failures: [String] = []
  /// Where ours differs, and by what rule it may.
  private(set) var differences: [String] = []
  private var at = Instant.distantPast
  private var steps: ArraySlice<SLAScenario.Step> = []

  init(_ scenario: SLAScenario, _ expected: VectorObject) {
    self.scenario = scenario
    self.expected = expected
  }

  private static let keys: Set<String> = [
    "as_of", "metric", "due", "due_equivalent", "exact_due", "elapsed_min", "paused_seconds",
    "margin_min", "late_min", "status", "cycle", "breach_events", "escalation_at", "threshold_at",
    "started_at", "stopped_at", "target_min", "tolerance_min", "value", "peer_only", "peer_status",
  ]

  mutating func run() throws {
    if let key = expected.keys.first(where: { !SLAExpectation.keys.contains($0) }) {
      throw VectorProblem("expectation \(key) is new")
    }
    (steps, at) = try scenario.known(expected["as_of"] as? String ?? "end")
    steps = try withSupposedPause(steps)
    at = max(at, steps.last?.at ?? at)
    let metric = expected["metric"] as? String ?? ""
    switch metric {
    case "next_deadline": try checkNextDeadline()
    case "priority": try checkPriority()
    case "policy": try checkPolicy()
    default: try checkClock(metric)
    }
  }

  // MARK: Clocks

  private func clock(of metric: String) throws -> (ServiceClock, target: Int, rule: String?) {
    var name = metric
    var target = 0
    var isTeam = false
    var rule: String?
    while let dot = name.firstIndex(of: ".") {
      let prefix = name[..<dot]
      if prefix.hasPrefix("ola") {
        isTeam = true
        target = Int(prefix.dropFirst(3).trimmingPrefix("[").prefix { $0 != "]" }) ?? 0
      } else if prefix != "sla" {
        rule = String(prefix)
      }
      name = String(name[name.index(after: dot)...])
    }
    switch name {
    case "first_response": return (.firstResponse, target, rule)
    case "next_response": return (.nextResponse, target, rule)
    case "periodic_update": return (.update, target, rule)
    case "resolution", "resolution_projected", "resolution_restarted":
      return (.resolution, target, rule)
    case "tto": return (isTeam ? .teamResponse : .ownership, target, rule)
    case "ttr": return (isTeam ? .teamResolution : .resolution, target, rule)
    default: throw VectorProblem("metric \(metric) is new")
    }
  }

  private func explanations(
    _ metric: String,
    of clock: ServiceClock?,
    events: [RecordedEvent]? = nil
  ) throws -> [ClockExplanation] {
    let history = events ?? scenario.history(steps, for: metric)
    let agreements = try scenario.agreements(steps)
    var explainer = ClockExplainer(history, of: TicketID(1), under: agreements)
    return explainer.explanations(of: clock, asOf: at)
  }

  private mutating func checkClock(_ metric: String) throws {
    let (clock, ordinal, rule) = try clock(of: metric)
    let all = try explanations(metric, of: clock)
    let targets = Set(all.map(\.status.target)).sorted()
    let target = targets.indices.contains(ordinal) ? targets[ordinal] : nil
    let cycles = all.filter { $0.status.target == target }
    if let rule, let promise = ended(rule, in: cycles) {
      compare("status", "cancelled")
      compare("stopped_at", promise.until)
      return
    }
    let running = cycles.last { $0.status.stoppedAt == nil }?.status
    // Statistics are those of the worst cycle that has ended.
    let ended = cycles.filter { $0.status.stoppedAt != nil }.map(\.status)
    let shown = ended.max { $0.elapsedInMilliseconds < $1.elapsedInMilliseconds } ?? running
    let isOfRunning = expected["due"] is String || expected["escalation_at"] != nil
    let status = isOfRunning ? running ?? shown : shown
    checkDue(running, projected: metric == "resolution_projected")
    guard let status else {
      if expected["status"] != nil || expected["elapsed_min"] != nil { fail("no such clock") }
      return
    }
    checkFigures(status, cycles)
    checkInstants(status, cycles)
  }

  private func ended(
    _ rule: String,
    in cycles: [ClockExplanation]
  ) -> ClockExplanation.Promise? {
    cycles.flatMap(\.promises).first { $0.rule == rule && $0.until != nil }
  }

  private mutating func checkDue(_ running: ClockStatus?, projected: Bool) {
    guard let value = expected["due"] else { return }
    var due = running.flatMap { $0.isPaused ? nil : $0.dueAt }
    if projected, let running, let remaining = running.remainingInMilliseconds {
      due = openTime?.adding(remaining, to: at)
    }
    guard let text = value as? String else {
      if let due { fail("due \(due), not none") }
      return
    }
    let exact = expected["exact_due"] as? String
    if due == Instant(rfc3339: exact ?? text) {
      if exact != nil { differ("minute_quantisation") }
      return
    }
    let equivalent = (expected["due_equivalent"] as? String).flatMap { Instant(rfc3339: $0) }
    if let due, due == equivalent {
      differ("deadline_on_closing")
    } else {
      fail("due \(due?.description ?? "none")")
    }
  }

  private mutating func checkFigures(_ status: ClockStatus, _ cycles: [ClockExplanation]) {
    // The vectors count whole minutes; ours are exact.
    let minute: Int64 = 60_000
    let whole = status.elapsedInMilliseconds / minute * minute
    let isCounted = ["elapsed_min", "margin_min", "late_min"].contains { expected[$0] != nil }
    if isCounted, whole != status.elapsedInMilliseconds { differ("whole minutes") }
    compareMinutes("elapsed_min", whole)
    let remaining = status.remainingInMilliseconds.map { $0 + status.elapsedInMilliseconds - whole }
    compareMinutes("margin_min", remaining)
    compareMinutes("late_min", remaining.map { max(0, -$0) })
    if case .duration(let limit) = status.limit { compareMinutes("target_min", limit) }
    if let value = expected["paused_seconds"] as? NSNumber {
      let paused = cycles.last?.segments.reduce(Int64(0)) { sum, segment in
        guard case .paused = segment.treatment else { return sum }
        return sum + (openTime?.milliseconds(from: segment.from, to: segment.to) ?? 0)
      }
      if paused != value.int64Value * 1000 { fail("paused \(paused ?? -1) ms") }
    }
    if let value = expected["breach_events"] as? NSNumber {
      let breaches = cycles.count { $0.status.breachedAt != nil }
      if breaches != value.intValue {
        // The product counts a miss for each message; ours for the oldest that is unanswered.
        scenario.tags.contains("peer_cycle_definition")
          ? differ("peer_cycle_definition") : fail("\(breaches) breaches")
      }
    }
    if expected["status"] != nil { compare("status", status.state.rawValue) }
  }

  private mutating func checkInstants(_ status: ClockStatus, _ cycles: [ClockExplanation]) {
    if expected["started_at"] != nil { compare("started_at", status.startedAt) }
    if expected["stopped_at"] != nil { compare("stopped_at", status.stoppedAt) }
    for key in ["escalation_at", "threshold_at"] {
      guard let values = expected[key] as? [String] else { continue }
      let instants = thresholds(of: status)
      if instants != values.map({ Instant(rfc3339: $0) }) { fail("\(key): \(instants)") }
    }
  }

  /// The instants of a target's thresholds, in the order of the policy.
  private func thresholds(of status: ClockStatus) -> [Instant?] {
    var levels = ServiceLevels()
    guard let agreements = try? scenario.agreements(steps) else { return [] }
    levels.adopt(agreements)
    var ticket = Ticket(id: TicketID(1))
    for recorded in scenario.history(steps, for: expected["metric"] as? String ?? "") {
      guard case .ticket(let event) = recorded.event else { continue }
      levels.apply(recorded, to: ticket)
      ticket.evolve(with: event, of: recorded)
    }
    levels.follow(ticket, until: at)
    let slot = levels.rows[0][status.clock]
    let place = agreements.targets(of: status.clock, under: slot.rule)
      .first { agreements.targets[$0].index == status.target }
    guard let place else { return [] }
    let target = agreements.targets[place]
    let rule = agreements.rules[Int(slot.rule)]
    let policy = agreements.periods[rule.period].policy
    let thresholds = policy?.rules[rule.index].targets[target.index].thresholds ?? []
    let pieces = levels.clocks.pieces(of: levels.rows[0], from: slot.start, until: at)
    return thresholds.map {
      target.instant(of: $0, in: pieces, agreements.calendars[target.calendar])
    }
  }

  // MARK: The rest

  private mutating func checkNextDeadline() throws {
    var deadlines: [Instant] = []
    for metric in ["first_response", "next_response", "periodic_update", "resolution"] {
      let (clock, _, _) = try clock(of: metric)
      for explanation in try explanations(metric, of: clock) {
        let status = explanation.status
        guard status.stoppedAt == nil, !status.isPaused, let due = status.dueAt else { continue }
        deadlines.append(due)
      }
    }
    let nearest = deadlines.min()
    let due = (expected["due"] as? String).flatMap { Instant(rfc3339: $0) }
    if nearest != due { fail("next deadline \(nearest?.description ?? "none")") }
  }

  /// Whether a policy still has something to say of the ticket.
  private mutating func checkPolicy() throws {
    let all = try explanations("policy", of: nil)
    let isOver = scenario.history(steps, for: "policy").contains { recorded in
      if case .ticket(.resolved) = recorded.event { true } else { false }
    }
    let isMissed = all.contains { $0.status.breachedAt != nil }
    let status =
      isOver ? (isMissed ? "missed" : "hit") : (isMissed ? "active_with_misses" : "active")
    compare("status", status)
  }

  /// A host that raises the priority when a threshold is reached, each once and in order.
  private mutating func checkPriority() throws {
    var priority = (scenario.steps.first?.object["priority"] as? NSNumber)?.intValue
    let levels = scenario.policy["escalation_levels"] as? [VectorObject] ?? []
    let status = try explanations("tto", of: .ownership).last?.status
    let instants = status.map { thresholds(of: $0) } ?? []
    for (level, instant) in zip(levels, instants) {
      let condition = (level["if"] as? VectorObject)?["priority"] as? NSNumber
      guard let instant, instant <= at, condition?.intValue == priority else { continue }
      priority = ((level["set"] as? VectorObject)?["priority"] as? NSNumber)?.intValue
    }
    if priority != (expected["value"] as? NSNumber)?.intValue { fail("priority \(priority ?? 0)") }
  }

  /// A pause that an expectation supposes and no step tells: of that length, from the creation on.
  private func withSupposedPause(
    _ steps: ArraySlice<SLAScenario.Step>
  ) throws -> ArraySlice<SLAScenario.Step> {
    guard let value = expected["paused_seconds"] as? NSNumber, value.intValue > 0,
      let first = steps.first, !steps.contains(where: { $0.type == "state" }),
      let state = (scenario.policy["pause_states"] as? [String])?.first
    else { return steps }
    let end = first.at.advanced(byMilliseconds: value.int64Value * 1000)
    return steps + [
      SLAScenario.Step(at: first.at, type: "state", object: ["to": state]),
      SLAScenario.Step(at: end, type: "state", object: ["to": "at work"]),
    ]
  }

  private var openTime: OpenTime? {
    (try? VectorCalendars.calendar(named: "calendar", scenario.calendar)).map { OpenTime($0) }
  }

  private mutating func compareMinutes(_ key: String, _ milliseconds: Int64?) {
    guard let value = expected[key] as? NSNumber else { return }
    let tolerance = (expected["tolerance_min"] as? NSNumber)?.int64Value ?? 0
    guard let milliseconds else { return fail("\(key): none") }
    if abs(milliseconds - value.int64Value * 60_000) > tolerance * 60_000 {
      fail("\(key): \(Double(milliseconds) / 60_000)")
    }
  }

  private mutating func compare(_ key: String, _ value: String) {
    guard let text = expected[key] as? String, text != value else { return }
    fail("\(key): \(value)")
  }

  private mutating func compare(_ key: String, _ value: Instant?) {
    guard let text = expected[key] as? String, Instant(rfc3339: text) != value else { return }
    fail("\(key): \(value?.description ?? "none")")
  }

  private mutating func fail(_ text: String) { failures.append(text) }
  private mutating func differ(_ reason: String) { differences.append(reason) }
}
