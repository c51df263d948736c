import LedgerStore

/// Finds out which thresholds are due and has them raised, again and again.
///
/// It keeps for each ticket with a running clock when to look at it next. A ticket is looked at when an
/// event touched it or its time has come; all are when an adoption, or the coming into force of one,
/// may have given their clocks other targets.
struct AlarmRunner<Clock: AlarmClock> {
  /// What ended a sleep.
  private enum Waking: Sendable {
    case time
    /// The log has so many events.
    case log(UInt64)
    /// The ledger was closed or the task cancelled.
    case end
  }

  /// The tickets looked at while readers and writer are kept waiting.
  private static var groupSize: Int { 256 }
  /// The rows of tickets looked through in that way for those with a running clock.
  private static var sweepSize: Int { 16_384 }
  /// The events read at once.
  private static var readSize: Int { 1_024 }
  /// The alarms of one commit; commands of others come in between.
  private static var commitSize: Int { 1_000 }

  private let ledger: Ledger
  private let clock: Clock
  /// Since when alarms are raised on this ledger.
  private let mark: Instant

  /// The events taken up.
  private var seen: UInt64 = 0
  /// The agreements that the agenda was made under, and when; nil before the first look.
  private var made: (under: ServiceAgreements, at: Instant)?
  private var agenda = AlarmAgenda()
  /// When the openings of tickets with thresholds still to be raised were recorded.
  private var openings: [TicketID: Instant] = [:]

  init(_ ledger: Ledger, _ clock: Clock, since mark: Instant) {
    self.ledger = ledger
    self.clock = clock
    self.mark = mark
  }

  /// Runs until the ledger is closed or the task cancelled.
  mutating func run() async throws {
    while !Task.isCancelled {
      // The time is read before the log, so that whatever was recorded by then is known.
      let now = clock.now
      var tickets = try takeUpLog(at: now)
      tickets.formUnion(agenda.removeDue(at: now))
      let due = try look(at: tickets, now)
      if due.isEmpty {
        guard try await sleep(from: now) else { return }
      } else {
        try await raise(due, at: now)
      }
    }
  }

  /// Takes up what the log has had since, and says which tickets are to be looked at.
  private mutating func takeUpLog(at now: Instant) throws(LedgerError) -> Set<TicketID> {
    let (end, agreements) = ledger.read { ($0.eventCount, $0[ServiceLevels.self].agreements) }
    defer { made = (agreements, now) }
    if let made, made.under === agreements,
      !agreements.changesRunningClocks(after: made.at, until: now)
    {
      return try touchedTickets(until: end)
    }
    seen = end
    agenda = AlarmAgenda()
    return ticketsWithRunningClocks()
  }

  /// The tickets of the events not yet taken up.
  private mutating func touchedTickets(until end: UInt64) throws(LedgerError) -> Set<TicketID> {
    var tickets: Set<TicketID> = []
    while seen < end {
      let count = Int(min(end - seen, UInt64(AlarmRunner.readSize)))
      let events = try ledger.events(from: Position(seen), atMost: count)
      guard !events.isEmpty else { throw .beyondEnd(Position(seen)) }
      for event in events { if let ticket = event.ticket { tickets.insert(ticket) } }
      seen += UInt64(events.count)
    }
    return tickets
  }

  private func ticketsWithRunningClocks() -> Set<TicketID> {
    var tickets: Set<TicketID> = []
    var row = 0
    while !Task.isCancelled {
      let range = row..<(row + AlarmRunner.sweepSize)
      let (found, count) = ledger.read { view in
        let levels = view[ServiceLevels.self]
        return (levels.ticketsWithRunningClocks(in: range), levels.rows.count)
      }
      tickets.formUnion(found)
      row = range.upperBound
      if row >= count { break }
    }
    return tickets
  }

  /// Finds what is due of some tickets and notes when to look at each of them again.
  private mutating func look(
    at tickets: Set<TicketID>,
    _ now: Instant
  ) throws(LedgerError) -> [ClockThreshold] {
    var due: [ClockThreshold] = []
    var rest = Array(tickets)[...]
    while !rest.isEmpty, !Task.isCancelled {
      let group = rest.prefix(AlarmRunner.groupSize)
      rest = rest.dropFirst(group.count)
      let found = ledger.read { view in
        group.map { id in
          (
            id,
            view.tickets[id].map { ($0, view[ServiceLevels.self].thresholds(of: $0, asOf: now)) }
          )
        }
      }
      for (id, found) in found {
        guard let (ticket, thresholds) = found, !thresholds.isEmpty else {
          agenda.set(nil, for: id)
          openings[id] = nil
          continue
        }
        let since = try max(mark, opening(of: ticket))
        due += thresholds.filter { since <= $0.instant && $0.instant <= now }
        agenda.set(thresholds.first { $0.instant > now && $0.instant >= since }?.instant, for: id)
      }
    }
    return due.sorted()
  }

  /// When the opening of a ticket was recorded: the ledger knew nothing of it before.
  private mutating func opening(of ticket: Ticket) throws(LedgerError) -> Instant {
    if let known = openings[ticket.id] { return known }
    guard let opened = try ledger.event(at: ticket.openedPosition) else {
      throw .inconsistent(
        ticket.openedPosition,
        "ticket \(ticket.id) began there, and no event stands there"
      )
    }
    openings[ticket.id] = opened.recordedAt
    return opened.recordedAt
  }

  private func raise(_ due: [ClockThreshold], at now: Instant) async throws(LedgerError) {
    var rest = due[...]
    while !rest.isEmpty, !Task.isCancelled {
      let group = Array(rest.prefix(AlarmRunner.commitSize))
      rest = rest.dropFirst(group.count)
      _ = try await ledger.onEngine { engine in
        try engine.append { try $0.raise(group, detectedAt: now) }
      }
    }
  }

  /// Sleeps until something may be due, or the log moves.
  ///
  /// - Returns: Whether to go on: false once the ledger is closed or the task cancelled.
  private mutating func sleep(from now: Instant) async throws -> Bool {
    var next = agenda.next ?? .distantFuture
    if let retargeting = made?.under.nextRetargeting(after: now) { next = min(next, retargeting) }
    switch try await waking(at: next) {
    case .time: return true
    case .end: return false
    case .log(let end):
      // Where the live view does not follow the log, the ledger says why.
      if ledger.read({ $0.eventCount }) < end {
        try await ledger.onEngine { engine in try engine.catchUp() }
      }
      return true
    }
  }

  /// Waits for a moment and for the log, whichever comes first.
  private func waking(at instant: Instant) async throws -> Waking {
    let (ledger, clock, seen) = (ledger, clock, seen)
    do {
      return try await withThrowingTaskGroup(of: Waking.self) { group in
        defer { group.cancelAll() }
        group.addTask {
          try await clock.sleep(until: instant)
          return .time
        }
        group.addTask {
          await ledger.engine.broadcast.waitForEvent(at: seen).map { .log($0) } ?? .end
        }
        return try await group.next() ?? .end
      }
    } catch {
      guard error is CancellationError, Task.isCancelled else { throw error }
      return .end
    }
  }
}
