import TicketLedger

extension Planner {
  /// Sent twice: seen by the desk, then merged into the first while that is open.
  mutating func followDuplicate(of other: Demand.OpenTicket) {
    takeIn()
    passWork(median: 25 * Span.minute)
    guard now + Span.hour < other.openUntil else {
      pickUp()
      work()
      settle()
      return
    }
    add(.link(.duplicateOf, other.number))
    passMoment()
    leave(.merge(into: other.number), by: hand)
  }

  /// One of a storm: merged into the outbreak's first ticket, or kept waiting until that is resolved.
  mutating func followOutbreak(_ first: Demand.OpenTicket) {
    takeIn()
    let merges = random.chance(580)
    passWork(median: 12 * Span.minute)
    guard now + 10 * Span.minute < first.openUntil else {
      pickUp()
      work()
      settle()
      return
    }
    if merges {
      leave(.merge(into: first.number), by: hand)
      return
    }
    agent = staffing.agent(of: team, &random)
    add(.assign(agent))
    passMoment()
    add(.link(random.chance(850) ? .causedBy : .relatedTo, first.number))
    if random.chance(700), hasRequester {
      passMoment()
      add(.reply(.inform))
    }
    if now < first.openUntil {
      pause(for: .other, expecting: random.chance(500) ? 4 * Span.hour : 0)
      now = max(now, first.openUntil)
    }
    passWork(median: 20 * Span.minute)
    resume()
    settle()
  }

  /// Relations that an agent states of a ticket about another open one; now and then wrongly.
  mutating func relate(to other: Demand.OpenTicket) {
    guard now < other.openUntil, other.number != number else { return }
    add(.link(.relatedTo, other.number), by: hand)
    guard random.chance(220) else { return }
    pass(random.span(Span.minute...20 * Span.minute))
    guard now < other.openUntil else { return }
    add(.unlink(.relatedTo, other.number), by: hand)
  }

  /// Plans what follows from the pattern: another recurrence, or a problem ticket that ends it.
  mutating func continueChain() {
    guard demand.kind == .incident, now < end else { return }
    switch demand.role {
    case .plain:
      if random.chance(52) { recur(with: demand.chain.adding(number)) }
    case .recurrence(let chain):
      let longer = chain.adding(number)
      if let problem = chain.problem {
        settleWith(problem)
      } else if longer.length >= 3, random.chance(480) {
        var investigation = demand
        investigation.kind = .problem
        investigation.channel = .portal
        investigation.requester = staffing.requester(ofSite: demand.site, &random)
        investigation.role = .problem(longer)
        let when = now + random.skewed(median: 20 * Span.hour)
        revivals.append(Revival(at: when, origin: number, demand: investigation))
      } else if random.chance(600) {
        recur(with: longer)
      }
    case .duplicate, .master, .victim, .problem, .change: break
    }
  }

  /// Plans that the pattern comes back.
  mutating func recur(with chain: Demand.Chain) {
    var again = demand
    again.kind = .incident
    again.role = .recurrence(chain)
    let when = now + Span.day / 2 + random.skewed(median: 5 * Span.day)
    revivals.append(Revival(at: when, origin: number, demand: again))
  }

  /// Says what the recurrence is about: the ticket before it, and the problem if one is known.
  mutating func recognise(_ chain: Demand.Chain) {
    if let problem = chain.problem {
      add(.link(.causedBy, problem.number))
      guard now < problem.openUntil, random.chance(600) else { return }
      passMoment()
      pause(for: .problem, expecting: 5 * Span.day)
      now = team.hours.next(from: max(now, problem.openUntil))
      resume()
    } else if random.chance(450) {
      add(.link(random.chance(700) ? .followUpOf : .relatedTo, chain.latest[0]))
    }
  }

  private mutating func settleWith(_ problem: Demand.OpenTicket) {
    passMoment()
    add(.link(.resolvedBy, problem.number))
  }
}
