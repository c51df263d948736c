extension LedgerView {
  /// How tickets moved, stayed, waited and were solved.
  ///
  /// A move counts in the period in which it was made, a stay in the one in which it ended, a solved
  /// ticket in that of its first resolution, a wait in that in which it was set. Open and waiting time
  /// are those that lie in the period.
  ///
  /// - Parameters:
  ///   - filter: Which tickets, and which time.
  ///   - windowInDays: How long after its first resolution a reopening shows that a ticket was not
  ///     solved.
  ///   - instant: The instant asked for, which running stays and waits are counted up to.
  /// - Returns: The figures; all zero where nothing is known.
  /// - Precondition: ``Flow`` is among the ledger's projections.
  /// - Complexity: O(n log n) in the tickets and their moves.
  public func flow(
    _ filter: FigureFilter = FigureFilter(),
    windowInDays: Int = Flow.windowInDays,
    asOf instant: Instant
  ) -> FlowSummary {
    let flow = self[Flow.self]
    let chosen = chosenTickets(filter)
    var summary = FlowSummary()
    flow.countMoves(into: &summary, filter.period, chosen)
    flow.countStays(into: &summary, filter.period, chosen, asOf: instant)
    flow.countWaits(into: &summary, filter.period, chosen, asOf: instant)
    summary.solved = flow.solved(
      in: tickets,
      filter.period,
      chosen,
      window: .milliseconds(ofDays: windowInDays),
      asOf: instant
    )
    return summary
  }

  /// Which tickets a filter takes.
  func chosenTickets(_ filter: FigureFilter) -> TicketChoice {
    guard !filter.takesAll else { return TicketChoice(isChosen: nil) }
    let flow = self[Flow.self]
    var isChosen = Array(repeating: false, count: tickets.count)
    for ticket in tickets.opened {
      isChosen[Int(ticket.id.rawValue) - 1] =
        filter.matches(ticket, standing: flow.standing(of: ticket))
    }
    return TicketChoice(isChosen: isChosen)
  }
}

/// The tickets that figures are about.
struct TicketChoice {
  /// By ticket number less one; nil for all.
  let isChosen: [Bool]?

  func contains(_ number: UInt32) -> Bool {
    guard let isChosen else { return true }
    let place = Int(number) - 1
    return isChosen.indices.contains(place) && isChosen[place]
  }
}

extension Flow {
  /// How long after a resolution a reopening shows that it was none, where nobody says otherwise.
  public static let windowInDays = 7

  fileprivate func countMoves(
    into summary: inout FlowSummary,
    _ period: Period,
    _ chosen: TicketChoice
  ) {
    var stays: [Move: (count: Int, stays: [Int64])] = [:]
    var (handedOff, cameBack): (Set<UInt32>, Set<UInt32>) = ([], [])
    for move in allMoves where period.contains(move.at) && chosen.contains(move.ticket) {
      stays[move.move, default: (0, [])].count += 1
      if move.stay >= 0 { stays[move.move]?.stays.append(move.stay) }
      if move.toLevel > move.fromLevel { summary.escalations += 1 }
      if move.toLevel < move.fromLevel { summary.deEscalations += 1 }
      if move.isHandoff {
        summary.handoffs += 1
        handedOff.insert(move.ticket)
      }
      if move.isPingPong {
        summary.pingPong += 1
        cameBack.insert(move.ticket)
      }
    }
    summary.ticketsHandedOff = handedOff.count
    summary.ticketsPingPonged = cameBack.count
    summary.moves = stays.map { move, found in
      MoveSummary(
        move: move,
        count: found.count,
        stay: DurationStatistics(ofMilliseconds: found.stays)
      )
    }
    .sorted { ($0.move.from, $0.move.to) < ($1.move.from, $1.move.to) }
    var reopened: Set<UInt32> = []
    for reopening in reopenings
    where period.contains(reopening.at) && chosen.contains(reopening.ticket) {
      summary.reopened += 1
      reopened.insert(reopening.ticket)
    }
    summary.ticketsReopened = reopened.count
  }

  fileprivate func countStays(
    into summary: inout FlowSummary,
    _ period: Period,
    _ chosen: TicketChoice,
    asOf instant: Instant
  ) {
    var times: [QueueID: [Int64]] = [:]
    var open: Int128 = 0
    for stay in stays where chosen.contains(stay.ticket) {
      open += Int128(period.overlap(from: stay.arrivedAt, to: stay.leftAt))
      guard period.contains(stay.leftAt) else { continue }
      times[stay.queue, default: []].append(stay.leftAt.milliseconds(since: stay.arrivedAt))
    }
    for (place, row) in rows.enumerated() where row.flags.contains(.isInQueue) {
      guard chosen.contains(UInt32(place + 1)) else { continue }
      open += Int128(period.overlap(from: row.arrivedAt, to: instant))
    }
    summary.waiting.openTimeInSeconds = Double(open) / 1000
    summary.stays = times.sorted { $0.key < $1.key }.map { queue, times in
      StaySummary(queue: queue, time: DurationStatistics(ofMilliseconds: times))
    }
  }

  fileprivate func countWaits(
    into summary: inout FlowSummary,
    _ period: Period,
    _ chosen: TicketChoice,
    asOf instant: Instant
  ) {
    var waiting: Int128 = 0
    for wait in waits where chosen.contains(wait.ticket) {
      let end = wait.to == FlowRow.never ? instant : wait.to
      waiting += Int128(period.overlap(from: wait.from, to: end))
      guard period.contains(wait.from) else { continue }
      summary.waiting.waits += 1
      if !wait.isAnnounced { summary.waiting.unannounced += 1 }
    }
    summary.waiting.waitingTimeInSeconds = Double(waiting) / 1000
  }

  /// The tickets that were first resolved in a period.
  func solved(
    in tickets: borrowing TicketTable,
    _ period: Period,
    _ chosen: TicketChoice,
    window: Int64,
    asOf instant: Instant
  ) -> SolvedSummary {
    var solved = SolvedSummary()
    for (place, row) in rows.enumerated() where row.flags.contains(.wasSolved) {
      guard chosen.contains(UInt32(place + 1)),
        let at = tickets[TicketID(UInt64(place + 1))]?.firstResolvedAt, period.contains(at)
      else { continue }
      solved.tickets += 1
      solved.byLevel[row.solvedLevel, default: 0] += 1
      let end = at.advanced(byMilliseconds: window)
      if row.reopenedAt < FlowRow.never, row.reopenedAt <= end {
        solved.reopenedWithinWindow += 1
      } else {
        if row.flags.contains(.wasSolvedAtOnce) { solved.atFirstContact += 1 }
        if instant < end { solved.provisional += 1 }
      }
    }
    return solved
  }
}
