/// Which tickets and which time figures are about; what is nil does not filter.
///
/// Team, level and priority are those of the ticket when it was first resolved; of one that never was,
/// those it has now. The rest is as the ticket is now.
public struct FigureFilter: Hashable, Sendable {
  /// When what is counted happened.
  public var period: Period
  /// The team.
  public var team: TicketFilter.Team?
  /// The support level.
  public var level: UInt8?
  /// The priority.
  public var priority: UInt8?
  /// What is asked for.
  public var kind: TicketKind?
  /// Terms the ticket is about, all of them.
  public var terms: [TermID]

  /// Creates a filter.
  public init(
    period: Period = .always,
    team: TicketFilter.Team? = nil,
    level: UInt8? = nil,
    priority: UInt8? = nil,
    kind: TicketKind? = nil,
    terms: [TermID] = []
  ) {
    self.period = period
    self.team = team
    self.level = level
    self.priority = priority
    self.kind = kind
    self.terms = terms
  }

  /// Whether it leaves out no ticket.
  var takesAll: Bool {
    team == nil && level == nil && priority == nil && kind == nil && terms.isEmpty
  }

  /// Whether a ticket that stands there is one of those.
  func matches(_ ticket: Ticket, standing: TicketStanding) -> Bool {
    switch team {
    case nil: break
    case TicketFilter.Team.none?: guard standing.queue.team == nil else { return false }
    case .team(let team)?: guard standing.queue.team == team else { return false }
    }
    if let level, standing.queue.level != level { return false }
    if let priority, standing.priority != priority { return false }
    if let kind, ticket.kind != kind { return false }
    return terms.allSatisfy { ticket.classification[$0.dimension] == $0 }
  }
}

/// Who held a ticket, and its priority, when it was first resolved; of one that never was, now.
struct TicketStanding: Hashable {
  let queue: QueueID
  let priority: UInt8?
}

extension Flow {
  /// Where figures count a ticket.
  func standing(of ticket: Ticket) -> TicketStanding {
    let row = Int(clamping: ticket.id.rawValue) - 1
    guard rows.indices.contains(row), rows[row].flags.contains(.wasSolved) else {
      return TicketStanding(
        queue: QueueID(of: ticket),
        priority: ticket.prioritisation.priority
      )
    }
    let priority = rows[row].solvedPriority
    return TicketStanding(
      queue: QueueID(team: TermID(held: rows[row].solvedTeam), level: rows[row].solvedLevel),
      priority: priority == 0 ? nil : priority
    )
  }
}
