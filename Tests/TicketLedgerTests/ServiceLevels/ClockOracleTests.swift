import Testing

@testable import TicketLedger

/// Random tickets under random promises, measured by the projection and minute by minute.
@Suite("Clocks against a minute-by-minute oracle")
struct ClockOracleTests {
  /// The first Monday, from which minutes are counted.
  private static let monday = Instant(millisecondsSince1970: 1_736_121_600_000)

  private static func instant(_ minute: Int) -> Instant {
    monday.advanced(byMilliseconds: Int64(minute) * 60_000)
  }

  @Test("every cycle of every clock is as minutes counted one by one make it", arguments: 1...24)
  func cycles(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<12 {
      let promises = promises(using: &generator)
      let events = events(using: &generator)
      let last = try #require(events.last).minute
      for end in [last, last + 1, last + Int.random(in: 2...3000, using: &generator)] {
        let oracle = ClockOracle(events, promises, until: end)
        try check(oracle, events, promises, until: end)
      }
    }
  }

  private func check(
    _ oracle: ClockOracle,
    _ events: [(minute: Int, event: ClockOracle.Event)],
    _ promises: [UInt8: [ServiceClock: ClockOracle.Promise]],
    until end: Int
  ) throws {
    var levels = ServiceLevels()
    levels.adopt(agreements(promises))
    var ticket = Ticket(id: TicketID(1))
    for (place, entry) in events.enumerated() {
      let recorded = recorded(entry.event, at: entry.minute, place: place)
      guard case .ticket(let event) = recorded.event else { continue }
      levels.apply(recorded, to: ticket)
      ticket.evolve(with: event, of: recorded)
    }
    let statuses = levels.statuses(of: ticket, asOf: ClockOracleTests.instant(end))
    var found: [String] = []
    for status in statuses {
      found.append(text(status, isMeasured: status.limit != nil))
    }
    var expected: [String] = []
    for cycle in oracle.cycles where !cycle.isVoid && cycle.promise != nil {
      expected.append(text(cycle, in: oracle, until: end))
    }
    #expect(found.sorted() == expected.sorted(), "\(events) until \(end) under \(promises)")
  }

  private func text(_ status: ClockStatus, isMeasured: Bool) -> String {
    let stopped = status.stoppedAt.map { "\($0)" } ?? "–"
    let late = status.breachedAt.map { "\($0)" } ?? "–"
    let minutes = status.elapsedInMilliseconds / 60_000
    return "\(status.clock) \(status.cycle) \(status.startedAt) \(stopped) \(late) \(minutes)"
  }

  private func text(_ cycle: ClockOracle.Cycle, in oracle: ClockOracle, until end: Int) -> String {
    let stopped = cycle.stoppedAt.map { "\(ClockOracleTests.instant($0))" } ?? "–"
    let late = cycle.breachedAt.map { "\(ClockOracleTests.instant($0))" } ?? "–"
    let minutes = oracle.elapsed(cycle, until: cycle.stoppedAt ?? end)
    let start = ClockOracleTests.instant(cycle.start)
    return "\(cycle.clock) \(cycle.number) \(start) \(stopped) \(late) \(minutes)"
  }

  // MARK: Random promises and events

  private func promises(
    using generator: inout SeededGenerator
  ) -> [UInt8: [ServiceClock: ClockOracle.Promise]] {
    var promises: [UInt8: [ServiceClock: ClockOracle.Promise]] = [:]
    for priority: UInt8 in 1...3 {
      var rule: [ServiceClock: ClockOracle.Promise] = [:]
      for clock in ServiceClock.allCases {
        let isMeasure = clock.isMeasure
        let own: Set<WaitingReason> =
          clock == .requesterWait ? [.requester] : Set(WaitingReason.allCases)
        let candidates: [WaitingReason] = [.requester, .vendor]
        let reasons = Set(candidates.filter { _ in Bool.random(using: &generator) })
        rule[clock] = ClockOracle.Promise(
          limit: [1, 30, 60, 240, 480, 700].randomElement(using: &generator) ?? 60,
          isOfficeOnly: Bool.random(using: &generator),
          pausedBy: isMeasure ? own : reasons,
          hides: !isMeasure && Int.random(in: 0..<4, using: &generator) == 0,
          onChange: ChangeEffect.allCases.randomElement(using: &generator) ?? .retarget,
          onReopening: isMeasure
            ? .continue : ReopeningEffect.allCases.randomElement(using: &generator) ?? .newCycle,
          countsAutomation: Bool.random(using: &generator)
        )
      }
      promises[priority] = rule
    }
    return promises
  }

  private func events(
    using generator: inout SeededGenerator
  ) -> [(minute: Int, event: ClockOracle.Event)] {
    var minute = Int.random(in: 0..<5000, using: &generator)
    var events: [(minute: Int, event: ClockOracle.Event)] = [(minute, .opened(priority: 1))]
    for _ in 0..<Int.random(in: 1...14, using: &generator) {
      minute += [0, 1, 29, 30, 60, 240, 480, 1440].randomElement(using: &generator) ?? 1
      let event: ClockOracle.Event =
        switch Int.random(in: 0..<14, using: &generator) {
        case 0: .prioritised(UInt8.random(in: 1...3, using: &generator))
        case 1: .routed(team: Bool.random(using: &generator) ? 1 : 2)
        case 2: .routed(team: nil)
        case 3: .assigned
        case 4, 5: .replied(byAutomation: Bool.random(using: &generator))
        case 6: .requesterReplied
        case 7, 8: .paused(Bool.random(using: &generator) ? .requester : .vendor)
        case 9: .resumed
        case 10: .resolved
        case 11: .closed
        case 12: .reopened
        default: .cancelled
        }
      events.append((minute, event))
    }
    return events
  }

  // MARK: The same for the projection

  private func agreements(
    _ promises: [UInt8: [ServiceClock: ClockOracle.Promise]]
  ) -> ServiceAgreements {
    let hours = [DayInterval(480, 720), DayInterval(780, 1080)]
    let weekly = Array(repeating: hours, count: 5) + [[], []]
    let calendar = ServiceCalendar(name: "office", zone: .utc, weekly: weekly)
    let rules = promises.sorted { $0.key < $1.key }.map { priority, rule in
      var match = TicketMatch()
      match.priorities = [priority]
      let targets = rule.sorted { $0.key.rawValue < $1.key.rawValue }.map { clock, promise in
        ServiceTarget(
          clock,
          limit: .duration(milliseconds: Int64(promise.limit) * 60_000),
          calendar: promise.isOfficeOnly ? "office" : nil,
          pausedBy: promise.pausedBy,
          whilePaused: promise.hides ? .hide : .exclude,
          onChange: promise.onChange,
          onReopening: promise.onReopening,
          countsAutomation: promise.countsAutomation
        )
      }
      return ServiceRule(name: "\(priority)", match: match, targets: targets)
    }
    let documents: [AdoptedDocument] = [
      .calendar(calendar), .policy(ServicePolicy(name: "random", rules: rules)),
    ]
    let adopted = documents.map {
      ServiceAgreements.Adopted(
        position: nil,
        effectiveFrom: .distantPast,
        document: $0,
        bytes: []
      )
    }
    return ServiceAgreements(adopted, names: TermNames(Catalogue()))
  }

  private func recorded(
    _ event: ClockOracle.Event,
    at minute: Int,
    place: Int
  ) -> RecordedEvent {
    let instant = ClockOracleTests.instant(minute)
    var actor = ActorID.person(PersonID(1))
    let ticketEvent: TicketEvent
    switch event {
    case .opened(let priority):
      ticketEvent = .opened(Opening(prioritisation: Prioritisation(priority: priority)))
    case .prioritised(let priority):
      ticketEvent = .prioritised(Prioritisation(priority: priority))
    case .routed(let team):
      ticketEvent = .routed(Routing(team: team.map { TermID(.team, $0) }))
    case .assigned: ticketEvent = .assigned(to: PersonID(1))
    case .replied(let byAutomation):
      if byAutomation { actor = .automation(TermID(.automation, 1)) }
      ticketEvent = .replied(Reply())
    case .requesterReplied: ticketEvent = .requesterReplied(channel: nil)
    case .paused(let reason): ticketEvent = .paused(Pause(reason))
    case .resumed: ticketEvent = .resumed
    case .resolved: ticketEvent = .resolved(Resolution())
    case .closed: ticketEvent = .closed(.unknown)
    case .reopened: ticketEvent = .reopened(.unknown)
    case .cancelled: ticketEvent = .cancelled(.unknown)
    }
    return RecordedEvent(
      position: Position(UInt64(place)),
      recordedAt: instant,
      occurredAt: instant,
      actor: actor,
      event: .ticket(ticketEvent),
      ticket: TicketID(1),
      revision: UInt32(place + 1)
    )
  }
}
