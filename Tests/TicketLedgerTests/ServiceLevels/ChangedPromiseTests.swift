import Testing

@testable import TicketLedger

/// Promises that change, hide or go away while a clock runs.
@Suite("Changed promises")
struct ChangedPromiseTests {
  private func target(
    _ limit: Int,
    _ thresholds: [TargetThreshold] = [],
    clock: ServiceClock = .resolution,
    hiddenBy: Set<WaitingReason> = [],
    onReopening: ReopeningEffect = .newCycle
  ) -> ServiceTarget {
    ServiceTarget(
      clock,
      limit: .duration(milliseconds: minutes(limit)),
      pausedBy: hiddenBy,
      whilePaused: hiddenBy.isEmpty ? .exclude : .hide,
      onReopening: onReopening,
      thresholds: thresholds
    )
  }

  private func policy(urgent: [ServiceTarget], others: [ServiceTarget]) -> ServicePolicy {
    var match = TicketMatch()
    match.priorities = [1]
    return ServicePolicy(
      name: "by priority",
      rules: [
        ServiceRule(name: "urgent", match: match, targets: urgent),
        ServiceRule(name: "others", targets: others),
      ]
    )
  }

  private func breaches(_ paper: AlarmPaper, atMinute minute: Int) -> [ClockStatus] {
    paper.levels.statuses(of: paper.ticket, asOf: AlarmPaper.instant(minute))
      .filter { $0.state == .breached }
  }

  @Test("an alarm of one rule does not silence a different threshold of the next")
  func silencedAlarm() {
    let policy = policy(
      urgent: [target(60, [.percent(100)])],
      others: [target(480, [.percent(10)])]
    )
    var paper = AlarmPaper((policy, 3, nil))
    paper.apply(.opened(Opening()), atMinute: 0)
    paper.raise(byMinute: 48)
    paper.apply(.prioritised(Prioritisation(priority: 1)), atMinute: 50)
    #expect(paper.thresholds(atMinute: 50).map { $0.hasSuffix("@ 60") } == [true])
  }

  @Test("a cycle is breached once though its target went and came back")
  func breachedTwice() {
    let policy = policy(urgent: [target(60)], others: [target(6000, clock: .update)])
    var paper = AlarmPaper((policy, 3, nil))
    paper.apply(.opened(Opening(prioritisation: Prioritisation(priority: 1))), atMinute: 0)
    paper.apply(.prioritised(Prioritisation(priority: 2)), atMinute: 120)
    paper.apply(.prioritised(Prioritisation(priority: 1)), atMinute: 180)
    paper.apply(.resolved(Resolution()), atMinute: 240)
    #expect(breaches(paper, atMinute: 300).count == 1)
  }

  @Test("a clock retargeted while hidden is late from when it is shown")
  func retargetedWhileHidden() {
    let policy = policy(
      urgent: [target(60, hiddenBy: [.requester])],
      others: [target(480, hiddenBy: [.requester])]
    )
    var paper = AlarmPaper((policy, 3, nil))
    paper.apply(.opened(Opening()), atMinute: 0)
    paper.apply(.paused(Pause(.requester)), atMinute: 120)
    paper.apply(.prioritised(Prioritisation(priority: 1)), atMinute: 180)
    #expect(breaches(paper, atMinute: 230).isEmpty)
    paper.apply(.resumed, atMinute: 240)
    #expect(breaches(paper, atMinute: 300).map(\.breachedAt) == [AlarmPaper.instant(240)])
  }

  @Test("a target in working days is not late while hidden")
  func workingDaysHidden() {
    var paper = AlarmPaper(
      ServiceTarget(
        .resolution,
        limit: .workingDays(1, endOfDay: false),
        pausedBy: [.requester],
        whilePaused: .hide
      )
    )
    paper.apply(.opened(Opening()), atMinute: 0)
    paper.apply(.paused(Pause(.requester)), atMinute: 60)
    #expect(breaches(paper, atMinute: 2000).isEmpty)
    paper.apply(.resumed, atMinute: 2880)
    #expect(breaches(paper, atMinute: 3000).map(\.breachedAt) == [AlarmPaper.instant(2880)])
  }

  @Test("a stay that a move ended while resolved is not carried on by another team")
  func movedWhileResolved() {
    var paper = AlarmPaper(target(120, clock: .teamResolution, onReopening: .continue))
    paper.apply(.opened(Opening()), atMinute: 0)
    paper.apply(.routed(Routing(team: TermID(rawValue: 1), level: 1)), atMinute: 0)
    paper.apply(.resolved(Resolution()), atMinute: 90)
    paper.apply(.routed(Routing(team: TermID(rawValue: 2), level: 1)), atMinute: 100)
    paper.apply(.reopened(.notSolved), atMinute: 110)
    let cycles = paper.levels.statuses(of: paper.ticket, asOf: AlarmPaper.instant(120)).map(\.cycle)
    #expect(cycles == [1, 2])
  }
}
