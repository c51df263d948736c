import Testing

@testable import TicketLedger

/// A ledger with runners of its alarms, for which time passes only when a test says so.
final class AlarmDesk {
  /// A runner with the clock that it sleeps by.
  private struct Runner {
    let clock: ManualAlarmClock
    let task: Task<Void, any Error>
    let failure: Locked<(any Error)?>
  }

  let folder: TemporaryFolder
  let time: TestClock
  private(set) var ledger: Ledger
  private var runners: [Runner] = []

  init(at start: String = "2025-03-03T08:00:00Z") async throws {
    folder = try TemporaryFolder()
    time = TestClock(start)
    ledger = try await AlarmDesk.open(folder, time)
  }

  private static func open(_ folder: TemporaryFolder, _ time: TestClock) async throws -> Ledger {
    try await Ledger.forTest(folder, clock: time, projections: [ServiceLevels.self]) {
      $0.pollInterval = .milliseconds(5)
    }
  }

  /// The moment so many minutes after the desk's opening at eight.
  func instant(_ minute: Int) -> Instant { AlarmPaper.instant(minute) }

  /// Adopts a policy; says where.
  @discardableResult
  func adopt(_ policy: ServicePolicy, effectiveFrom: Instant? = nil) async throws -> Position {
    let command = Command.adopt(policy, effectiveFrom: effectiveFrom)
    return try await ledger.submit(command, by: "manager").position
  }

  func submit(_ command: Command, at instant: Instant? = nil) async throws {
    try await ledger.submit(command, by: "agent", at: instant)
  }

  func start() {
    let clock = ManualAlarmClock(time, of: ledger)
    let failure = Locked<(any Error)?>(nil)
    let task = Task { [ledger] in
      do {
        try await ledger.runAlarms(clock: clock)
      } catch {
        failure.withLock { $0 = error }
        throw error
      }
    }
    runners.append(Runner(clock: clock, task: task, failure: failure))
  }

  /// Cancels all runners and waits for their ends.
  func stop() async throws {
    for runner in runners { runner.task.cancel() }
    for runner in runners { try await runner.task.value }
    runners.removeAll()
  }

  /// Closes the ledger, which ends the runners.
  func close() async throws {
    await ledger.close()
    for runner in runners { try await runner.task.value }
    runners.removeAll()
  }

  func reopen() async throws {
    try await close()
    ledger = try await AlarmDesk.open(folder, time)
  }

  /// Waits until every runner sleeps and knows all events; says until when the first one sleeps.
  @discardableResult
  func settle() async throws -> Instant {
    while true {
      for runner in runners {
        if let failure = runner.failure.withLock({ $0 }) { throw failure }
      }
      let until = runners.compactMap { $0.clock.settledUntil }
      if until.count == runners.count { return until.min() ?? .distantFuture }
      try await Task.sleep(for: .milliseconds(1))
    }
  }

  /// Lets time pass, waking the runners at each moment that they sleep until.
  func pass(until instant: Instant) async throws {
    while case let next = try await settle(), next <= instant {
      time.now = next
      wake()
    }
    time.now = max(time.now, instant)
  }

  func pass(untilMinute minute: Int) async throws {
    try await pass(until: instant(minute))
    try await settle()
  }

  /// Sets the time without stopping on the way.
  func jump(to instant: Instant) async throws {
    set(to: instant)
    try await settle()
  }

  /// Sets the time and waits for nobody.
  func set(to instant: Instant) {
    time.now = instant
    wake()
  }

  private func wake() {
    for runner in runners { runner.clock.wake() }
  }

  /// Lets something happen while nobody, in whichever process, can write.
  func whileNobodyWrites(_ body: () async throws -> Void) async throws {
    let held = await HeldThread(of: ledger)
    do {
      defer { held.letGo() }
      try await body()
    }
    try await held.end()
  }

  /// How often the runners went to sleep.
  var sleepCount: Int { runners.reduce(0) { $0 + $1.clock.sleepCount } }

  /// The alarms in the log, with what else stands in their events.
  func alarms() throws -> [Alarm] {
    try ledger.allEvents().compactMap { recorded in
      guard case .ledger(.alarmRaised(let alarm)) = recorded.event else { return nil }
      #expect(recorded.actor == .ledger)
      #expect(recorded.ticket == nil && recorded.revision == 0)
      #expect(recorded.occurredAt == alarm.detectedAt)
      return alarm
    }
  }

  /// The alarms in the log: `ticket clock.cycle #number @ minute due`, and `+ minutes` if seen later.
  func told() throws -> [String] {
    try alarms().map { alarm in
      let due = alarm.dueAt.milliseconds(since: AlarmPaper.start) / 60_000
      let late = alarm.detectedAt.milliseconds(since: alarm.dueAt) / 60_000
      let clock = ServiceClock(rawValue: alarm.clock)?.name ?? "?"
      let text = "\(alarm.ticket) \(clock).\(alarm.cycle) #\(alarm.threshold) @ \(due)"
      return late == 0 ? text : text + " + \(late)"
    }
  }
}

extension ServicePolicy {
  /// So many minutes to resolve, forty for priority 1; the requester's waits pause.
  static func resolving(
    _ name: String = "standard",
    in limit: Int = 100,
    versions: Versions = .atStart,
    _ thresholds: [TargetThreshold] = TargetThreshold.standard
  ) -> ServicePolicy {
    func target(_ limit: Int) -> ServiceTarget {
      ServiceTarget(
        .resolution,
        limit: .duration(milliseconds: minutes(limit)),
        pausedBy: [.requester],
        thresholds: thresholds
      )
    }
    var urgent = TicketMatch()
    urgent.priorities = [1]
    return ServicePolicy(
      name: name,
      versions: versions,
      rules: [
        ServiceRule(name: "urgent", match: urgent, targets: [target(40)]),
        ServiceRule(name: "others", targets: [target(limit)]),
      ]
    )
  }
}
