extension LedgerView {
  /// The ways of tickets through the support levels, from intake to where they are.
  ///
  /// What goes into a stage leaves it again, but for the ends. A ticket that was moved inside a level,
  /// or reopened in it, did not leave it.
  ///
  /// - Parameter filter: Which tickets; those opened in its period are counted, wherever they went later.
  /// - Returns: The links, by where from, then where to.
  /// - Precondition: ``Flow`` is among the ledger's projections.
  /// - Complexity: O(n) in the tickets and their moves.
  public func levelFlow(_ filter: FigureFilter = FigureFilter()) -> [FlowLink] {
    let flow = self[Flow.self]
    let chosen = chosenTickets(filter)
    var first: [UInt32: UInt8] = [:]
    var last: [UInt32: UInt8] = [:]
    var counts: [[FlowStage]: Int] = [:]
    let isCounted = { (ticket: Ticket, number: UInt32) in
      filter.period.contains(ticket.openedAt) && chosen.contains(number)
    }
    for move in flow.allMoves {
      guard let ticket = tickets[TicketID(UInt64(move.ticket))], isCounted(ticket, move.ticket)
      else { continue }
      if first[move.ticket] == nil { first[move.ticket] = move.fromLevel }
      last[move.ticket] = move.toLevel
      guard move.fromLevel != move.toLevel else { continue }
      counts[[.level(move.fromLevel), .level(move.toLevel)], default: 0] += 1
    }
    for ticket in tickets.opened {
      let number = UInt32(clamping: ticket.id.rawValue)
      guard isCounted(ticket, number) else { continue }
      let known = flow.knownLevel(of: ticket)
      let end = FlowStage(endOf: ticket)
      if let entry = first[number] ?? known {
        counts[[.intake, .level(entry)], default: 0] += 1
        counts[[.level(last[number] ?? entry), end], default: 0] += 1
      } else {
        counts[[.intake, end], default: 0] += 1
      }
    }
    return counts.map { FlowLink(from: $0.key[0], to: $0.key[1], count: $0.value) }
      .sorted { ($0.from, $0.to) < ($1.from, $1.to) }
  }
}

extension FlowStage {
  fileprivate init(endOf ticket: Ticket) {
    switch ticket.state {
    case .new, .inProgress, .waiting: self = .open
    case .resolved, .closed: self = .resolved
    case .cancelled, .merged: self = .cancelled
    }
  }
}

extension Flow {
  /// The level of the team that holds a ticket, or held it last; nil where none ever did.
  fileprivate func knownLevel(of ticket: Ticket) -> UInt8? {
    if ticket.team != nil { return ticket.level }
    let row = Int(clamping: ticket.id.rawValue) - 1
    guard rows.indices.contains(row), rows[row].knownTeam != 0 else { return nil }
    return rows[row].knownLevel
  }
}
