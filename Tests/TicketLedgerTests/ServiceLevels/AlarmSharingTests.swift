import Testing

@testable import TicketLedger

@Suite("Alarms of one ledger with several runners", .timeLimit(.minutes(15)))
struct AlarmSharingTests {
  /// The alarms that each of so many tickets, opened at the desk's opening, has until minute 100.
  private func expectEachOnce(
    _ alarms: [Alarm],
    tickets: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let keys = Set(alarms.map { AlarmKey($0) })
    #expect(keys.count == alarms.count, sourceLocation: sourceLocation)
    #expect(alarms.count == 4 * tickets, sourceLocation: sourceLocation)
    #expect(Set(alarms.map(\.ticket)).count == tickets, sourceLocation: sourceLocation)
    for alarm in alarms {
      let shares: [Int] = [50, 75, 90, 100]
      let due = AlarmPaper.instant(shares[Int(alarm.threshold)])
      #expect(alarm.dueAt == due, sourceLocation: sourceLocation)
    }
  }

  /// A desk on which alarms have begun, with so many tickets.
  private func desk(tickets: Int) async throws -> AlarmDesk {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    desk.start()
    try await desk.settle()
    try await desk.stop()
    let openings = (1...tickets).map { Submission(.open("T-\($0)"), by: "agent") }
    for answer in try await desk.ledger.submit(contentsOf: openings) { _ = try answer.get() }
    return desk
  }

  @Test("in one process are raised once")
  func oneProcess() async throws {
    let desk = try await desk(tickets: 60)
    for _ in 0..<3 { desk.start() }
    for minute in [50, 75, 80, 90, 100, 500] {
      try await desk.jump(to: desk.instant(minute))
      #expect(Set(try desk.alarms().map { AlarmKey($0) }).count == (try desk.alarms().count))
    }
    try await desk.stop()
    expectEachOnce(try desk.alarms(), tickets: 60)
    try await desk.close()
  }

  @Test("in two processes are raised once, and seen by both")
  func twoProcesses() async throws {
    let desk = try await desk(tickets: 300)
    let probe = try LedgerProbe("alarms", desk.folder.path())
    #expect(try probe.line() == "ready")
    desk.start()
    for minute in [0, 50, 75, 90, 100] {
      let instant = desk.instant(minute)
      // Both find the same thresholds due, and stand in line to write.
      try await desk.whileNobodyWrites {
        try probe.tell("at \(instant.millisecondsSince1970)")
        desk.set(to: instant)
        try await Task.sleep(for: .milliseconds(200))
      }
      try await desk.settle()
    }
    let alarms = desk.ledger.alarms(from: Position(0))
    var raised = 0
    for try await _ in alarms {
      raised += 1
      if raised == 4 * 300 { break }
    }
    try probe.tell("count \(4 * 300)")
    #expect(try probe.line() == "\(4 * 300)")
    try probe.finish()
    try await desk.settle()
    try await desk.stop()
    expectEachOnce(try desk.alarms(), tickets: 300)
    try await desk.close()
  }

  @Test(
    "survive the death of a process that raises them, at any moment",
    arguments: [1, 900, 3_000]
  )
  func killed(afterAlarms count: Int) async throws {
    let desk = try await desk(tickets: 1_500)
    let probe = try LedgerProbe("alarms", desk.folder.path())
    #expect(try probe.line() == "ready")
    try probe.tell("at \(desk.instant(100).millisecondsSince1970)")
    var seen: [RaisedAlarm] = []
    for try await raised in desk.ledger.alarms(from: Position(0)) {
      seen.append(raised)
      if seen.count == count { break }
    }
    probe.kill()
    desk.time.now = desk.instant(100)
    try await desk.reopen()
    for raised in seen {
      let recorded = try #require(try desk.ledger.event(at: raised.position))
      #expect(recorded.event == .ledger(.alarmRaised(raised.alarm)))
    }
    desk.start()
    try await desk.settle()
    expectEachOnce(try desk.alarms(), tickets: 1_500)
    let live = desk.ledger.read { $0.digests() }
    #expect(try await desk.ledger.replay().digests() == live)
    try await desk.close()
  }
}
