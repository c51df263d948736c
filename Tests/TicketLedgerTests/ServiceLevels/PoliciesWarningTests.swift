import Testing

@testable import TicketLedger

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
      ServiceTarget(.resolution, limit: hour),
      "rules[0].targets[0].pausedBy",
      "rule “P1”, target 1 (resolution): nothing pauses it: it also runs while the ticket waits for "
        + "the requester; name the waits in \"pausedBy\", or write [] there"
    ),
    Case(
      ServiceTarget(.teamResolution, limit: .workingDays(1, endOfDay: true)),
      "rules[0].targets[0].pausedBy",
      "rule “P1”, target 1 (teamResolution): nothing pauses it: it also runs while the ticket waits "
        + "for the requester; name the waits in \"pausedBy\", or write [] there"
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
        pausedBy: [.requester],
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
        pausedBy: [.requester],
        thresholds: [.percent(50), .offset(milliseconds: -3_600_000)]
      ),
      "rules[0].targets[0].thresholds[1]",
      "rule “P1”, target 1 (resolution): the alarm at -1h comes no later than the clock starts; "
        + "use one that is nearer to the due time than the limit"
    ),
    Case(
      ServiceTarget(
        .resolution,
        limit: .workingDays(2, endOfDay: false),
        pausedBy: [.requester],
        thresholds: [.workingDays(-2), .workingDays(-1)]
      ),
      "rules[0].targets[0].thresholds[0]",
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
    let target = ServiceTarget(.update, limit: PoliciesWarningTests.hour, calendar: "office")
    var other = target
    other.thresholds = []
    let rule = ServiceRule(name: "P1", targets: [target, other])
    #expect(
      ServicePolicy(name: "standard", rules: [rule]).warnings().map(\.description) == [
        "rule “P1”, target 2 (update): the target promises the same as target 1: its breaches are "
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
      ServiceTarget(
        .resolution,
        limit: PoliciesWarningTests.hour,
        pausedBy: [.requester],
        thresholds: []
      ),
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
