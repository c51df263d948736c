import Testing

@testable import TicketLedger

@Suite("The thresholds of a clock")
struct AlarmThresholdTests {
  private func resolution(
    _ limit: Int,
    _ thresholds: [TargetThreshold] = TargetThreshold.standard,
    pausedBy: Set<WaitingReason> = [],
    whilePaused: PauseEffect = .exclude,
    onChange: ChangeEffect = .retarget,
    onReopening: ReopeningEffect = .newCycle
  ) -> ServiceTarget {
    ServiceTarget(
      .resolution,
      limit: .duration(milliseconds: minutes(limit)),
      pausedBy: pausedBy,
      whilePaused: whilePaused,
      onChange: onChange,
      onReopening: onReopening,
      thresholds: thresholds
    )
  }

  /// Eight hours for all tickets, two for those of priority 1.
  private func byPriority(
    _ onChange: ChangeEffect = .retarget,
    pausedBy: Set<WaitingReason> = []
  ) -> ServicePolicy {
    var urgent = TicketMatch()
    urgent.priorities = [1]
    return ServicePolicy(
      name: "by priority",
      rules: [
        ServiceRule(
          name: "urgent",
          match: urgent,
          targets: [resolution(120, pausedBy: pausedBy, onChange: onChange)]
        ),
        ServiceRule(
          name: "others",
          targets: [resolution(480, pausedBy: pausedBy, onChange: onChange)]
        ),
      ]
    )
  }

  @Test("lie at their shares of the target, before it and after it")
  func shares() {
    let thresholds: [TargetThreshold] = [
      .percent(50), .percent(120), .offset(milliseconds: -minutes(10)), .percent(100),
      .offset(milliseconds: minutes(60)), .offset(milliseconds: -minutes(900)), .percent(1),
    ]
    var paper = AlarmPaper(resolution(100, thresholds))
    paper.apply(.opened(Opening()), atMinute: 0)
    let found = paper.thresholds(atMinute: 0)
    #expect(
      found == [
        "resolution.1 #5 @ 0", "resolution.1 #6 @ 1", "resolution.1 #0 @ 50",
        "resolution.1 #2 @ 90", "resolution.1 #3 @ 100", "resolution.1 #1 @ 120",
        "resolution.1 #4 @ 160",
      ]
    )
    #expect(paper.thresholds(atMinute: 700) == found)
  }

  @Test("count open time, and may be reached as a day's work ends")
  func openTime() {
    let target = ServiceTarget(
      .resolution,
      limit: .duration(milliseconds: minutes(600)),
      calendar: "office",
      pausedBy: [.requester],
      thresholds: [.percent(50), .percent(100), .percent(101)]
    )
    // Ten hours on weekdays; the ticket comes on a Monday at eight.
    let hours = Array(repeating: [DayInterval(480, 1_080)], count: 5)
    let office = ServiceCalendar(name: "office", zone: .utc, weekly: hours)
    var paper = AlarmPaper(office, target)
    paper.apply(.opened(Opening()), atMinute: 0)
    let day = 24 * 60
    #expect(
      paper.thresholds(atMinute: 0) == [
        "resolution.1 #0 @ 300", "resolution.1 #1 @ 600", "resolution.1 #2 @ \(day + 6)",
      ]
    )
    paper.apply(.paused(Pause(.requester)), atMinute: 240)
    paper.apply(.resumed, atMinute: day + 120)
    #expect(
      paper.thresholds(atMinute: day + 120) == [
        "resolution.1 #0 @ \(day + 180)", "resolution.1 #1 @ \(day + 480)",
        "resolution.1 #2 @ \(day + 486)",
      ]
    )
  }

  @Test("are counted target by target of a clock, a thousand and twenty-four numbers apart")
  func ordinals() {
    let response = ServiceTarget(
      .firstResponse,
      limit: .duration(milliseconds: minutes(30)),
      thresholds: [.percent(100)]
    )
    var paper = AlarmPaper(
      resolution(100, [.percent(50)]),
      response,
      resolution(200, [.percent(10), .percent(50)])
    )
    paper.apply(.opened(Opening()), atMinute: 0)
    #expect(
      paper.thresholds(atMinute: 0) == [
        "resolution.1 #1026 @ 20", "firstResponse.1 #1 @ 30", "resolution.1 #0 @ 50",
        "resolution.1 #1024 @ 100",
      ]
    )
  }

  @Test("are gone once raised, and once their clock stops")
  func raisedAndStopped() {
    var paper = AlarmPaper(resolution(100))
    paper.apply(.opened(Opening()), atMinute: 0)
    paper.raise(byMinute: 75)
    #expect(paper.thresholds(atMinute: 75) == ["resolution.1 #2 @ 90", "resolution.1 #3 @ 100"])
    paper.apply(.resolved(Resolution()), atMinute: 95)
    #expect(paper.thresholds(atMinute: 500).isEmpty)
    paper.apply(.reopened(.notSolved), atMinute: 600)
    #expect(
      paper.thresholds(atMinute: 600) == [
        "resolution.2 #0 @ 650", "resolution.2 #1 @ 675", "resolution.2 #2 @ 690",
        "resolution.2 #3 @ 700",
      ]
    )
  }

  @Test("of a clock that a reopening carries on are those it had left")
  func carriedOn() {
    var paper = AlarmPaper(resolution(100, onReopening: .continue))
    paper.apply(.opened(Opening()), atMinute: 0)
    paper.raise(byMinute: 60)
    paper.apply(.resolved(Resolution()), atMinute: 60)
    paper.apply(.reopened(.notSolved), atMinute: 1_000)
    #expect(
      paper.thresholds(atMinute: 1_000) == [
        "resolution.1 #1 @ 1015", "resolution.1 #2 @ 1030", "resolution.1 #3 @ 1040",
      ]
    )
  }

  @Test("stand still while the clock is paused, apart from those reached before")
  func pauses() {
    var paper = AlarmPaper(resolution(100, pausedBy: [.requester]))
    paper.apply(.opened(Opening()), atMinute: 0)
    paper.apply(.paused(Pause(.vendor)), atMinute: 10)
    #expect(paper.thresholds(atMinute: 10).count == 4)
    paper.apply(.paused(Pause(.requester)), atMinute: 60)
    #expect(paper.thresholds(atMinute: 60) == ["resolution.1 #0 @ 50"])
    #expect(paper.thresholds(atMinute: 900) == ["resolution.1 #0 @ 50"])
    paper.apply(.resumed, atMinute: 960)
    #expect(
      paper.thresholds(atMinute: 960) == [
        "resolution.1 #0 @ 50", "resolution.1 #1 @ 975", "resolution.1 #2 @ 990",
        "resolution.1 #3 @ 1000",
      ]
    )
  }

  @Test("that a pause begins upon wait for its end")
  func pausedUpon() {
    var paper = AlarmPaper(resolution(100, [.percent(50)], pausedBy: [.requester]))
    paper.apply(.opened(Opening()), atMinute: 0)
    paper.apply(.paused(Pause(.requester)), atMinute: 50)
    #expect(paper.thresholds(atMinute: 70).isEmpty)
    paper.apply(.resumed, atMinute: 80)
    #expect(paper.thresholds(atMinute: 80) == ["resolution.1 #0 @ 80"])
  }

  @Test("that come while the due time is hidden wait until it is shown")
  func hidden() {
    var paper = AlarmPaper(resolution(100, pausedBy: [.requester], whilePaused: .hide))
    paper.apply(.opened(Opening()), atMinute: 0)
    paper.apply(.paused(Pause(.requester)), atMinute: 60)
    #expect(paper.thresholds(atMinute: 80) == ["resolution.1 #0 @ 50"])
    paper.apply(.resumed, atMinute: 85)
    #expect(
      paper.thresholds(atMinute: 85) == [
        "resolution.1 #0 @ 50", "resolution.1 #1 @ 85", "resolution.1 #2 @ 90",
        "resolution.1 #3 @ 100",
      ]
    )
  }

  @Test("of another target count from the clock's start, and not before it was followed")
  func retargeted() {
    var paper = AlarmPaper((byPriority(), 3, nil))
    paper.apply(.opened(Opening()), atMinute: 0)
    paper.apply(.prioritised(Prioritisation(priority: 1)), atMinute: 100)
    #expect(
      paper.thresholds(atMinute: 100) == [
        "resolution.1 #0 @ 100", "resolution.1 #1 @ 100", "resolution.1 #2 @ 108",
        "resolution.1 #3 @ 120",
      ]
    )
    paper.raise(byMinute: 110)
    paper.apply(.prioritised(Prioritisation(priority: 2)), atMinute: 112)
    // What was raised stays raised: the policy is the same, and so are the numbers.
    #expect(paper.thresholds(atMinute: 112) == ["resolution.1 #3 @ 480"])
  }

  @Test("of another target that came in a pause wait for its end")
  func retargetedInPause() {
    var paper = AlarmPaper((byPriority(pausedBy: [.requester]), 3, nil))
    paper.apply(.opened(Opening()), atMinute: 0)
    paper.apply(.paused(Pause(.requester)), atMinute: 100)
    paper.apply(.prioritised(Prioritisation(priority: 1)), atMinute: 110)
    #expect(paper.thresholds(atMinute: 200).isEmpty)
    paper.apply(.resumed, atMinute: 300)
    #expect(
      paper.thresholds(atMinute: 300) == [
        "resolution.1 #0 @ 300", "resolution.1 #1 @ 300", "resolution.1 #2 @ 308",
        "resolution.1 #3 @ 320",
      ]
    )
  }

  @Test("begin anew where a change restarts the clock, and stay where it keeps its target")
  func restartedAndKept() {
    var restarted = AlarmPaper((byPriority(.restart), 3, nil))
    restarted.apply(.opened(Opening()), atMinute: 0)
    restarted.apply(.prioritised(Prioritisation(priority: 1)), atMinute: 100)
    #expect(restarted.thresholds(atMinute: 100).first == "resolution.2 #0 @ 160")
    var kept = AlarmPaper((byPriority(.keep), 3, nil))
    kept.apply(.opened(Opening()), atMinute: 0)
    kept.apply(.prioritised(Prioritisation(priority: 1)), atMinute: 100)
    #expect(kept.thresholds(atMinute: 100).first == "resolution.1 #0 @ 240")
  }

  @Test("change without an event when a policy for running clocks comes into force")
  func latestVersion() {
    let first = ServicePolicy(
      name: "first",
      rules: [ServiceRule(name: "all", targets: [resolution(480)])]
    )
    let second = ServicePolicy(
      name: "second",
      versions: .latest,
      rules: [ServiceRule(name: "all", targets: [resolution(200)])]
    )
    var paper = AlarmPaper((first, 3, nil), (second, 4, 120))
    paper.apply(.opened(Opening()), atMinute: 0)
    #expect(paper.thresholds(atMinute: 119).first == "resolution.1 #0 @ 240")
    #expect(
      paper.thresholds(atMinute: 120) == [
        "resolution.1 #0 @ 120", "resolution.1 #1 @ 150", "resolution.1 #2 @ 180",
        "resolution.1 #3 @ 200",
      ]
    )
    let agreements = paper.levels.agreements
    #expect(agreements.nextRetargeting(after: AlarmPaper.instant(0)) == AlarmPaper.instant(120))
    #expect(agreements.nextRetargeting(after: AlarmPaper.instant(120)) == nil)
  }

  @Test("of working days are those of the calendar's days, pushed by pauses")
  func workingDays() {
    let target = ServiceTarget(
      .resolution,
      limit: .workingDays(2, endOfDay: false),
      pausedBy: [.vendor],
      thresholds: [
        .percent(50), .percent(100), .offset(milliseconds: -minutes(60)), .workingDays(1),
      ]
    )
    var paper = AlarmPaper(target)
    paper.apply(.opened(Opening()), atMinute: 0)
    paper.apply(.paused(Pause(.vendor)), atMinute: 60)
    #expect(paper.thresholds(atMinute: 61).isEmpty)
    paper.apply(.resumed, atMinute: 90)
    let day = 24 * 60
    #expect(
      paper.thresholds(atMinute: 90) == [
        "resolution.1 #0 @ \(day + 30)", "resolution.1 #2 @ \(2 * day - 30)",
        "resolution.1 #1 @ \(2 * day + 30)", "resolution.1 #3 @ \(3 * day + 30)",
      ]
    )
  }

  @Test("are none for a measure, and none under a policy that is only supposed")
  func none() {
    var measure = AlarmPaper(ServiceTarget(.agentWork, limit: nil))
    measure.apply(.opened(Opening()), atMinute: 0)
    #expect(measure.thresholds(atMinute: 0).isEmpty)
    let policy = byPriority()
    var supposed = AlarmPaper((policy, nil, nil))
    supposed.apply(.opened(Opening()), atMinute: 0)
    #expect(supposed.thresholds(atMinute: 0).isEmpty)
    #expect(supposed.levels.ticketsWithRunningClocks(in: 0..<99) == [TicketID(1)])
  }
}
