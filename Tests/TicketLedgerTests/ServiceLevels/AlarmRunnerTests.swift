import LedgerStore
import Testing

@testable import TicketLedger

@Suite("The runner of alarms", .timeLimit(.minutes(15)))
struct AlarmRunnerTests {
  @Test("raises each threshold when it is reached, in order, once")
  func inOrder() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    desk.start()
    try await desk.settle()
    try await desk.submit(.open("T-1"))
    try await desk.pass(untilMinute: 49)
    #expect(try desk.told().isEmpty)
    try await desk.pass(untilMinute: 50)
    #expect(try desk.told() == ["1 resolution.1 #0 @ 50"])
    try await desk.pass(untilMinute: 1_000)
    let all = [
      "1 resolution.1 #0 @ 50", "1 resolution.1 #1 @ 75", "1 resolution.1 #2 @ 90",
      "1 resolution.1 #3 @ 100",
    ]
    #expect(try desk.told() == all)
    let alarm = try #require(try desk.alarms().first)
    let adoption = try #require(try desk.ledger.event(at: alarm.policy))
    #expect(adoption.event.kind == .policyAdopted)
    let ticket = try #require(try desk.ledger.ticket("T-1"))
    #expect(ticket.revision == 1 && ticket.lastOccurredAt == desk.instant(0))
    try await desk.close()
  }

  @Test("raises what came together in the order of when it was reached")
  func together() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    desk.start()
    try await desk.settle()
    try await desk.submit(.open("T-1"))
    try await desk.pass(untilMinute: 20)
    try await desk.submit(.open("T-2"))
    try await desk.settle()
    try await desk.jump(to: desk.instant(95))
    #expect(
      try desk.told() == [
        "1 resolution.1 #0 @ 50 + 45", "2 resolution.1 #0 @ 70 + 25",
        "1 resolution.1 #1 @ 75 + 20", "1 resolution.1 #2 @ 90 + 5", "2 resolution.1 #1 @ 95",
      ]
    )
    try await desk.close()
  }

  @Test("writes nothing and wakes no more than needed when nothing is due")
  func quiet() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    desk.start()
    try await desk.settle()
    try await desk.submit(.open("T-1"))
    try await desk.settle()
    let sleeps = desk.sleepCount
    let written = desk.ledger.store.lastTransactionID
    for minute in 1...49 { try await desk.pass(untilMinute: minute) }
    #expect(desk.sleepCount == sleeps)
    try await desk.submit(.note("T-1", "still looking"))
    try await desk.settle()
    #expect(desk.ledger.store.lastTransactionID == written + 1)
    try await desk.pass(untilMinute: 50)
    #expect(desk.ledger.store.lastTransactionID == written + 2)
    try await desk.close()
  }

  @Test("follows pauses, resumptions, resolutions and reopenings")
  func turns() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    desk.start()
    try await desk.settle()
    try await desk.submit(.open("T-1"))
    try await desk.pass(untilMinute: 60)
    try await desk.submit(.pause("T-1", for: .requester))
    try await desk.pass(untilMinute: 300)
    #expect(try desk.told() == ["1 resolution.1 #0 @ 50"])
    try await desk.submit(.resume("T-1"))
    try await desk.pass(untilMinute: 320)
    #expect(try desk.told().last == "1 resolution.1 #1 @ 315")
    try await desk.submit(.resolve("T-1"))
    try await desk.pass(untilMinute: 900)
    try await desk.submit(.close("T-1"))
    try await desk.pass(untilMinute: 1_000)
    #expect(try desk.told().count == 2)
    try await desk.submit(.reopen("T-1"))
    try await desk.pass(untilMinute: 1_060)
    #expect(try desk.told().dropFirst(2) == ["1 resolution.2 #0 @ 1050"])
    try await desk.submit(.cancel("T-1"))
    try await desk.pass(untilMinute: 5_000)
    #expect(try desk.told().count == 3)
    try await desk.close()
  }

  @Test("raises a threshold of another priority's target only where its number was not raised yet")
  func retargeting() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    desk.start()
    try await desk.settle()
    try await desk.submit(.open("T-1", priority: 3))
    try await desk.pass(untilMinute: 55)
    try await desk.submit(.prioritise("T-1", priority: 1))
    try await desk.settle()
    let raised = [
      "1 resolution.1 #0 @ 50", "1 resolution.1 #1 @ 55", "1 resolution.1 #2 @ 55",
      "1 resolution.1 #3 @ 55",
    ]
    #expect(try desk.told() == raised)
    try await desk.submit(.prioritise("T-1", priority: 2))
    try await desk.pass(untilMinute: 500)
    #expect(try desk.told() == raised)
    try await desk.close()
  }

  @Test("looks at every ticket when a policy is adopted, and when it comes into force")
  func adoptions() async throws {
    let desk = try await AlarmDesk()
    desk.start()
    try await desk.settle()
    try await desk.submit(.open("T-1"))
    try await desk.pass(untilMinute: 60)
    #expect(try desk.told().isEmpty)
    // The first policy holds for what came before it, too.
    let first = try await desk.adopt(.resolving())
    try await desk.settle()
    #expect(try desk.told() == ["1 resolution.1 #0 @ 50 + 10"])
    let second = try await desk.adopt(
      .resolving("second", in: 200, versions: .latest),
      effectiveFrom: desk.instant(80)
    )
    try await desk.pass(untilMinute: 79)
    #expect(try desk.told().last == "1 resolution.1 #1 @ 75")
    try await desk.pass(untilMinute: 100)
    #expect(
      try desk.told() == [
        "1 resolution.1 #0 @ 50 + 10", "1 resolution.1 #1 @ 75", "1 resolution.1 #0 @ 100",
      ]
    )
    try await desk.pass(untilMinute: 200)
    let policies = try desk.alarms().map(\.policy)
    #expect(policies == [first, first, second, second, second, second])
    try await desk.close()
  }

  @Test("wakes for a policy that comes into force with thresholds already behind")
  func retargetedByTime() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving("first", in: 1_000))
    try await desk.adopt(
      .resolving("second", in: 100, versions: .latest),
      effectiveFrom: desk.instant(95)
    )
    desk.start()
    try await desk.settle()
    try await desk.submit(.open("T-1"))
    try await desk.pass(untilMinute: 94)
    #expect(try desk.told().isEmpty)
    try await desk.pass(untilMinute: 100)
    #expect(
      try desk.told() == [
        "1 resolution.1 #0 @ 95", "1 resolution.1 #1 @ 95", "1 resolution.1 #2 @ 95",
        "1 resolution.1 #3 @ 100",
      ]
    )
    try await desk.close()
  }

  @Test("ends when its task is cancelled, asleep, at work or before it began")
  func cancellation() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    desk.start()
    try await desk.stop()
    desk.start()
    try await desk.settle()
    try await desk.stop()
    let openings = (1...500).map { Submission(.open("T-\($0)"), by: "agent") }
    for answer in try await desk.ledger.submit(contentsOf: openings) { _ = try answer.get() }
    desk.time.now = desk.instant(500)
    desk.start()
    try await desk.stop()
    desk.start()
    try await desk.settle()
    let keys = try desk.alarms().map { AlarmKey($0) }
    #expect(keys.count == 2_000)
    #expect(Set(keys).count == 2_000)
    try await desk.close()
  }

  @Test("ends when the ledger is closed, and does nothing on a closed one")
  func closing() async throws {
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    try await desk.submit(.open("T-1"))
    desk.start()
    try await desk.settle()
    try await desk.close()
    try await desk.ledger.runAlarms()
  }

  @Test("is refused where the ledger is only read")
  func readOnly() async throws {
    let desk = try await AlarmDesk()
    try await desk.close()
    let projections: [any Projection.Type] = [ServiceLevels.self]
    let ledger = try await Ledger.forTest(desk.folder, projections: projections) {
      $0.access = .readOnly
    }
    #expect(await storageReason { try await ledger.runAlarms() } == .readOnly)
    await ledger.close()
  }

  @Test("needs the clocks to be among the ledger's projections")
  func withoutClocks() async throws {
    await #expect(processExitsWith: .failure) {
      let folder = try TemporaryFolder()
      let ledger = try await Ledger.forTest(folder, projections: [Queues.self])
      try await ledger.runAlarms()
    }
  }

  @Test("throws what its clock throws, and another runner goes on")
  func faultyClock() async throws {
    struct Fault: Error {}
    struct FaultyClock: AlarmClock {
      let now: Instant
      func sleep(until instant: Instant) async throws { throw Fault() }
    }
    let desk = try await AlarmDesk()
    try await desk.adopt(.resolving())
    try await desk.submit(.open("T-1"))
    let clock = FaultyClock(now: desk.instant(50))
    await #expect(throws: Fault.self) { try await desk.ledger.runAlarms(clock: clock) }
    #expect(try desk.told() == ["1 resolution.1 #0 @ 50"])
    desk.start()
    try await desk.pass(untilMinute: 80)
    #expect(try desk.told() == ["1 resolution.1 #0 @ 50", "1 resolution.1 #1 @ 75"])
    try await desk.close()
  }

  @Test("says why where the live view cannot follow the log")
  func damagedLog() async throws {
    let desk = try await AlarmDesk()
    desk.start()
    try await desk.settle()
    let end = desk.ledger.read { $0.eventCount }
    let probe = try LedgerProbe("spoil", desk.folder.path())
    #expect(try probe.line() == "spoilt")
    try probe.finish()
    let error = await #expect(throws: LedgerError.self) {
      while true {
        try await desk.settle()
        // A loop that never sleeps would keep its thread from the other tests, and from the runner.
        try await Task.sleep(for: .milliseconds(1))
      }
    }
    guard case .inconsistent(Position(end), _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    await desk.ledger.close()
  }
}
