/// Which tickets to list; what is nil does not filter.
public struct TicketFilter: Hashable, Sendable {
  /// A choice of team.
  public enum Team: Hashable, Sendable {
    /// Tickets that no team holds.
    case none
    /// Tickets that this team holds.
    case team(TermID)
  }

  /// The team.
  public var team: Team?
  /// The support level.
  public var level: UInt8?
  /// The agent.
  public var agent: PersonID?
  /// The requester.
  public var requester: PersonID?
  /// The states; empty does not filter.
  public var states: Set<TicketState.Word>
  /// Terms the ticket is about, all of them.
  public var terms: [TermID]

  /// Creates a filter.
  public init(
    team: Team? = nil,
    level: UInt8? = nil,
    agent: PersonID? = nil,
    requester: PersonID? = nil,
    states: Set<TicketState.Word> = [],
    terms: [TermID] = []
  ) {
    self.team = team
    self.level = level
    self.agent = agent
    self.requester = requester
    self.states = states
    self.terms = terms
  }

  /// Whether a ticket is one of those.
  public func matches(_ ticket: Ticket) -> Bool {
    switch team {
    case nil: break
    case Team.none?: guard ticket.team == nil else { return false }
    case .team(let team)?: guard ticket.team == team else { return false }
    }
    if let level, ticket.level != level { return false }
    if let agent, ticket.agent != agent { return false }
    if let requester, ticket.requester != requester { return false }
    if !states.isEmpty, !states.contains(ticket.state.word) { return false }
    return terms.allSatisfy { ticket.classification[$0.dimension] == $0 }
  }
}

/// The order of a list of tickets.
public enum TicketOrder: String, CaseIterable, Sendable {
  /// By number.
  case number
  /// Oldest first.
  case opened
  /// The last event first.
  case updated
  /// By priority, tickets without one last; then oldest first.
  case priority
}

extension TicketTable {
  /// The tickets that match a filter, in an order.
  ///
  /// - Complexity: O(n log n) in all tickets.
  public func list(
    _ filter: TicketFilter = TicketFilter(),
    by order: TicketOrder = .number
  ) -> [Ticket] {
    let matching = opened.filter { filter.matches($0) }
    switch order {
    case .number: return matching
    case .opened: return matching.sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
    case .updated:
      return matching.sorted { ($1.lastOccurredAt, $0.id) < ($0.lastOccurredAt, $1.id) }
    case .priority:
      return matching.sorted {
        ($0.prioritisation.priority ?? .max, $0.openedAt, $0.id)
          < ($1.prioritisation.priority ?? .max, $1.openedAt, $1.id)
      }
    }
  }
}
