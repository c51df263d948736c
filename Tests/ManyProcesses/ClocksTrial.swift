import Foundation
import LedgerStore
import StudySupport
import TicketLedger

/// Processes whose clocks step, each by itself, while they write and raise alarms, across restarts.
enum ClocksTrial {
  static let start = Instant(rfc3339: "2024-02-28T06:00:00Z") ?? .distantPast
  private static let ticketCount = 6

  static func run(_ trial: Trial) async throws -> Tally {
    try await makeLedger(trial)
    try await followThroughStep(trial)
    let count = trial.size(short: 90, long: 900)
    let children = try (0..<trial.size(short: 2, long: 3)).map { number in
      let seed = UInt64.random(in: 0...999_999, using: &trial.numbers)
      return try Child(["clock", trial.ledger, "\(number)", "\(count)", "\(seed)"], trial)
    }
    var lines: [String] = []
    for child in children {
      try child.end()
      lines += child.lines
    }
    let ledger = try await trial.checkLedger()
    var check = try ClocksCheck(ledger)
    let result: Result<Void, any Error>
    do {
      try check.run(lines)
      try await check.checkReplay()
      result = .success(())
    } catch {
      result = .failure(error)
    }
    await ledger.close()
    try result.get()
    try await check.checkAlarms(trial)
    return Tally(operations: count * children.count, figures: check.figures)
  }

  /// A ledger with promises, whose alarms begin at the start.
  static func makeLedger(_ trial: Trial) async throws {
    let options = Trial.options { $0.clock = { start } }
    let ledger = try await Ledger.open(at: trial.ledger, options: options)
    try await ledger.submit(.adopt(calendar(in: paris()), effectiveFrom: .distantPast), by: "chief")
    try await ledger.submit(.adopt(policy, effectiveFrom: .distantPast), by: "chief")
    for number in 1...ticketCount { try await ledger.submit(.open("T-\(number)"), by: "parent") }
    let clock = SteppingClock(at: start, seed: 1)
    let runner = Task { try await ledger.runAlarms(clock: clock) }
    while clock.sleepCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
    await ledger.close()
    try await runner.value
  }

  static func paris() throws -> ZoneRules {
    try ZoneRules(
      name: "Europe/Paris",
      firstOffsetInSeconds: 3600,
      finalRule: "CET-1CEST,M3.5.0,M10.5.0/3"
    )
  }

  /// Office hours, night shifts at week's end, and days off at the turn of the year.
  static func calendar(in zone: ZoneRules) -> ServiceCalendar {
    let office = [DayInterval(480, 720), DayInterval(780, 1_080)]
    let night = [DayInterval(1_320, 360)]
    var calendar = ServiceCalendar(
      name: "office",
      zone: zone,
      weekly: Array(repeating: office, count: 5) + [night, night]
    )
    calendar.yearlyHolidays = [YearDay(month: 1, day: 1), YearDay(month: 2, day: 29)]
    return calendar
  }

  private static var policy: ServicePolicy {
    func target(_ clock: ServiceClock, _ minutes: Int64, _ calendar: String? = nil) -> ServiceTarget
    {
      ServiceTarget(
        clock,
        limit: .duration(milliseconds: minutes * 60_000),
        calendar: calendar,
        pausedBy: [.requester]
      )
    }
    let targets = [
      target(.firstResponse, 30), target(.resolution, 480, "office"), target(.resolution, 1_440),
    ]
    return ServicePolicy(name: "standard", rules: [ServiceRule(name: "all", targets: targets)])
  }

  /// The system's clock set back by an hour right after a process began to wait: it goes on all the
  /// same, and sees what others write.
  private static func followThroughStep(_ trial: Trial) async throws {
    guard let saboteur = trial.saboteur else { return }
    let sabotage = trial.defect.sabotage ?? "ahead"
    let patience = trial.defect == .nothing ? 30.0 : 5.0
    let follower = try Child(
      ["follower", trial.ledger],
      trial,
      environment: try saboteur.environment(sabotage)
    )
    _ = try follower.answer("ready")
    let ledger = try await Ledger.open(
      at: trial.ledger,
      options: Trial.options { $0.clock = { start } }
    )
    let result: Result<Void, any Error>
    do {
      for _ in 1...4 {
        usleep(20_000)
        try await ledger.submit(.note("T-1", "seen?"), by: "parent")
      }
      follower.tell("show \(ledger.read { $0.eventCount })")
      _ = try follower.answer("shown", within: patience)
      follower.tell("burst 8")
      _ = try follower.answer("acknowledged", within: patience)
      result = .success(())
    } catch {
      result = .failure(error)
    }
    await ledger.close()
    try result.get()
    try follower.end()
  }
}

/// The processes of that trial.
enum ClocksRole {
  /// Works by a clock that steps, with a runner of alarms, and opens the ledger three times.
  static func play(_ arguments: [String], _ defect: Defect) async throws {
    let (path, number) = (arguments[1], arguments[2])
    let (count, seed) = (Int(arguments[3]) ?? 0, UInt64(arguments[4]) ?? 0)
    let clock = SteppingClock(at: ClocksTrial.start, seed: seed)
    var numbers = SeededNumbers(seed: seed &+ 1)
    for life in 0..<3 {
      let options = Trial.options { options in
        options.clock = { clock.now }
        options.checkpointInterval = 40
      }
      let ledger = try await Ledger.open(at: path, options: options)
      let runner = Task { try await ledger.runAlarms(clock: clock) }
      for step in 0..<count / 3 {
        clock.step()
        try await act("C\(number)-\(life)-\(step)", ledger, clock, &numbers)
      }
      await ledger.close()
      try await runner.value
    }
    say("sleeps \(clock.sleepCount)")
    if defect == .ownClock { try recordByOwnClock(path) }
  }

  private static func act(
    _ name: String,
    _ ledger: Ledger,
    _ clock: SteppingClock,
    _ numbers: inout SeededNumbers
  ) async throws {
    let count = UInt64(ledger.read { $0.ticketCount })
    let ticket = TicketReference.number(TicketID(.random(in: 1...count, using: &numbers)))
    let command: Command =
      switch Int.random(in: 0..<10, using: &numbers) {
      case 0, 1: .open(name)
      case 2: .pause(ticket, for: .requester)
      case 3: .resume(ticket)
      case 4: .reply(ticket)
      case 5: .resolve(ticket)
      case 6: .reopen(ticket)
      default: .note(ticket, "")
      }
    let tellsTime = Int.random(in: 0..<4, using: &numbers) == 0
    do {
      let receipt = try await ledger.submit(command, by: "desk", at: tellsTime ? clock.now : nil)
      say("got \(receipt.position) \(receipt.recordedAt.millisecondsSince1970)")
    } catch {
      guard case .refused = error else { throw error }
    }
  }

  /// Appends an event past everything that holds the ledger's time.
  private static func recordByOwnClock(_ path: String) throws {
    let store = try LogStore.open(at: path, options: .init(durability: .none))
    try store.append { writer in
      let event = RecordedEvent(
        position: Position(writer.end),
        recordedAt: ClocksTrial.start,
        occurredAt: ClocksTrial.start,
        actor: .ledger,
        event: .ledger(.ledgerCreated)
      )
      var bytes = ByteWriter()
      Envelope.encode(event, label: "again", digest: nil, into: &bytes)
      _ = try writer.append(bytes.bytes)
    }
    store.close()
  }

  /// `show N`: waits until the live view shows N events; `burst N`: submits as many at once, ten times.
  static func follow(_ path: String) async throws {
    let ledger = try await Ledger.open(
      at: path,
      options: Trial.options { $0.clock = { ClocksTrial.start } }
    )
    say("ready")
    while let line = readLine() {
      let words = line.split(separator: " ")
      guard words.count == 2, let number = UInt64(words[1]) else { break }
      if words[0] == "show" {
        while ledger.read({ $0.eventCount }) < number {
          try await Task.sleep(for: .milliseconds(2))
        }
        say("shown")
        continue
      }
      for _ in 0..<10 {
        try await withThrowingTaskGroup { group in
          for _ in 0..<number {
            group.addTask { _ = try await ledger.submit(.note("T-1", "burst"), by: "follower") }
          }
          try await group.waitForAll()
        }
        // Alone after a group: the writer waits for as many again.
        try await ledger.submit(.note("T-1", "alone"), by: "follower")
      }
      say("acknowledged")
    }
    await ledger.close()
  }
}
