extension Flow {
  /// The row of a ticket that has one.
  private func known(_ ticket: Ticket) -> Int? {
    let row = Int(clamping: ticket.id.rawValue) - 1
    return rows.indices.contains(row) ? row : nil
  }

  /// A ticket that was over comes back into its queue.
  mutating func enter(_ ticket: Ticket, at: Instant) {
    guard let row = known(ticket), !rows[row].flags.contains(.isInQueue) else { return }
    rows[row].arrivedAt = at
    rows[row].flags.insert(.isInQueue)
  }

  mutating func beginWait(_ ticket: Ticket, at: Instant) {
    guard let row = known(ticket), rows[row].wait == FlowRow.none else { return }
    let queue = QueueID(of: ticket)
    rows[row].wait = UInt32(waits.count)
    waits.append(
      FlowWait(
        from: at,
        to: FlowRow.never,
        ticket: UInt32(row + 1),
        team: queue.team?.rawValue ?? 0,
        level: queue.level,
        isAnnounced: rows[row].flags.contains(.isAnswered)
      )
    )
  }

  mutating func endWait(_ ticket: Ticket, at: Instant) {
    guard let row = known(ticket), rows[row].wait != FlowRow.none else { return }
    waits[Int(rows[row].wait)].to = at
    rows[row].wait = FlowRow.none
  }

  /// An agent's word to the requester.
  mutating func replied(_ reply: Reply, of ticket: Ticket) {
    replies += 1
    guard let row = known(ticket) else { return }
    rows[row].flags.insert(.isAnswered)
    if rows[row].wait != FlowRow.none { waits[Int(rows[row].wait)].isAnnounced = true }
    // A word of receipt solves nothing.
    guard reply.purpose != .acknowledge, !rows[row].flags.contains(.wasSolved) else { return }
    rows[row].contacts = min(rows[row].contacts + 1, 2)
  }

  mutating func requesterReplied(_ ticket: Ticket) {
    guard let row = known(ticket) else { return }
    rows[row].flags.remove(.isAnswered)
    if rows[row].contacts > 0 { rows[row].flags.insert(.wroteAgain) }
  }

  mutating func resolve(_ ticket: Ticket, at: Instant) {
    end(ticket, at: at)
    guard let row = known(ticket), !rows[row].flags.contains(.wasSolved) else { return }
    let queue = QueueID(of: ticket)
    let isOneContact =
      rows[row].contacts == 0
      || (rows[row].contacts == 1 && !rows[row].flags.contains(.wroteAgain))
    let isAtOnce = isOneContact && queue.level == 1 && !rows[row].flags.contains(.wasMoved)
    rows[row].flags.insert(isAtOnce ? [.wasSolved, .wasSolvedAtOnce] : .wasSolved)
    rows[row].solvedTeam = queue.team?.rawValue ?? 0
    rows[row].solvedLevel = queue.level
    rows[row].solvedPriority = ticket.prioritisation.priority ?? 0
  }

  mutating func reopen(_ ticket: Ticket, at: Instant) {
    endWait(ticket, at: at)
    enter(ticket, at: at)
    guard let row = known(ticket) else { return }
    if ticket.reopenings == 0 { ticketsReopened += 1 }
    reopenings.append(FlowReopening(at: at, ticket: UInt32(row + 1)))
    guard rows[row].flags.contains(.wasSolved) else { return }
    rows[row].reopenedAt = min(rows[row].reopenedAt, at)
  }

  /// A ticket is over, and leaves its queue.
  mutating func end(_ ticket: Ticket, at: Instant) {
    endWait(ticket, at: at)
    guard let row = known(ticket) else { return }
    _ = leave(row, ticket, at: at)
  }
}
