import Testing
import TicketLedger

@Suite("What forbids a policy")
struct PoliciesProblemTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let path: String
    let text: String
    let change: @Sendable (inout ServicePolicy) -> Void

    var testDescription: String { text }

    init(
      _ path: String,
      _ text: String,
      _ change: @escaping @Sendable (inout ServicePolicy) -> Void
    ) {
      self.path = path
      self.text = text
      self.change = change
    }
  }

  static let good = ServicePolicy(
    name: "standard",
    rules: [
      ServiceRule(name: "P1", targets: [ServiceTarget(.resolution, limit: hours(4))]),
      ServiceRule(
        name: "P2",
        targets: [
          ServiceTarget(.ownership, limit: hours(1)),
          ServiceTarget(.resolution, limit: hours(8), calendar: "office"),
        ]
      ),
    ]
  )

  static func hours(_ hours: Int64) -> TargetLimit { .duration(milliseconds: hours * 3_600_000) }

  static let long = String(repeating: "é", count: 128)
  static let cut = String(repeating: "é", count: 59) + "…"
  static let century: Int64 = 36_525 * 86_400_000

  static let ofRules = [
    Case("name", "the policy's name is empty; give it one") { $0.name = "" },
    Case("name", "the policy's name “\(cut)” has 256 bytes; use at most 255") { $0.name = long },
    Case(
      "name",
      "the policy's name has a control character; write it in one line of letters, digits and signs"
    ) { $0.name = "stan\u{1B}dard" },
    Case(
      "rules[1].name",
      "rule “P2\u{FFFD}”: the rule's name has a control character; "
        + "write it in one line of letters, digits and signs"
    ) { $0.rules[1].name = "P2\u{2028}" },
    Case(
      "rules",
      "the policy has no rules; add at least one; a rule without \"match\" is for every ticket"
    ) { $0.rules = [] },
    Case("rules", "the policy has 1001 rules; use at most 1000") { policy in
      let rule = policy.rules[0]
      policy.rules = (0...1000).map { ServiceRule(name: "\($0)", targets: rule.targets) }
    },
    Case("rules[1].name", "rule 2: the rule's name is empty; give it one") {
      $0.rules[1].name = ""
    },
    Case(
      "rules[1].name",
      "rule “P1”: rule 1 has the same name; give each rule a name of its own"
    ) { $0.rules[1].name = "P1" },
    Case(
      "rules[1].targets",
      "rule “P2”: the rule has no targets; add one, for example {\"clock\": \"resolution\", "
        + "\"limit\": \"8h\"}; to promise nothing, measure: {\"clock\": \"agentWork\"}"
    ) { $0.rules[1].targets = [] },
    Case("rules[0].targets", "rule “P1”: the rule has 33 targets; use at most 32") { policy in
      let clocks: [ServiceClock] = [.update, .ownership, .resolution, .teamResponse, .nextResponse]
      policy.rules[0].targets = (0..<33).map { ServiceTarget(clocks[$0 % 5], limit: hours(1)) }
    },
    Case("rules[0].targets", "rule “P1”: the rule has 9 targets of update; use at most 8") {
      $0.rules[0].targets = (1...9).map { ServiceTarget(.update, limit: hours($0)) }
    },
  ]

  static let ofMatches = [
    Case("rules[0].match.priority", "rule “P1”: there is no priority 0; use 1, the highest, to 9") {
      $0.rules[0].match.priorities = [0, 1]
    },
    Case("rules[0].match.priority", "rule “P1”: there is no priority 10; use 1, the highest, to 9")
    {
      $0.rules[0].match.priorities = [9, 10]
    },
    Case("rules[0].match.level", "rule “P1”: there is no level 0; levels begin at 1") {
      $0.rules[0].match.levels = [0, 1]
    },
    Case("rules[0].match.team", "rule “P1”: the team's name is empty; give it one") {
      $0.rules[0].match.teams = ["", "Network"]
    },
    Case(
      "rules[0].match.service",
      "rule “P1”: the term's name “\(cut)” has 256 bytes; use at most 255"
    ) { $0.rules[0].match.terms["service"] = [long] },
    Case("rules[0].match.", "rule “P1”: the dimension's name is empty; give it one") {
      $0.rules[0].match.terms[""] = ["a"]
    },
    Case(
      "rules[0].match.site",
      "rule “P1”: the match names no term of “site”; "
        + "name at least one, or leave the dimension out to allow any"
    ) { $0.rules[0].match.terms["site"] = [] },
    Case(
      "rules[0].match.cause",
      "rule “P1”: tickets are not classified by \"cause\"; "
        + "use service, category, site, department, asset or a dimension of your own"
    ) { $0.rules[0].match.terms["cause"] = ["fan"] },
    Case(
      "rules[0].match",
      "rule “P1”: the match names 17 dimensions; a ticket is classified by at most 16"
    ) { policy in
      for number in 0..<17 { policy.rules[0].match.terms["d\(number)"] = ["a"] }
    },
  ]

  static let ofTargets = [
    Case(
      "rules[1].targets[1].limit",
      "rule “P2”, target 2 (resolution): the limit of resolution is missing; "
        + "add for example \"limit\": \"4h\"; requesterWait and agentWork need none"
    ) { $0.rules[1].targets[1].limit = nil },
    Case(
      "rules[1].targets[1].limit",
      "rule “P2”, target 2 (resolution): the limit must be positive; write for example \"4h\""
    ) { $0.rules[1].targets[1].limit = .duration(milliseconds: 0) },
    Case(
      "rules[1].targets[1].limit",
      "rule “P2”, target 2 (resolution): the limit must be positive; write for example \"4h\""
    ) { $0.rules[1].targets[1].limit = .duration(milliseconds: .min) },
    Case(
      "rules[1].targets[0].limit",
      "rule “P2”, target 1 (ownership): the limit must be positive; write for example \"4h\""
    ) { $0.rules[1].targets[0].limit = .workingDays(0, endOfDay: true) },
    Case(
      "rules[1].targets[0].limit",
      "rule “P2”, target 1 (ownership): the limit is longer than 100 years; "
        + "write for example \"4h\""
    ) { $0.rules[1].targets[0].limit = .duration(milliseconds: century + 1) },
    Case(
      "rules[1].targets[0].limit",
      "rule “P2”, target 1 (ownership): the limit is longer than 100 years; "
        + "write for example \"4h\""
    ) { $0.rules[1].targets[0].limit = .workingDays(36_526, endOfDay: false) },
    Case(
      "rules[1].targets[1].calendar",
      "rule “P2”, target 2 (resolution): the calendar's name is empty; give it one"
    ) { $0.rules[1].targets[1].calendar = "" },
    Case(
      "rules[1].targets[1].calendar",
      "rule “P2”, target 2 (resolution): there is no calendar “on call\u{FFFD}”; "
        + "adopt it first, or give its file along"
    ) { $0.rules[1].targets[1].calendar = "on call\u{1B}" },
    Case(
      "rules[1].targets[2]",
      "rule “P2”, target 3 (resolution): target 2 lets resolution move otherwise; "
        + "give both the same \"onChange\", \"onReopening\" and \"countsAutomation\""
    ) { policy in
      let target = ServiceTarget(.resolution, limit: hours(2), onReopening: .continue)
      policy.rules[1].targets.append(target)
    },
    Case(
      "rules[0].targets[0].thresholds",
      "rule “P1”, target 1 (resolution): the target has 33 thresholds; use at most 32"
    ) { $0.rules[0].targets[0].thresholds = (1...33).map { .percent($0) } },
    Case(
      "rules[0].targets[0].thresholds[1]",
      "rule “P1”, target 1 (resolution): the threshold 1001% is not from 1% to 1000%; "
        + "write for example \"75%\""
    ) { $0.rules[0].targets[0].thresholds = [.percent(1000), .percent(1001)] },
    Case(
      "rules[0].targets[0].thresholds[0]",
      "rule “P1”, target 1 (resolution): the threshold 0% is not from 1% to 1000%; "
        + "write for example \"75%\""
    ) { $0.rules[0].targets[0].thresholds = [.percent(0), .percent(1)] },
    Case(
      "rules[0].targets[0].thresholds[0]",
      "rule “P1”, target 1 (resolution): the threshold is more than 100 years from the due time; "
        + "write for example \"-30m\""
    ) { $0.rules[0].targets[0].thresholds = [.offset(milliseconds: .min)] },
    Case(
      "rules[0].targets[0].thresholds[0]",
      "rule “P1”, target 1 (resolution): the threshold is more than 100 years from the due time; "
        + "write for example \"-30m\""
    ) { $0.rules[0].targets[0].thresholds = [.workingDays(.min)] },
    Case(
      "rules[0].targets[0].thresholds[2]",
      "rule “P1”, target 1 (resolution): threshold 1 is at -1h30m already; leave one of them out"
    ) { policy in
      let offset = TargetThreshold.offset(milliseconds: -5_400_000)
      policy.rules[0].targets[0].thresholds = [offset, .percent(50), offset]
    },
    Case(
      "rules[0].targets[0].thresholds[1]",
      "rule “P1”, target 1 (resolution): threshold 1 is at +0m already; leave one of them out"
    ) { $0.rules[0].targets[0].thresholds = [.percent(100), .offset(milliseconds: 0)] },
  ]

  @Test("is told with its place and the remedy", arguments: ofRules + ofMatches + ofTargets)
  func told(_ wrong: Case) {
    var policy = PoliciesProblemTests.good
    wrong.change(&policy)
    let faults = policy.problems(knownCalendars: ["office"])
    #expect(faults.map(\.description) == [wrong.text])
    #expect(faults.map(\.path.description) == [wrong.path])
  }

  @Test("is nothing in a policy at the bounds")
  func bounds() {
    var policy = PoliciesProblemTests.good
    policy.name = String(repeating: "n", count: 255)
    policy.rules[0].match.priorities = Set(1...9)
    policy.rules[0].match.levels = Set(1...255)
    for number in 0..<16 { policy.rules[0].match.terms["d\(number)"] = ["a"] }
    policy.rules[0].targets = ServiceClock.allCases.flatMap { clock in
      (1...3).map { ServiceTarget(clock, limit: .workingDays($0, endOfDay: true)) }
    }
    policy.rules[0].targets += (1...5 as ClosedRange<Int64>).map {
      let limit = TargetLimit.duration(milliseconds: PoliciesProblemTests.century - $0)
      return ServiceTarget(.agentWork, limit: limit)
    }
    policy.rules[0].targets[0].thresholds = (969...1000).map { .percent($0) }
    policy.rules[0].targets[1] = ServiceTarget(.requesterWait, limit: nil)
    let rule = policy.rules[0]
    policy.rules += (0..<998).map { ServiceRule(name: "\($0)", targets: rule.targets) }
    #expect(policy.rules[0].targets.count == 32)
    #expect(policy.problems(knownCalendars: ["office"]) == [])
    #expect(PoliciesProblemTests.good.problems() == [])
  }

  @Test("is told of every place at once, in the order of the document")
  func all() {
    var policy = PoliciesProblemTests.good
    policy.rules[1].targets[1].thresholds = [.percent(0)]
    policy.rules[1].targets[0].limit = nil
    policy.rules[0].match.levels = [0]
    policy.rules[0].name = ""
    #expect(
      policy.problems().map(\.path.description) == [
        "rules[0].name", "rules[0].match.level", "rules[1].targets[0].limit",
        "rules[1].targets[1].thresholds[0]",
      ]
    )
    #expect(policy.problems().map(\.path.rule) == [0, 0, 1, 1])
    #expect(policy.problems().map(\.path.target) == [nil, nil, 0, 1])
  }

  @Test("asks for calendars only where it knows which there are")
  func calendars() {
    #expect(PoliciesProblemTests.good.problems(knownCalendars: []).count == 1)
    #expect(PoliciesProblemTests.good.problems(knownCalendars: nil).isEmpty)
  }
}
