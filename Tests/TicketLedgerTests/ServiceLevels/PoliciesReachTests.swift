import Testing

@testable import TicketLedger

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
      // Of the small worlds every ticket is tried: do the earlier rules take all that this one would?
      let covering = PoliciesReachTests.tickets.allSatisfy { ticket in
        !PoliciesReachTests.matches(later, ticket)
          || rules[..<place].contains { PoliciesReachTests.matches($0, ticket) }
      }
      #expect(told.contains(place) == covering, "rule \(place): \(later)")
    }
  }

  @Test("is told where earlier rules match together whatever it matches, in any number of fields")
  func together() {
    let policy = policy([
      match { $0.priorities = [1, 2] },
      match {
        $0.priorities = [3, 4, 5]
        $0.teams = ["Desk"]
      },
      match {
        $0.priorities = [2, 3]
        $0.teams = ["Desk"]
      },
      match { $0.priorities = [2, 3] },
      match { $0.priorities = [6] },
      match { $0.kinds = [.incident] },
      match { $0.kinds = Set(TicketKind.allCases).subtracting([.incident]) },
      match { $0.teams = ["Network"] },
    ])
    #expect(
      policy.warnings().map(\.description) == [
        "rule “2”: the rule never applies, since rules 1 and 2 above it together match every ticket "
          + "that it matches; move it above, narrow the other rules, or leave it out",
        "rule “7”: the rule never applies, since rules 1, 4, 5, 6 and 7 above it together match every "
          + "ticket that it matches; move it above, narrow the other rules, or leave it out",
      ]
    )
  }

  @Test("is looked for within bounds, however the rules lie, and always found the same")
  func bounded() {
    // Each rule takes another value out of each of twelve fields: what is left falls into ever more
    // pieces.
    let hostile = (0..<300).map { number in
      match { match in
        for field in 0..<12 {
          match.terms["d\(field)"] = Set((0..<40).filter { $0 != number % 40 }.map { "\($0)" })
        }
        match.priorities = [UInt8(number % 9 + 1)]
      }
    }
    let start = ContinuousClock.now
    let told = policy(hostile).warnings()
    #expect(told == policy(hostile).warnings())
    #expect(ContinuousClock.now - start < .seconds(60))
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
    let target = ServiceTarget(.update, limit: .duration(milliseconds: 1))
    return ServicePolicy(
      name: "standard",
      rules: matches.enumerated().map { place, match in
        ServiceRule(name: "\(place)", match: match, targets: [target])
      }
    )
  }
}
