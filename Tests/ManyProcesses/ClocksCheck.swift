import StudySupport
import TicketLedger

/// What holds however clocks stepped.
struct ClocksCheck {
  private let ledger: Ledger
  private let events: [RecordedEvent]
  private(set) var figures: [(name: String, value: Double)] = []

  init(_ ledger: Ledger) throws {
    self.ledger = ledger
    events = try ledger.events(from: Position(0), atMost: .max)
  }

  private var alarms: [Alarm] {
    events.compactMap { recorded in
      guard case .ledger(.alarmRaised(let alarm)) = recorded.event else { return nil }
      return alarm
    }
  }

  /// Takes what the processes said, lines `got POSITION RECORDEDAT` and `sleeps COUNT`.
  mutating func run(_ lines: [String]) throws {
    try checkTimes()
    var sleeps = 0
    for line in lines {
      let words = line.split(separator: " ").map { Int64($0) ?? 0 }
      if line.hasPrefix("sleeps") { sleeps += Int(words[1]) }
      guard line.hasPrefix("got"), words.count == 3 else { continue }
      let recorded = events[Int(words[1])]
      guard recorded.recordedAt.millisecondsSince1970 == words[2] else {
        throw StudyFailure("a receipt tells another time than the log: \(line)")
      }
    }
    // A runner looks again when the log moved or time came, and else sleeps.
    let most = 20 * events.count + 200
    guard sleeps <= most else { throw StudyFailure("runners slept \(sleeps) times: they spin") }
    var seen: Set<[UInt64]> = []
    for alarm in alarms {
      let key = [
        alarm.ticket.rawValue, UInt64(alarm.clock), UInt64(alarm.cycle), UInt64(alarm.threshold),
        alarm.policy.rawValue,
      ]
      guard seen.insert(key).inserted else { throw StudyFailure("raised twice: \(alarm)") }
      guard alarm.dueAt <= alarm.detectedAt else { throw StudyFailure("too early: \(alarm)") }
    }
    let backs = zip(events, events.dropFirst()).count { $0.occurredAt > $1.occurredAt }
    figures = [
      ("alarms", Double(seen.count)), ("sleeps of the runners", Double(sleeps)),
      ("events that happened before the one before", Double(backs)),
    ]
  }

  private func checkTimes() throws {
    var last = Instant.distantPast
    var lastOfTicket: [TicketID: Instant] = [:]
    for recorded in events {
      guard recorded.recordedAt >= last else {
        throw StudyFailure("recordedAt goes back at position \(recorded.position)")
      }
      last = recorded.recordedAt
      guard let ticket = recorded.ticket else { continue }
      guard recorded.occurredAt >= lastOfTicket[ticket] ?? .distantPast else {
        throw StudyFailure("occurredAt goes back at position \(recorded.position)")
      }
      lastOfTicket[ticket] = recorded.occurredAt
    }
  }

  /// What is late is so live, and by a replay, as of any moment.
  func checkReplay() async throws {
    let replayed = try await ledger.replay()
    let moments = events.map(\.occurredAt).enumerated().filter { $0.offset.isMultiple(of: 97) }
    for (_, moment) in moments {
      let later = moment.advanced(byMilliseconds: 5_400_000)
      guard ledger.read({ $0.breaches(asOf: later) }) == replayed.breaches(asOf: later) else {
        throw StudyFailure("as of \(later), other targets are missed live than by replay")
      }
      let known = try await ledger.read(asOf: nil, knownAt: .recordedAt(moment)) { $0.eventCount }
      guard known == events.count(where: { $0.recordedAt <= moment }) else {
        throw StudyFailure("known at \(moment) are \(known) events")
      }
    }
  }

  /// A runner that comes last raises whatever is still to be raised, and then sleeps.
  func checkAlarms(_ trial: Trial) async throws {
    let end = (events.last?.recordedAt ?? .now).advanced(byMilliseconds: 30 * 86_400_000)
    let clock = SteppingClock(at: end, seed: 1)
    let ledger = try await Ledger.open(
      at: trial.ledger,
      options: Trial.options { $0.clock = { end } }
    )
    let runner = Task { try await ledger.runAlarms(clock: clock) }
    var (sleeps, count): (Int, UInt64) = (0, 0)
    repeat {
      (sleeps, count) = (clock.sleepCount, ledger.read { $0.eventCount })
      try await Task.sleep(for: .milliseconds(60))
    } while sleeps == 0 || count != ledger.read { $0.eventCount }
    let result = Result { try missing(in: ledger, asOf: end) }
    await ledger.close()
    try await runner.value
    if let status = try result.get() { throw StudyFailure("late, and no alarm says so: \(status)") }
  }

  /// What has reached its limit and still runs, with no alarm for it.
  ///
  /// When the alarm was due is not compared: an event that came later, and had happened before, may have
  /// moved that.
  private func missing(in ledger: Ledger, asOf end: Instant) throws -> ClockStatus? {
    var raised: Set<[UInt64]> = []
    for recorded in try ledger.events(from: Position(0), atMost: .max) {
      guard case .ledger(.alarmRaised(let alarm)) = recorded.event else { continue }
      let place = UInt64(alarm.threshold)
      raised.insert([alarm.ticket.rawValue, UInt64(alarm.clock), UInt64(alarm.cycle), place])
    }
    return try ledger.read { $0.breaches(asOf: end) }.first { status in
      guard let due = status.dueAt, status.stoppedAt == nil, !status.isPaused,
        let opened = try ledger.history(of: .number(status.ticket))?.first,
        due >= max(opened.recordedAt, ClocksTrial.start)
      else { return false }
      // The limit is the last of the standard thresholds.
      let last = TargetThreshold.standard.count - 1
      let place = UInt64(status.ordinal * Alarm.thresholdsPerPolicy + last)
      let (clock, cycle) = (UInt64(status.clock.rawValue), UInt64(status.cycle))
      return !raised.contains([status.ticket.rawValue, clock, cycle, place])
    }
  }
}
