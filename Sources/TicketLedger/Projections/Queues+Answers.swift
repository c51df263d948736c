/// One queue in figures.
public struct QueueSummary: Hashable, Sendable {
  /// The queue.
  public let queue: QueueID
  /// Its open tickets.
  public internal(set) var open = 0
  /// Those of them that wait for something outside the team.
  public internal(set) var waiting = 0
  /// When the oldest of them was opened.
  public internal(set) var oldestOpenedAt = Instant.distantFuture
  /// The nearest due time of their clocks; nil where none is due, or nobody asked.
  public internal(set) var nextDueAt: Instant?
  /// Those of them that have a running clock that is late.
  public internal(set) var breached = 0
}

/// How old the open tickets are, in days since they were opened.
public struct Ageing: Hashable, Sendable {
  /// Less than 7 days.
  public internal(set) var underSevenDays = 0
  /// From 7 to less than 30 days.
  public internal(set) var sevenToThirtyDays = 0
  /// From 30 to 90 days.
  public internal(set) var thirtyToNinetyDays = 0
  /// More than 90 days.
  public internal(set) var overNinetyDays = 0

  fileprivate mutating func count(_ age: Int64) {
    let day: Int64 = 86_400_000
    switch age {
    case ..<(7 * day): underSevenDays += 1
    case ..<(30 * day): sevenToThirtyDays += 1
    case ...(90 * day): thirtyToNinetyDays += 1
    default: overNinetyDays += 1
    }
  }
}

extension Queues {
  /// The queues that hold open tickets, by the number of their team, then by level.
  ///
  /// - Complexity: O(n) in the open tickets.
  public func summaries() -> [QueueSummary] {
    var summaries: [QueueID: QueueSummary] = [:]
    for row in openTickets {
      summaries[row.queue, default: QueueSummary(queue: row.queue)].count(row)
    }
    return summaries.values.sorted { $0.queue < $1.queue }
  }

  /// One queue in figures; all zero where it holds no open ticket.
  ///
  /// - Complexity: O(n) in the open tickets.
  public func summary(of queue: QueueID) -> QueueSummary {
    var summary = QueueSummary(queue: queue)
    for row in openTickets where row.queue == queue { summary.count(row) }
    return summary
  }

  /// The number of open tickets that no team holds.
  ///
  /// - Complexity: O(n) in the open tickets.
  public var unroutedCount: Int {
    openTickets.reduce(0) { $0 + ($1.queue.team == nil ? 1 : 0) }
  }

  /// A queue's tickets in the order to work on them: by priority, then oldest first, then by number.
  ///
  /// - Complexity: O(n log n) in the open tickets.
  public func orderOfWork(in queue: QueueID) -> [OpenTicket] {
    openTickets.filter { $0.queue == queue }.sorted {
      ($0.priority ?? .max, $0.openedAt, $0.ticket) < ($1.priority ?? .max, $1.openedAt, $1.ticket)
    }
  }

  /// How old the open tickets are at an instant.
  ///
  /// - Complexity: O(n) in the open tickets.
  public func ageing(at instant: Instant) -> Ageing {
    var ageing = Ageing()
    for row in openTickets { ageing.count(instant.milliseconds(since: row.openedAt)) }
    return ageing
  }

  /// How old the open tickets of each support level are at an instant; levels without any are left out.
  ///
  /// - Complexity: O(n) in the open tickets.
  public func ageingByLevel(at instant: Instant) -> [UInt8: Ageing] {
    var ageing: [UInt8: Ageing] = [:]
    for row in openTickets {
      ageing[row.queue.level, default: Ageing()].count(instant.milliseconds(since: row.openedAt))
    }
    return ageing
  }
}

extension LedgerView {
  /// The queues that hold open tickets, with their deadlines as of an instant.
  ///
  /// - Precondition: ``Queues`` and ``ServiceLevels`` are among the ledger's projections.
  /// - Complexity: O(n log m) in the open tickets and the calendars.
  public func queues(asOf instant: Instant) -> [QueueSummary] {
    var summaries: [QueueID: QueueSummary] = [:]
    let levels = self[ServiceLevels.self]
    for row in self[Queues.self].openTickets {
      summaries[row.queue, default: QueueSummary(queue: row.queue)].count(row)
      guard let ticket = tickets[row.ticket] else { continue }
      summaries[row.queue]?.count(levels.deadline(of: ticket, asOf: instant))
    }
    return summaries.values.sorted { $0.queue < $1.queue }
  }

  /// A queue's tickets in the order to work on them as of an instant: late ones first, then by nearest
  /// due time, then by priority, age and number.
  ///
  /// - Precondition: ``Queues`` and ``ServiceLevels`` are among the ledger's projections.
  /// - Complexity: O(n log n) in the open tickets.
  public func orderOfWork(in queue: QueueID, asOf instant: Instant) -> [OpenTicket] {
    let levels = self[ServiceLevels.self]
    var deadlines: [TicketID: TicketDeadline] = [:]
    let rows = self[Queues.self].orderOfWork(in: queue)
    for row in rows {
      guard let ticket = tickets[row.ticket] else { continue }
      deadlines[row.ticket] = levels.deadline(of: ticket, asOf: instant)
    }
    // Stable: within one deadline the order by priority and age stays.
    return rows.enumerated().sorted { lhs, rhs in
      let (first, second) = (deadlines[lhs.element.ticket], deadlines[rhs.element.ticket])
      return (first?.urgency ?? .distantFuture, lhs.offset)
        < (second?.urgency ?? .distantFuture, rhs.offset)
    }
    .map(\.element)
  }
}

extension TicketDeadline {
  fileprivate var urgency: Instant { isBreached ? .distantPast : nextDueAt ?? .distantFuture }
}

extension QueueSummary {
  fileprivate mutating func count(_ deadline: TicketDeadline) {
    if deadline.isBreached { breached += 1 }
    guard let dueAt = deadline.nextDueAt else { return }
    nextDueAt = min(nextDueAt ?? dueAt, dueAt)
  }

  fileprivate mutating func count(_ row: OpenTicket) {
    open += 1
    if row.state.isWaiting { waiting += 1 }
    oldestOpenedAt = min(oldestOpenedAt, row.openedAt)
  }
}
