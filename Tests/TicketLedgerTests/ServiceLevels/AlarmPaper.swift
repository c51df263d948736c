import Testing

@testable import TicketLedger

/// The clocks of one ticket, folded by hand under policies that no log adopted.
struct AlarmPaper {
  static let start = TestClock("2025-03-03T08:00:00Z").now

  private(set) var levels = ServiceLevels()
  private(set) var ticket = Ticket(id: TicketID(1))

  /// - Parameter policies: Each with its position, nil for a supposed one, and the minute from which
  ///   it is in force, nil for always.
  init(_ policies: (policy: ServicePolicy, at: UInt64?, from: Int?)...) {
    let adopted = policies.map { policy, position, minute in
      ServiceAgreements.Adopted(
        position: position.map { Position($0) },
        effectiveFrom: minute.map { AlarmPaper.instant($0) } ?? .distantPast,
        document: .policy(policy),
        bytes: []
      )
    }
    levels.adopt(ServiceAgreements(adopted, names: TermNames(Catalogue())))
  }

  init(_ targets: ServiceTarget...) {
    let rule = ServiceRule(name: "all", targets: targets)
    self.init((ServicePolicy(name: "standard", rules: [rule]), 3, nil))
  }

  init(_ calendar: ServiceCalendar, _ targets: ServiceTarget...) {
    let rule = ServiceRule(name: "all", targets: targets)
    let documents: [AdoptedDocument] = [
      .calendar(calendar), .policy(ServicePolicy(name: "standard", rules: [rule])),
    ]
    let adopted = documents.enumerated().map { place, document in
      ServiceAgreements.Adopted(
        position: Position(UInt64(place) + 2),
        effectiveFrom: .distantPast,
        document: document,
        bytes: []
      )
    }
    levels.adopt(ServiceAgreements(adopted, names: TermNames(Catalogue())))
  }

  static func instant(_ minute: Int) -> Instant {
    start.advanced(byMilliseconds: Int64(minute) * 60_000)
  }

  mutating func apply(_ event: TicketEvent, atMinute minute: Int) {
    let recorded = RecordedEvent(
      position: Position(10 + UInt64(ticket.revision)),
      recordedAt: AlarmPaper.instant(minute),
      occurredAt: AlarmPaper.instant(minute),
      actor: .person(PersonID(1)),
      event: .ticket(event),
      ticket: ticket.id,
      revision: ticket.revision + 1,
      previous: ticket.revision == 0 ? nil : ticket.lastPosition
    )
    levels.apply(recorded, to: ticket)
    ticket.evolve(with: event, of: recorded)
  }

  /// Raises what is reached by a minute, as a log would hold it.
  mutating func raise(byMinute minute: Int) {
    let instant = AlarmPaper.instant(minute)
    for threshold in levels.thresholds(of: ticket, asOf: instant) where threshold.instant <= instant
    {
      let recorded = RecordedEvent(
        position: Position(1_000),
        recordedAt: instant,
        occurredAt: instant,
        actor: .ledger,
        event: .ledger(.alarmRaised(threshold.alarm(detectedAt: instant)))
      )
      levels.apply(recorded, to: Ticket(id: TicketID(0)))
    }
  }

  /// The thresholds still to be raised, as of a minute: `clock.cycle #number @ minute`.
  func thresholds(atMinute minute: Int) -> [String] {
    levels.thresholds(of: ticket, asOf: AlarmPaper.instant(minute)).map { threshold in
      let reached = threshold.instant.milliseconds(since: AlarmPaper.start)
      let at = reached.isMultiple(of: 60_000) ? "\(reached / 60_000)" : "\(reached) ms"
      return "\(threshold.clock.name).\(threshold.cycle) #\(threshold.number) @ \(at)"
    }
  }
}

/// Milliseconds of minutes.
func minutes(_ count: Int) -> Int64 { Int64(count) * 60_000 }
