import Testing

@testable import TicketLedger

/// The alarms that a log calls for, found by asking at every event how much time each clock has counted.
///
/// It knows nothing of when a threshold is reached: it asks ``ServiceLevels`` only how clocks stand at
/// an instant, and finds the first instant that is enough by bisection.
struct AlarmOracle {
  /// What makes an alarm one and the same, as the log writes it.
  struct Key: Hashable {
    let ticket: TicketID
    let clock: UInt8
    let cycle: UInt32
    let threshold: UInt16
    let policy: Position

    init(_ alarm: Alarm) {
      ticket = alarm.ticket
      clock = alarm.clock
      cycle = alarm.cycle
      threshold = alarm.threshold
      policy = alarm.policy
    }

    init(_ status: ClockStatus, threshold: Int, policy: Position) {
      ticket = status.ticket
      clock = status.clock.rawValue
      cycle = UInt32(status.cycle)
      self.threshold = UInt16(threshold)
      self.policy = policy
    }
  }

  /// A threshold that a clock has behind it.
  private struct Passed {
    let key: Key
    let status: ClockStatus
    let share: Int64
  }

  private let policies: [String: (policy: ServicePolicy, position: Position)]
  private var levels = ServiceLevels()
  private var tickets: [TicketID: Ticket] = [:]
  /// When each was reached.
  private(set) var reached: [Key: Instant] = [:]
  /// The thresholds that clocks still running have behind them at the end.
  private(set) var behindAtEnd: Set<Key> = []

  /// - Parameters:
  ///   - events: The log; each ticket event happened when it was recorded.
  ///   - agreements: What it adopted.
  ///   - end: The last moment that a runner ran.
  init(_ events: [RecordedEvent], under agreements: ServiceAgreements, until end: Instant) {
    var policies: [String: (policy: ServicePolicy, position: Position)] = [:]
    for adopted in agreements.adoptions {
      guard case .policy(let policy) = adopted.document, let position = adopted.position else {
        continue
      }
      policies[policy.name] = (policy, position)
    }
    self.policies = policies
    levels.adopt(agreements)
    let cuts = agreements.periods.map(\.from).filter { $0 > .distantPast }
    var place = 0
    while place < events.count {
      let from = events[place].recordedAt
      while place < events.count, events[place].recordedAt == from {
        fold(events[place])
        place += 1
      }
      let until = place < events.count ? events[place].recordedAt : end
      var last = from
      // When a policy comes into force, what was reached before counted by the one before.
      for cut in cuts where from < cut && cut <= until {
        look(from: last, until: cut.advanced(byMilliseconds: -1))
        last = cut
      }
      look(from: last, until: until)
    }
    for ticket in tickets.values {
      behindAtEnd.formUnion(passed(by: ticket, at: end).map(\.key))
    }
  }

  private mutating func fold(_ recorded: RecordedEvent) {
    guard case .ticket(let event) = recorded.event, let id = recorded.ticket else { return }
    var ticket = tickets[id] ?? Ticket(id: id)
    levels.apply(recorded, to: ticket)
    ticket.evolve(with: event, of: recorded)
    tickets[id] = ticket
  }

  /// Notes what is reached in a stretch of time without events.
  private mutating func look(from: Instant, until: Instant) {
    for ticket in tickets.values where ticket.state.isOpen {
      for passed in passed(by: ticket, at: until) where reached[passed.key] == nil {
        reached[passed.key] = first(passed, of: ticket, from: from, until: until)
      }
    }
  }

  /// The thresholds that a ticket's running clocks have behind them.
  private func passed(by ticket: Ticket, at instant: Instant) -> [Passed] {
    levels.statuses(of: ticket, asOf: instant)
      .filter { $0.stoppedAt == nil && !$0.isPaused }
      .flatMap { status -> [Passed] in
        guard let (policy, position) = policies[status.policy],
          let rule = policy.rules.first(where: { $0.name == status.rule }),
          case .duration(let limit) = status.limit
        else { return [] }
        let ordinal = rule.targets[..<status.target].count { $0.clock == status.clock }
        var different: [TargetThreshold] = []
        for threshold in policy.rules.flatMap(\.targets).flatMap(\.thresholds)
        where !different.contains(threshold) {
          different.append(threshold)
        }
        return rule.targets[status.target].thresholds.compactMap { threshold in
          let share: Int64
          switch threshold {
          case .percent(let percent): share = limit * Int64(percent) / 100
          case .offset(let offset): share = max(0, limit + offset)
          case .workingDays: return nil
          }
          guard status.elapsedInMilliseconds >= share,
            let index = different.firstIndex(of: threshold)
          else {
            return nil
          }
          let key = Key(status, threshold: ordinal * 1024 + index, policy: position)
          return Passed(key: key, status: status, share: share)
        }
      }
  }

  /// The first instant of a stretch at which so much is counted.
  private func first(
    _ passed: Passed,
    of ticket: Ticket,
    from: Instant,
    until: Instant
  ) -> Instant {
    var low = from.millisecondsSince1970
    var high = until.millisecondsSince1970
    while low < high {
      let middle = low + (high - low) / 2
      let statuses = levels.statuses(
        of: ticket,
        asOf: Instant(millisecondsSince1970: middle)
      )
      let isPassed = statuses.contains {
        $0.clock == passed.status.clock && $0.cycle == passed.status.cycle
          && $0.target == passed.status.target && $0.stoppedAt == nil
          && $0.elapsedInMilliseconds >= passed.share
      }
      if isPassed { high = middle } else { low = middle + 1 }
    }
    return Instant(millisecondsSince1970: low)
  }
}
