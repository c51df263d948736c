import Testing
import TicketLedger

@Suite("A wait for the requester is suspicious")
struct SuspiciousWaitTests {
  private typealias Facts = [(minute: Int, command: Command)]

  /// Resolved within an hour around the clock, and the wait pauses it.
  private func policy(
    pausedBy reasons: Set<WaitingReason> = [.requester],
    whilePaused: PauseEffect = .exclude
  ) -> ServicePolicy {
    let target = ServiceTarget(
      .resolution,
      limit: .duration(milliseconds: 3_600_000),
      pausedBy: reasons,
      whilePaused: whilePaused
    )
    return ServicePolicy(name: "hour", rules: [ServiceRule(name: "all", targets: [target])])
  }

  private func waits(
    _ facts: Facts,
    under policy: ServicePolicy? = nil,
    withinMinutes minutes: Int = Flow.minutesBeforeDeadline,
    by actor: ActorReference = "a-1"
  ) async throws -> [SuspiciousWait] {
    // Somebody wrote to some requester, so that silence says something.
    let other: Facts = [(0, .open("O")), (0, .reply("O"))]
    return try await SmallHistory.ask(
      other + [(0, .open("T"))] + facts,
      by: actor,
      under: policy
    ) {
      $0.suspiciousWaits(withinMinutes: minutes, asOf: SmallHistory.minute(100_000))
    }
  }

  @Test("where no agent wrote to the requester since the requester's last word")
  func unannounced() async throws {
    let silent = try await waits([(10, .pause("T", for: .requester)), (30, .resume("T"))])
    #expect(silent.count == 1)
    #expect(silent.first?.isUnannounced == true && silent.first?.deadline == nil)
    #expect(silent.first?.from == SmallHistory.minute(10))
    #expect(silent.first?.to == SmallHistory.minute(30))
    let asked: Facts = [(5, .reply("T", .ask)), (10, .pause("T", for: .requester))]
    #expect(try await waits(asked).isEmpty)
    // A message during the wait tells the requester too, one after it does not.
    let late: Facts = [(10, .pause("T", for: .requester)), (20, .reply("T"))]
    #expect(try await waits(late).isEmpty)
    let over: Facts = [
      (10, .pause("T", for: .requester)), (20, .start("T")), (21, .reply("T")),
    ]
    #expect(try await waits(over).count == 1)
    // What was asked before the requester answered is no message about a second wait.
    let again: Facts =
      asked + [
        (20, .recordRequesterReply("T")), (20, .resume("T")), (30, .pause("T", for: .requester)),
      ]
    #expect(try await waits(again).map(\.from) == [SmallHistory.minute(30)])
    let vendor: Facts = [(10, .pause("T", for: .vendor))]
    #expect(try await waits(vendor).isEmpty)
  }

  @Test("never for silence where the ledger knows of no agent's reply")
  func silentSource() async throws {
    let facts: Facts = [(0, .open("T")), (10, .pause("T", for: .requester))]
    let instant = SmallHistory.minute(1_000)
    let (waits, summary) = try await SmallHistory.ask(facts) { view in
      #expect(!view[Flow.self].knowsReplies)
      return (view.suspiciousWaits(asOf: instant), view.flow(asOf: instant).waiting)
    }
    #expect(waits.isEmpty)
    #expect(summary.waits == 1 && summary.unannounced == 1)
    #expect(summary.openTimeInSeconds == 60_000 && summary.waitingTimeInSeconds == 59_400)
    #expect(summary.share == 0.99)
  }

  @Test(
    "where it stops a clock within minutes before its due time, at the due time included",
    arguments: [(44, 15, false), (45, 15, true), (60, 15, true), (61, 15, false), (0, 60, true)]
  )
  func nearDeadline(minute: Int, within: Int, isSuspicious: Bool) async throws {
    let facts: Facts = [(0, .reply("T", .ask)), (minute, .pause("T", for: .requester))]
    for effect in [PauseEffect.exclude, .hide] {
      let found = try await waits(
        facts,
        under: policy(whilePaused: effect),
        withinMinutes: within
      )
      #expect(found.count == (isSuspicious ? 1 : 0))
      guard isSuspicious else { continue }
      #expect(found.first?.isUnannounced == false)
      #expect(found.first?.deadline?.clock == .resolution)
      #expect(found.first?.deadline?.dueAt == SmallHistory.minute(60))
    }
    #expect(try await waits(facts, under: policy(pausedBy: [.vendor])).isEmpty)
  }

  @Test("by the due time as it stood then, whatever came after")
  func asItStood() async throws {
    let facts: Facts = [
      (0, .reply("T", .ask)), (10, .pause("T", for: .requester)), (30, .resume("T")),
      (70, .pause("T", for: .requester)), (90, .resume("T")), (95, .resolve("T")),
    ]
    let found = try await waits(facts, under: policy())
    // Twenty minutes were not counted, so it was due at minute 80; at minute 10 nothing was near.
    #expect(found.map(\.from) == [SmallHistory.minute(70)])
    #expect(found.first?.deadline?.dueAt == SmallHistory.minute(80))
    let standing: Facts = [
      (0, .reply("T", .ask)), (50, .pause("T", for: .vendor)), (55, .pause("T", for: .requester)),
    ]
    let both = policy(pausedBy: [.requester, .vendor])
    #expect(try await waits(standing, under: both).isEmpty, "the clock stood still already")
    let ended: Facts = [(0, .reply("T", .ask)), (50, .resolve("T")), (50, .reopen("T"))]
    let reopened = try await waits(ended + [(50, .pause("T", for: .requester))], under: policy())
    #expect(reopened.isEmpty, "the clock of the reopening has just begun")
  }
}
