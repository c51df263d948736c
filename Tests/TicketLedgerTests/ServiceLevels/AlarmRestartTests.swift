import Testing

@testable import TicketLedger

@Suite("Alarms over restarts and imports", .timeLimit(.minutes(15)))
struct AlarmRestartTests {
  private let all = [
    "1 resolution.1 #0 @ 50", "1 resolution.1 #1 @ 75", "1 resolution.1 #2 @ 90",
    "1 resolution.1 #3 @ 100",
  ]

  @Test("are raised once by whichever runner comes, and missed by none")
  func restarts() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    desk.start()
    try await desk.settle()
    try await desk.submit(.open("T-1"))
    try await desk.pass(untilMinute: 60)
    try await desk.stop()
    desk.start()
    try await desk.settle()
    #expect(try desk.told() == ["1 resolution.1 #0 @ 50"])
    try await desk.stop()
    desk.time.now = desk.instant(80)
    desk.start()
    try await desk.settle()
    try await desk.reopen()
    desk.start()
    try await desk.settle()
    #expect(try desk.told() == ["1 resolution.1 #0 @ 50", "1 resolution.1 #1 @ 75 + 5"])
    try await desk.reopen()
    desk.time.now = desk.instant(200)
    desk.start()
    try await desk.settle()
    #expect(
      try desk.told().dropFirst(2) == [
        "1 resolution.1 #2 @ 90 + 110", "1 resolution.1 #3 @ 100 + 100",
      ]
    )
    try await desk.close()
  }

  @Test("missed by all runners are raised while their clock runs, and not once it has stopped")
  func missed() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    desk.start()
    try await desk.settle()
    for name in ["T-1", "T-2", "T-3"] { try await desk.submit(.open(name)) }
    try await desk.settle()
    try await desk.stop()
    desk.time.now = desk.instant(60)
    try await desk.submit(.resolve("T-1"))
    try await desk.submit(.pause("T-2", for: .requester))
    desk.time.now = desk.instant(70)
    desk.start()
    try await desk.settle()
    #expect(try desk.told() == ["2 resolution.1 #0 @ 50 + 20", "3 resolution.1 #0 @ 50 + 20"])
    try await desk.close()
  }

  @Test("begin with the first runner on the ledger, whose start is kept")
  func mark() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    try await desk.submit(.open("T-1"))
    desk.time.now = desk.instant(80)
    desk.start()
    try await desk.settle()
    #expect(try desk.told().isEmpty)
    try await desk.reopen()
    desk.time.now = desk.instant(95)
    desk.start()
    try await desk.settle()
    #expect(try desk.told() == ["1 resolution.1 #2 @ 90 + 5"])
    let kept = try await desk.ledger.alarmMark(startingAt: desk.instant(999))
    #expect(kept == desk.instant(80))
    try await desk.stop()
    try await desk.ledger.backUp(to: desk.folder.path("copy.ledger"))
    let copy = try await Ledger.open(at: desk.folder.path("copy.ledger"))
    #expect(try await copy.alarmMark(startingAt: desk.instant(999)) == desk.instant(80))
    await copy.close()
    try await desk.close()
  }

  @Test("of imported tickets are none for the past, and as of any ticket for what is to come")
  func imports() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving(in: 1_000))
    desk.start()
    try await desk.settle()
    try await desk.pass(untilMinute: 600)
    func fact(_ command: Command, _ minute: Int) -> Submission {
      Submission(command, by: .importer("old system"), at: desk.instant(minute))
    }
    try await desk.ledger.record([
      fact(.open("T-1"), -9_000), fact(.open("T-2"), -8_000), fact(.open("T-3"), 0),
    ])
    try await desk.settle()
    // Another commit of the same import, as a large one has them.
    try await desk.ledger.record([
      fact(.resolve("T-1"), -8_500), fact(.reopen("T-1"), -7_000), fact(.resolve("T-2"), -6_000),
      fact(.pause("T-3", for: .requester), 100), fact(.resume("T-3"), 150),
    ])
    try await desk.settle()
    #expect(try desk.told().isEmpty)
    try await desk.pass(untilMinute: 2_000)
    #expect(
      try desk.told() == [
        "3 resolution.1 #1 @ 800", "3 resolution.1 #2 @ 950", "3 resolution.1 #3 @ 1050",
      ]
    )
    try await desk.reopen()
    desk.start()
    try await desk.settle()
    #expect(try desk.told().count == 3)
    try await desk.close()
  }

  @Test("are raised by no replay, and a replay knows those raised")
  func replay() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    desk.start()
    try await desk.settle()
    try await desk.submit(.open("T-1"))
    try await desk.pass(untilMinute: 80)
    let digests = desk.ledger.read { $0.digests() }
    let end = try desk.ledger.logEnd()
    desk.time.now = desk.instant(95)
    #expect(try await desk.ledger.replay().digests() == digests)
    _ = try await desk.ledger.read(asOf: desk.instant(10)) { $0.eventCount }
    #expect(try desk.ledger.logEnd() == end)
    try await desk.close()
  }

  @Test("go on when the clock is set back, and repeat nothing")
  func setBack() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    desk.start()
    try await desk.settle()
    try await desk.submit(.open("T-1"))
    try await desk.pass(untilMinute: 60)
    desk.time.now = desk.instant(10)
    try await desk.stop()
    desk.start()
    try await desk.pass(untilMinute: 1_000)
    #expect(try desk.told() == all)
    try await desk.close()
  }
}
