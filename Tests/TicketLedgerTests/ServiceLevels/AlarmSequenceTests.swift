import Testing

@testable import TicketLedger

@Suite("The sequence of alarms", .timeLimit(.minutes(15)))
struct AlarmSequenceTests {
  /// A desk with three tickets whose alarms up to a minute were raised.
  private func desk(untilMinute minute: Int) async throws -> AlarmDesk {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    desk.start()
    try await desk.settle()
    for number in 1...3 { try await desk.submit(.open("T-\(number)")) }
    try await desk.pass(untilMinute: minute)
    return desk
  }

  private func first(
    _ count: Int,
    of alarms: AlarmSequence
  ) async throws(LedgerError) -> [RaisedAlarm] {
    var found: [RaisedAlarm] = []
    var iterator = alarms.makeAsyncIterator()
    while found.count < count, let raised = try await iterator.next() { found.append(raised) }
    return found
  }

  @Test("gives those that are there, then those that come, with where they stand")
  func catchUp() async throws {
    let desk = try await desk(untilMinute: 80)
    let ledger = desk.ledger
    let following = Task { try await first(12, of: ledger.alarms(from: Position(0))) }
    try await desk.pass(untilMinute: 100)
    let found = try await following.value
    let alarms = try desk.alarms()
    #expect(found.map(\.alarm) == alarms)
    for raised in found {
      let recorded = try #require(try desk.ledger.event(at: raised.position))
      #expect(recorded.event == .ledger(.alarmRaised(raised.alarm)))
      #expect(recorded.recordedAt == raised.recordedAt)
    }
    let later = try await first(11, of: desk.ledger.alarms(from: found[1].position))
    #expect(later == Array(found.dropFirst()))
    try await desk.close()
  }

  @Test("begins with what comes next where no position is given")
  func fromNowOn() async throws {
    let desk = try await desk(untilMinute: 80)
    let alarms = desk.ledger.alarms()
    try await desk.pass(untilMinute: 90)
    let found = try await first(3, of: alarms)
    #expect(found.map(\.alarm.dueAt) == Array(repeating: desk.instant(90), count: 3))
    try await desk.close()
  }

  @Test("ends when the ledger is closed or the task cancelled")
  func ending() async throws {
    let desk = try await desk(untilMinute: 0)
    let ledger = desk.ledger
    let cancelled = Task { try await first(1, of: ledger.alarms()) }
    cancelled.cancel()
    #expect(try await cancelled.value.isEmpty)
    let waiting = Task { try await first(1, of: ledger.alarms()) }
    try await desk.close()
    #expect(try await waiting.value.isEmpty)
  }
}
