import Testing

@testable import TicketLedger

@Suite("Alarms over simulated histories", .timeLimit(.minutes(15)))
struct AlarmLawTests {
  private struct Simulated {
    let desk: AlarmDesk
    let end: Instant
    let oracle: AlarmOracle
    let alarms: [Alarm]
  }

  /// Every clock with a target, in several ways.
  private func policy(_ name: String, factor: Int, versions: ServicePolicy.Versions)
    -> ServicePolicy
  {
    func target(
      _ clock: ServiceClock,
      _ limit: Int,
      calendar: String? = nil,
      pausedBy: Set<WaitingReason> = [.requester],
      whilePaused: PauseEffect = .exclude,
      onChange: ChangeEffect = .retarget,
      onReopening: ReopeningEffect = .newCycle,
      _ thresholds: [TargetThreshold] = TargetThreshold.standard
    ) -> ServiceTarget {
      ServiceTarget(
        clock,
        limit: .duration(milliseconds: minutes(limit * factor)),
        calendar: calendar,
        pausedBy: pausedBy,
        whilePaused: whilePaused,
        onChange: onChange,
        onReopening: onReopening,
        thresholds: thresholds
      )
    }
    let offsets: [TargetThreshold] = [
      .offset(milliseconds: -minutes(20)), .percent(100), .offset(milliseconds: minutes(45)),
      .percent(130),
    ]
    var urgent = TicketMatch()
    urgent.priorities = [1, 2]
    var second = TicketMatch()
    second.levels = [2, 3]
    return ServicePolicy(
      name: name,
      versions: versions,
      rules: [
        ServiceRule(
          name: "urgent",
          match: urgent,
          targets: [
            target(.resolution, 240, onReopening: .continue),
            target(
              .resolution,
              600,
              pausedBy: [.requester, .vendor],
              onReopening: .continue,
              offsets
            ),
            target(.firstResponse, 20), target(.nextResponse, 60, whilePaused: .hide),
          ]
        ),
        ServiceRule(
          name: "second level",
          match: second,
          targets: [
            target(
              .resolution,
              900,
              calendar: "office",
              whilePaused: .hide,
              onChange: .restart
            ),
            target(.teamResponse, 120), target(.teamResolution, 700, offsets),
          ]
        ),
        ServiceRule(
          name: "others",
          targets: [
            target(.resolution, 1_500, calendar: "office", onReopening: .restart),
            target(.firstResponse, 90, offsets), target(.ownership, 45, onChange: .keep),
            target(.update, 1_000), target(.nextResponse, 400, calendar: "office"),
            target(.agentWork, 300),
            target(.requesterWait, 2_000),
          ]
        ),
      ]
    )
  }

  /// Lives through a history under a runner, and does something between its moments.
  private func simulate(
    _ seed: UInt64,
    between: (AlarmDesk) async throws -> Void = { _ in }
  ) async throws -> Simulated {
    let history = SimulatedHistory(seed: seed, tickets: 45, days: 8)
    let desk = try await AlarmDesk(at: "2024-12-31T00:00:00Z")
    let hours = Array(repeating: [DayInterval(480, 720), DayInterval(780, 1_080)], count: 5)
    let office = ServiceCalendar(name: "office", zone: .utc, weekly: hours)
    try await desk.submit(.adopt(office))
    try await desk.adopt(policy("first", factor: 1, versions: .atStart))
    desk.start()
    try await desk.settle()
    // Nothing of the history happens at an odd millisecond like that.
    let change = history.first.advanced(byMilliseconds: 4 * 86_400_000 + 777)
    try await desk.adopt(policy("second", factor: 2, versions: .latest), effectiveFrom: change)
    var start = 0
    while start < history.submissions.count {
      let instant = try #require(history.submissions[start].occurredAt)
      let end = history.submissions[start...].firstIndex { $0.occurredAt != instant }
      let group = Array(history.submissions[start..<(end ?? history.submissions.count)])
      try await desk.pass(until: instant)
      for answer in try await desk.ledger.submit(contentsOf: group) { _ = try answer.get() }
      start += group.count
      try await between(desk)
    }
    let end = history.last.advanced(byMilliseconds: minutes(2_000))
    try await desk.pass(until: end)
    let events = try desk.ledger.allEvents()
    let agreements = desk.ledger.read { $0.agreements }
    return Simulated(
      desk: desk,
      end: end,
      oracle: AlarmOracle(events, under: agreements, until: end),
      alarms: try desk.alarms()
    )
  }

  @Test("are those that the log calls for, each once and when it was due", arguments: 21...25)
  func runningAllTheTime(seed: UInt64) async throws {
    let simulated = try await simulate(seed)
    var raised: [AlarmOracle.Key: Instant] = [:]
    for alarm in simulated.alarms {
      #expect(raised.updateValue(alarm.dueAt, forKey: AlarmOracle.Key(alarm)) == nil, "\(alarm)")
      #expect(alarm.detectedAt == alarm.dueAt, "\(alarm)")
    }
    #expect(raised.count > 200)
    #expect(Set(raised.keys.map(\.policy)).count == 2)
    #expect(Set(raised.keys.map(\.clock)).count >= 8)
    let missing = simulated.oracle.reached.filter { raised[$0.key] != $0.value }
    #expect(missing.count == 0, "such as \(String(describing: missing.first))")
    let needless = raised.filter { simulated.oracle.reached[$0.key] == nil }
    #expect(needless.count == 0, "such as \(String(describing: needless.first))")
    let live = simulated.desk.ledger.read { $0.digests() }
    #expect(try await simulated.desk.ledger.replay().digests() == live)
    try await simulated.desk.close()
  }

  @Test(
    "are no others when runner and ledger come and go, and none is missed",
    arguments: [31, 32]
  )
  func interrupted(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    var isRunning = true
    let simulated = try await simulate(seed) { desk in
      switch Int.random(in: 0..<20, using: &generator) {
      case 0 where isRunning:
        try await desk.stop()
        isRunning = false
      case 1 where isRunning:
        try await desk.reopen()
        isRunning = false
      case 2, 3:
        if !isRunning { desk.start() }
        isRunning = true
      default: break
      }
    }
    if !isRunning { simulated.desk.start() }
    try await simulated.desk.settle()
    let alarms = try simulated.desk.alarms()
    let raised = Set(alarms.map { AlarmOracle.Key($0) })
    #expect(raised.count == alarms.count)
    #expect(raised.isSubset(of: simulated.oracle.reached.keys))
    #expect(raised.isSuperset(of: simulated.oracle.behindAtEnd))
    #expect(raised.count < simulated.oracle.reached.count)
    #expect(!simulated.oracle.behindAtEnd.isEmpty)
    try await simulated.desk.close()
  }
}
