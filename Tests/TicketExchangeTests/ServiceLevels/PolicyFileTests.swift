import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

@Suite("A policy file")
struct PolicyFileTests {
  static let text = """
    {"name": "standard", "versions": "latest", "rules": [
      {"name": "Network",
       "match": {"kind": ["incident", "question"], "priority": [1, 2], "level": 2, "team": "Network",
                 "service": ["VPN", "Mail"], "customer": "North", "site": null,
                 "dimensions": {"kind": ["a", "b"]}},
       "targets": [
        {"clock": "resolution", "limit": "2 workingDays", "endOfDay": true, "calendar": "office",
         "pausedBy": ["requester", "vendor"], "whilePaused": "hide", "onChange": "restart",
         "onReopening": "continue", "countsAutomation": false,
         "thresholds": ["50%", "-30m", "+1h", "+2 workingDays", "-1 workingDay"]},
        {"clock": "firstResponse", "limit": "1d12h", "countsAutomation": true, "calendar": null},
        {"clock": "agentWork", "limit": null, "thresholds": []}]},
      {"name": "all", "targets": {"clock": "update", "limit": "1h2m3s4ms", "thresholds": "100%"}}]}
    """

  static var policy: ServicePolicy {
    var match = TicketMatch()
    match.kinds = [.incident, .question]
    match.priorities = [1, 2]
    match.levels = [2]
    match.teams = ["Network"]
    match.terms = ["service": ["VPN", "Mail"], "customer": ["North"], "kind": ["a", "b"]]
    let resolution = ServiceTarget(
      .resolution,
      limit: .workingDays(2, endOfDay: true),
      calendar: "office",
      pausedBy: [.requester, .vendor],
      whilePaused: .hide,
      onChange: .restart,
      onReopening: .continue,
      thresholds: [
        .percent(50), .offset(milliseconds: -1_800_000), .offset(milliseconds: 3_600_000),
        .workingDays(2), .workingDays(-1),
      ]
    )
    let response = ServiceTarget(
      .firstResponse,
      limit: .duration(milliseconds: 129_600_000),
      countsAutomation: true
    )
    let work = ServiceTarget(.agentWork, limit: nil, thresholds: [])
    let update = ServiceTarget(
      .update,
      limit: .duration(milliseconds: 3_723_004),
      thresholds: [.percent(100)]
    )
    return ServicePolicy(
      name: "standard",
      versions: .latest,
      rules: [
        ServiceRule(name: "Network", match: match, targets: [resolution, response, work]),
        ServiceRule(name: "all", targets: [update]),
      ]
    )
  }

  @Test("is the policy that it says")
  func read() throws {
    let file = try PolicyFile(json: Array(PolicyFileTests.text.utf8), file: "p.json")
    #expect(file.policy == PolicyFileTests.policy)
    #expect(file.warnings == [])
  }

  @Test("is written in this form")
  func written() throws {
    let expected = """
      {
        "name": "standard",
        "versions": "latest",
        "rules": [
          {
            "name": "Network",
            "match": {
              "kind": ["incident", "question"],
              "priority": [1, 2],
              "level": 2,
              "team": "Network",
              "customer": "North",
              "service": ["Mail", "VPN"],
              "dimensions": {"kind": ["a", "b"]}
            },
            "targets": [
              {
                "clock": "resolution",
                "limit": "2 workingDays",
                "endOfDay": true,
                "calendar": "office",
                "pausedBy": ["requester", "vendor"],
                "whilePaused": "hide",
                "onChange": "restart",
                "onReopening": "continue",
                "thresholds": ["50%", "-30m", "+1h", "+2 workingDays", "-1 workingDay"]
              },
              {"clock": "firstResponse", "limit": "1d12h", "countsAutomation": true},
              {"clock": "agentWork", "thresholds": []}
            ]
          },
          {"name": "all", "targets": [{"clock": "update", "limit": "1h2m3s4ms", "thresholds": ["100%"]}]}
        ]
      }

      """
    #expect(PolicyFile.text(of: PolicyFileTests.policy) == expected)
  }

  @Test("that was written is read as an equal policy", arguments: 1...150 as ClosedRange<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = JSONRandom(seed: seed)
    let policy = random.policy()
    let text = PolicyFile.text(of: policy)
    let file = try PolicyFile(json: Array(text.utf8), file: "p.json")
    #expect(file.policy == policy)
    #expect(PolicyFile.text(of: file.policy) == text)
  }

  @Test("may begin with a byte order mark, and stand on disk")
  func onDisk() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("policies-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("p.json").path
    try ("\u{FEFF}" + PolicyFileTests.text).write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try PolicyFile(contentsOf: path).policy == PolicyFileTests.policy)
    try "\u{FEFF}{\n\"name\": 1}".write(toFile: path, atomically: true, encoding: .utf8)
    let told = faults { _ = try PolicyFile(contentsOf: path) }
    #expect(told.first?.hasPrefix("\(path):1: \"rules\" is missing") == true)
    #expect(told.last?.hasPrefix("\(path):2: name: a whole number") == true)
  }

  @Test("tells with its lines what it can hardly mean")
  func warnings() throws {
    let text = """
      {"name": "standard", "rules": [
        {"name": "P1", "match": {"priority": 1},
         "targets": {"clock": "resolution", "limit": "4h",
          "whilePaused": "hide"}},
        {"name": "VPN", "match": {"priority": 1,
          "sevice": "VPN", "floor": "3"},
         "targets": [
          {"clock": "resolution", "limit": "48h", "thresholds": ["50%",
            "-1d24h"]},
          {"clock": "teamResolution", "limit": "2h", "pausedBy": []},
          {"clock": "agentWork",
           "pausedBy": "vendor"}]}]}
      """
    let file = try PolicyFile(json: Array(text.utf8), file: "p.json")
    #expect(
      file.warnings.map(\.description) == [
        "p.json:4: rule “P1”, target 1 (resolution): the due time is hidden while paused, but nothing "
          + "pauses it; name the waits in \"pausedBy\", or leave \"whilePaused\" out",
        "p.json:5: rule “VPN”: the rule never applies, since rule 1 “P1” above it matches every ticket "
          + "that it matches; move it above, narrow the other rule, or leave it out",
        "p.json:6: rule “VPN”: match.sevice: \"sevice\" is taken for a dimension of your own; "
          + "did you mean \"service\"?",
        "p.json:8: rule “VPN”, target 1 (resolution): nothing pauses it: it also runs while the ticket "
          + "waits for the requester; name the waits in \"pausedBy\", or write [] there",
        "p.json:9: rule “VPN”, target 1 (resolution): the alarm at -1d24h comes no later than the clock "
          + "starts; use one that is nearer to the due time than the limit",
        "p.json:12: rule “VPN”, target 3 (agentWork): agentWork leaves that waiting time out already; "
          + "leave \"pausedBy\" out",
      ]
    )
  }
}

extension JSONRandom {
  /// A policy without problems, with names as they come.
  fileprivate mutating func policy() -> ServicePolicy {
    ServicePolicy(
      name: "n" + line(),
      versions: oneOf([.atStart, .latest]),
      rules: (0...below(5)).map { place in
        var rule = ServiceRule(name: "\(place)\(line())", match: match(), targets: [])
        for _ in 0...below(5) {
          var target = target()
          // Targets of the same clock have to move alike.
          if let first = rule.targets.first(where: { $0.clock == target.clock }) {
            target.onChange = first.onChange
            target.onReopening = first.onReopening
            target.countsAutomation = first.countsAutomation
          }
          rule.targets.append(target)
        }
        return rule
      }
    )
  }

  private mutating func match() -> TicketMatch {
    var match = TicketMatch()
    match.kinds = some(TicketKind.allCases)
    match.priorities = some(Array(1...9))
    match.levels = some([1, 2, 3, 255])
    match.teams = names(below(4))
    let dimensions = ["service", "site", "kind", "priority", "level", "dimensions", "éa", "a.b[0]"]
    for dimension in some(dimensions) { match.terms[dimension] = names(1 + below(3)) }
    return match
  }

  private mutating func target() -> ServiceTarget {
    let clock = oneOf(ServiceClock.allCases)
    let days = 1 + below(oneOf([3, 36_525]))
    let unit: Int64 = oneOf([1, 1000, 60_000, 3_600_000, 86_400_000])
    let limit: TargetLimit =
      chance()
      ? .workingDays(days, endOfDay: chance())
      : .duration(milliseconds: Int64(days) * unit)
    return ServiceTarget(
      clock,
      limit: clock.isMeasure && chance() ? nil : limit,
      calendar: chance() ? "n" + line() : nil,
      pausedBy: some(WaitingReason.allCases),
      whilePaused: oneOf(PauseEffect.allCases),
      onChange: oneOf(ChangeEffect.allCases),
      onReopening: oneOf(ReopeningEffect.allCases),
      countsAutomation: chance(),
      thresholds: chance() ? TargetThreshold.standard : thresholds()
    )
  }

  private mutating func thresholds() -> [TargetThreshold] {
    var thresholds: [TargetThreshold] = []
    for _ in 0..<below(6) {
      let unit: Int64 = oneOf([1, 1000, 60_000, 3_600_000, 86_400_000])
      let threshold: TargetThreshold =
        switch below(3) {
        case 0: .percent(1 + below(1000))
        case 1: .offset(milliseconds: Int64(1 + below(50)) * unit * oneOf([1, -1]))
        default: .workingDays((1 + below(20)) * oneOf([1, -1]))
        }
      if !thresholds.contains(threshold) { thresholds.append(threshold) }
    }
    return thresholds
  }

  private mutating func name() -> String { "n" + text() }

  private mutating func names(_ count: Int) -> Set<String> {
    Set((0..<count).map { _ in name() })
  }

  private mutating func some<Value: Hashable>(_ values: [Value]) -> Set<Value> {
    Set(values.filter { _ in below(4) == 0 })
  }
}
