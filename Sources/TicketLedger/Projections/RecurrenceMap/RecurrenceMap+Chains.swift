extension RecurrenceMap {
  /// The chains ticket → recurrence → …, each recurrence chained to the ticket of the last resolution
  /// before it.
  ///
  /// A chain is answered with, whole, where one of its recurrences was opened in the period asked for.
  /// A problem ended it where all of this holds: the problem is a ticket of kind `problem`; one of the
  /// chain's tickets is linked to it as caused by, resolved by, child of or promoted to it, and that was
  /// not withdrawn; the problem was resolved, and not reopened since; and no ticket of the chain was
  /// opened at or after its last resolution. Of several such problems it is the one resolved first, of
  /// those resolved at once that of the lowest number.
  ///
  /// - Complexity: O(n log n) in the tickets.
  public func chains(_ question: RecurrenceQuestion) -> RecurrenceChains {
    let groups = PatternGroups(question, in: self)
    var found: [RecurrenceChain] = []
    for group in groups.keys.indices where groups.members[group].count > 1 {
      chain(groups.members[group], of: groups, key: groups.keys[group], question, into: &found)
    }
    found.sort {
      ($1.links.count, $0.links[0].openedAt, $0.links[0].ticket)
        < ($0.links.count, $1.links[0].openedAt, $1.links[0].ticket)
    }
    var answer = RecurrenceChains()
    answer.chainCount = found.count
    for place in found.indices {
      guard let (problem, instant) = problemEnding(found[place]) else { continue }
      found[place].endedBy = problem
      found[place].endedAt = instant
      answer.endedCount += 1
    }
    answer.chains = Array(found.prefix(question.limit ?? .max))
    return answer
  }

  private func chain(
    _ members: [PatternGroups.Member],
    of groups: PatternGroups,
    key: [PatternTerm],
    _ question: RecurrenceQuestion,
    into found: inout [RecurrenceChain]
  ) {
    let resolutions = groups.resolutions(of: members, byRequester: false, in: self)
    var chains: [(chain: RecurrenceChain, isAsked: Bool)] = []
    var places: [UInt32: Int] = [:]
    for member in members {
      let last = resolutions.last(before: member.openedAt, of: member.row)
      let ticket = TicketID(UInt64(member.row) + 1)
      if let last, member.openedAt.milliseconds(since: last.at) <= question.window,
        let place = places[last.row]
      {
        let former = TicketID(UInt64(last.row) + 1)
        chains[place].chain.links.append(
          RecurrenceChain.Link(ticket: ticket, openedAt: member.openedAt, follows: former)
        )
        if member.isCounted { chains[place].isAsked = true }
        places[member.row] = place
      } else {
        let link = RecurrenceChain.Link(ticket: ticket, openedAt: member.openedAt, follows: nil)
        places[member.row] = chains.count
        chains.append((RecurrenceChain(key: key, links: [link]), false))
      }
    }
    found += chains.filter { $0.isAsked }.map(\.chain)
  }

  private func problemEnding(_ chain: RecurrenceChain) -> (problem: TicketID, at: Instant)? {
    guard let last = chain.links.last?.openedAt else { return nil }
    var ending: (problem: TicketID, at: Instant)?
    for link in chain.links {
      for problem in problems(of: rows[Int(link.ticket.rawValue) - 1]) {
        let row = rows[Int(problem.rawValue) - 1]
        guard row.isResolved, row.lastResolution != RecurrenceRow.none else { continue }
        let resolvedAt = resolutions[Int(row.lastResolution)].at
        guard last < resolvedAt else { continue }
        if let known = ending, (known.at, known.problem) <= (resolvedAt, problem) { continue }
        ending = (problem, resolvedAt)
      }
    }
    return ending
  }

  /// The problem tickets that a ticket is linked to.
  private func problems(of row: RecurrenceRow) -> [TicketID] {
    var problems: [TicketID] = []
    var decided: Set<Link> = []
    for statement in statements(of: row) {
      let problem = TicketID(statement.ticket)
      // The last word comes first: what was withdrawn after it was stated is no relation any more.
      let isLastWord = decided.insert(Link(statement.relation, problem)).inserted
      guard isLastWord, statement.isStated, 1...UInt64(max(rows.count, 1)) ~= statement.ticket,
        rows[Int(statement.ticket) - 1].kind == TicketKind.problem.rawValue
      else { continue }
      problems.append(problem)
    }
    return problems
  }
}
