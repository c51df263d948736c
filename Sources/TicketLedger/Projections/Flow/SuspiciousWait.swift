/// A wait for the requester that looks like a way to stop a clock.
public struct SuspiciousWait: Hashable, Sendable {
  /// The ticket.
  public let ticket: TicketID
  /// Who held it when the wait was set.
  public let queue: QueueID
  /// When the wait was set.
  public let from: Instant
  /// When it ended; nil while it lasts.
  public let to: Instant?
  /// Whether it was set without a message.
  ///
  /// No agent wrote to the requester between the requester's last word before the wait, or the opening,
  /// and the wait's end. Always false where the ledger knows of no agent's reply at all.
  public let isUnannounced: Bool
  /// The nearest due time that the wait stopped shortly before it; nil where there was none.
  public let deadline: Deadline?

  /// A due time that a wait stopped.
  public struct Deadline: Hashable, Sendable {
    /// What is measured.
    public let clock: ServiceClock
    /// When it was due, as things stood when the wait was set.
    public let dueAt: Instant
  }
}

extension Flow {
  /// How long before a due time a wait looks like a way to stop its clock, where nobody says otherwise.
  public static let minutesBeforeDeadline = 15

  /// Whether any agent's reply is known: a source that records none makes every wait look unannounced.
  public var knowsReplies: Bool { replies > 0 }
}

extension LedgerView {
  /// The waits for the requester that were set without a message, or shortly before a due time that
  /// they stopped.
  ///
  /// A due time counts where its clock ran when the wait was set, the wait pauses it, and it was due at
  /// that instant or within so many minutes of elapsed time. It is measured by the rule that the clock
  /// follows as of the instant asked for, or followed when it ended, and by all that happened before
  /// the wait was set.
  ///
  /// - Parameters:
  ///   - filter: Which tickets; the period is that in which the wait was set.
  ///   - minutes: How long before a due time is shortly.
  ///   - instant: The instant asked for.
  /// - Returns: The waits in order of when they were set, then of tickets.
  /// - Precondition: ``Flow`` and ``ServiceLevels`` are among the ledger's projections.
  /// - Complexity: O(n log n) in the waits, with the clocks of their tickets.
  public func suspiciousWaits(
    _ filter: FigureFilter = FigureFilter(),
    withinMinutes minutes: Int = Flow.minutesBeforeDeadline,
    asOf instant: Instant
  ) -> [SuspiciousWait] {
    let (flow, levels) = (self[Flow.self], self[ServiceLevels.self])
    let chosen = chosenTickets(filter)
    let span = Int64(min(max(minutes, 0), 5_000_000)) * 60_000
    var waits: [SuspiciousWait] = []
    for wait in flow.waits
    where filter.period.contains(wait.from) && chosen.contains(wait.ticket) {
      guard let ticket = tickets[TicketID(UInt64(wait.ticket))] else { continue }
      let deadline = levels.deadline(
        of: ticket,
        stoppedAt: wait.from,
        within: span,
        asOf: instant
      )
      let isUnannounced = !wait.isAnnounced && flow.knowsReplies
      guard isUnannounced || deadline != nil else { continue }
      waits.append(
        SuspiciousWait(
          ticket: ticket.id,
          queue: wait.queue,
          from: wait.from,
          to: wait.to == FlowRow.never ? nil : wait.to,
          isUnannounced: isUnannounced,
          deadline: deadline
        )
      )
    }
    return waits.sorted { ($0.from, $0.ticket) < ($1.from, $1.ticket) }
  }
}

extension ServiceLevels {
  /// The nearest due time of a ticket that a wait for the requester stopped within a time before it.
  fileprivate func deadline(
    of ticket: Ticket,
    stoppedAt wait: Instant,
    within span: Int64,
    asOf instant: Instant
  ) -> SuspiciousWait.Deadline? {
    let row = Int(clamping: ticket.id.rawValue) - 1
    guard rows.indices.contains(row) else { return nil }
    var nearest: SuspiciousWait.Deadline?
    forEachCycle(of: row, ticket, asOf: instant) { levels, cycle in
      guard cycle.slot.start <= wait, cycle.isRunning || wait < cycle.until,
        let dueAt = levels.dueTime(of: cycle, stoppedAt: wait),
        wait <= dueAt, dueAt.milliseconds(since: wait) <= span
      else { return }
      let clock = levels.agreements.targets[cycle.target].clock
      if let known = nearest, (known.dueAt, known.clock.rawValue) <= (dueAt, clock.rawValue) {
        return
      }
      nearest = SuspiciousWait.Deadline(clock: clock, dueAt: dueAt)
    }
    return nearest
  }

  /// When a cycle was due, as things stood before a wait for the requester that stops it; nil where it
  /// stood still already, or the wait does not stop it.
  private func dueTime(of cycle: ClockCycle, stoppedAt wait: Instant) -> Instant? {
    let target = agreements.targets[cycle.target]
    let stopping = target.pauseMask | target.hideMask
    guard stopping & ClockWait.bit(WaitingReason.requester.rawValue) != 0 else { return nil }
    var pieces = clocks.pieces(of: rows[cycle.row], from: cycle.slot.start, until: wait)
    // What begins with the wait itself is not how things stood before it.
    if let last = pieces.last, last.from == last.to { pieces.removeLast() }
    if pieces.isEmpty {
      pieces = [ClockPiece(from: wait, to: wait, code: ClockWait.running)]
    }
    guard pieces.last?.isIn(stopping) == false else { return nil }
    let openTime = agreements.calendars[target.calendar]
    return target.reading(of: pieces, in: openTime, boundAt: cycle.boundAt).dueAt
  }
}
