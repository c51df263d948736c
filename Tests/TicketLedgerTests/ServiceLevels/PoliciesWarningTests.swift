import Testing
import TicketLedger

@Suite("What a policy can hardly mean")
struct PoliciesWarningTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let target: ServiceTarget
    let path: String
    let text: String

    var testDescription: String { text }

    init(_ target: ServiceTarget, _ path: String, _ text: String) {
      self.target = target
      self.path = path
      self.text = text
    }
  }

  static let hour: TargetLimit = .duration(milliseconds: 3_600_000)

  static let table = [
    Case(
      ServiceTarget(.resolution, limit: hour, whilePaused: .hide),
      "rules[0].targets[0].whilePaused",
      "rule “P1”, target 1 (resolution): the due time is hidden while paused, but nothing pauses it; "
        + "name the waits in \"pausedBy\", or leave \"whilePaused\" out"
    ),
    Case(
      ServiceTarget(.update, limit: hour, pausedBy: Set(WaitingReason.allCases)),
      "rules[0].targets[0].pausedBy",
      "rule “P1”, target 1 (update): every wait pauses the clock, so whoever pauses the ticket "
        + "stops it; name only the waits that are not the helpdesk's own"
    ),
    Case(
      ServiceTarget(.agentWork, limit: nil, pausedBy: [.vendor]),
      "rules[0].targets[0].pausedBy",
      "rule “P1”, target 1 (agentWork): agentWork leaves that waiting time out already; "
        + "leave \"pausedBy\" out"
    ),
    Case(
      ServiceTarget(.requesterWait, limit: nil, pausedBy: [.requester]),
      "rules[0].targets[0].pausedBy",
      "rule “P1”, target 1 (requesterWait): requesterWait leaves that waiting time out already; "
        + "leave \"pausedBy\" out"
    ),
    Case(
      ServiceTarget(.ownership, limit: hour, countsAutomation: true),
      "rules[0].targets[0].countsAutomation",
      "rule “P1”, target 1 (ownership): \"countsAutomation\" changes nothing, since no reply stops "
        + "ownership; leave it out"
    ),
    Case(
      ServiceTarget(.agentWork, limit: nil, thresholds: [.percent(80)]),
      "rules[0].targets[0].thresholds",
      "rule “P1”, target 1 (agentWork): no alarm is raised, since without a limit nothing is due; "
        + "give it a limit, or leave the thresholds out"
    ),
    Case(
      ServiceTarget(
        .resolution,
        limit: hour,
        thresholds: [.percent(120), .offset(milliseconds: 1), .workingDays(1)]
      ),
      "rules[0].targets[0].thresholds",
      "rule “P1”, target 1 (resolution): every alarm comes after the due time; "
        + "add one before, for example \"75%\""
    ),
    Case(
      ServiceTarget(
        .resolution,
        limit: hour,
        thresholds: [.percent(50), .offset(milliseconds: -3_600_000)]
      ),
      "rules[0].targets[0].thresholds",
      "rule “P1”, target 1 (resolution): the alarm at -1h comes no later than the clock starts; "
        + "use one that is nearer to the due time than the limit"
    ),
    Case(
      ServiceTarget(
        .resolution,
        limit: .workingDays(2, endOfDay: false),
        thresholds: [.workingDays(-2), .workingDays(-1)]
      ),
      "rules[0].targets[0].thresholds",
      "rule “P1”, target 1 (resolution): the alarm at -2 workingDays comes no later than the clock "
        + "starts; use one that is nearer to the due time than the limit"
    ),
  ]

  @Test("is told of a target, with what it comes to", arguments: table)
  func ofTarget(_ doubtful: Case) {
    let rule = ServiceRule(name: "P1", targets: [doubtful.target])
    let policy = ServicePolicy(name: "standard", rules: [rule])
    #expect(policy.problems().isEmpty)
    #expect(policy.warnings().map(\.description) == [doubtful.text])
    #expect(policy.warnings().map(\.path.description) == [doubtful.path])
  }

  @Test("is told of a target that promises what an earlier one does")
  func sameTarget() {
    let target = ServiceTarget(.resolution, limit: PoliciesWarningTests.hour, calendar: "office")
    var other = target
    other.thresholds = []
    let rule = ServiceRule(name: "P1", targets: [target, other])
    #expect(
      ServicePolicy(name: "standard", rules: [rule]).warnings().map(\.description) == [
        "rule “P1”, target 2 (resolution): the target promises the same as target 1: its breaches are "
          + "counted twice; leave one of them out"
      ]
    )
    other.pausedBy = [.vendor]
    let different = ServiceRule(name: "P1", targets: [target, other])
    #expect(ServicePolicy(name: "standard", rules: [different]).warnings().isEmpty)
  }

  @Test("is nothing in what helpdesks usually promise")
  func usual() {
    let targets = [
      ServiceTarget(.nextResponse, limit: PoliciesWarningTests.hour, pausedBy: [.requester]),
      ServiceTarget(.firstResponse, limit: PoliciesWarningTests.hour, countsAutomation: true),
      ServiceTarget(.requesterWait, limit: nil, pausedBy: [.requester, .vendor]),
      ServiceTarget(.agentWork, limit: nil),
      ServiceTarget(.resolution, limit: PoliciesWarningTests.hour, thresholds: []),
      ServiceTarget(
        .teamResponse,
        limit: PoliciesWarningTests.hour,
        pausedBy: [.vendor],
        whilePaused: .hide,
        thresholds: [.percent(100), .offset(milliseconds: 3_600_000)]
      ),
    ]
    let rule = ServiceRule(name: "P1", targets: targets)
    #expect(ServicePolicy(name: "standard", rules: [rule]).warnings().isEmpty)
  }
}

@Suite("A rule that never applies")
struct PoliciesReachTests {
  @Test("is told with the first rule above that matches whatever it matches")
  func shadowed() {
    let policy = policy([
      match { $0.priorities = [1, 2] },
      match { $0.terms = ["service": ["VPN", "Mail"], "site": ["Lyon"]] },
      match {
        $0.terms = ["service": ["Mail"], "site": ["Lyon"]]
        $0.kinds = [.incident]
      },
      match { $0.terms = ["service": ["Mail"]] },
      match { $0.kinds = Set(TicketKind.allCases) },
      match { $0.priorities = [2] },
      match { _ in },
    ])
    #expect(
      policy.warnings().map(\.description) == [
        "rule “2”: the rule never applies, since rule 2 “1” above it matches every ticket that it "
          + "matches; move it above, narrow the other rule, or leave it out",
        "rule “5”: the rule never applies, since rule 1 “0” above it matches every ticket that it "
          + "matches; move it above, narrow the other rule, or leave it out",
        "rule “6”: the rule never applies, since rule 5 “4” above it matches every ticket that it "
          + "matches; move it above, narrow the other rule, or leave it out",
      ]
    )
    #expect(policy.warnings().map(\.path.description) == ["rules[2]", "rules[5]", "rules[6]"])
  }

  @Test(
    "is told exactly where trying every ticket says so",
    arguments: 1...20 as ClosedRange<UInt64>
  )
  func againstTrying(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let rules = (0..<12).map { _ in PoliciesReachTests.small(&generator) }
    let told = Set(policy(rules).warnings().compactMap(\.path.rule))
    for (place, later) in rules.enumerated() {
      // Of the small worlds every ticket is tried: does one earlier rule take all that this one would?
      let covering = rules[..<place].contains { earlier in
        PoliciesReachTests.tickets.allSatisfy {
          !PoliciesReachTests.matches(later, $0) || PoliciesReachTests.matches(earlier, $0)
        }
      }
      #expect(told.contains(place) == covering, "rule \(place): \(later)")
    }
  }

  /// A ticket of a world of two or three values for each field, and one that no rule names.
  private struct Ticket {
    var kind: TicketKind
    var priority: UInt8?
    var team: String?
    var service: String?
  }

  private static let tickets: [Ticket] = [TicketKind.incident, .change, .question].flatMap { kind in
    [nil, 1, 2, 3].flatMap { priority in
      [nil, "a", "b", "c"].flatMap { team in
        [nil, "x", "y", "z"].map {
          Ticket(kind: kind, priority: priority, team: team, service: $0)
        }
      }
    }
  }

  private static func matches(_ match: TicketMatch, _ ticket: Ticket) -> Bool {
    let services = match.terms["service"] ?? []
    return (match.kinds.isEmpty || match.kinds.contains(ticket.kind))
      && (match.priorities.isEmpty || ticket.priority.map(match.priorities.contains) ?? false)
      && (match.teams.isEmpty || ticket.team.map(match.teams.contains) ?? false)
      && (services.isEmpty || ticket.service.map(services.contains) ?? false)
  }

  private static func small(_ generator: inout SeededGenerator) -> TicketMatch {
    var match = TicketMatch()
    match.kinds = some([.incident, .change], &generator)
    match.priorities = some([1, 2], &generator)
    match.teams = some(["a", "b"], &generator)
    let services = some(["x", "y"], &generator)
    if !services.isEmpty { match.terms["service"] = services }
    return match
  }

  private static func some<Value>(
    _ values: Set<Value>,
    _ generator: inout SeededGenerator
  ) -> Set<Value> {
    values.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
  }

  private func match(_ change: (inout TicketMatch) -> Void) -> TicketMatch {
    var match = TicketMatch()
    change(&match)
    return match
  }

  private func policy(_ matches: [TicketMatch]) -> ServicePolicy {
    let target = ServiceTarget(.resolution, limit: .duration(milliseconds: 1))
    return ServicePolicy(
      name: "standard",
      rules: matches.enumerated().map { place, match in
        ServiceRule(name: "\(place)", match: match, targets: [target])
      }
    )
  }
}
