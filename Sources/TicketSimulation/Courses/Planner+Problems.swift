import TicketLedger

extension Planner {
  /// The course of a problem ticket: the incidents linked, the cause sought, a change perhaps.
  mutating func investigate(_ chain: Demand.Chain) {
    begin(in: demand.service.thirdLevel)
    linkIncidents(of: chain, .causedBy)
    if chain.length > 0, random.chance(350) {
      passMoment()
      add(.linkBack(from: chain.latest[0], .promotedTo))
    }
    for _ in 0..<random.within(1...3) {
      now = team.hours.adding(random.skewed(median: 6 * Span.hour), to: now)
      add(.note)
      if random.chance(350) {
        passMoment()
        pause(for: .evidence, expecting: 3 * Span.day)
        now = team.hours.next(from: now + random.skewed(median: 2 * Span.day))
        resume()
      }
    }
    minutes = random.skewed(median: 240)
    logWork()
    passMoment()
    cause = Catalogue.cause(of: .problem, demand.service, &random)
    add(.diagnose(cause, cause: UInt8(random.below(3)), confidence: 0))
    if random.chance(620) { requestChange() }
    now = team.hours.adding(random.skewed(median: 8 * Span.hour), to: now)
    add(.resolve(code: 0, cause, article: nil))
    state = .resolved
    openUntil = now
    passMoment()
    linkIncidents(of: chain, .resolvedBy)
    if chain.length > 0, random.chance(600) {
      // One more comes while the cause is known and not yet removed.
      var last = chain
      last.problem = Demand.OpenTicket(number: number, openUntil: openUntil)
      var again = demand
      again.kind = .incident
      again.role = .recurrence(last)
      let when = openedAt + max((openUntil - openedAt) / 2, 1)
      revivals.append(Revival(at: when, origin: number, demand: again))
    }
    finish()
  }

  /// The course of a change: planned, waited for, carried out.
  mutating func carryOut(for problem: UInt32) {
    begin(in: demand.service.secondLevel)
    if problem != 0 { add(.link(random.chance(600) ? .childOf : .relatedTo, problem)) }
    if random.chance(500) {
      passMoment()
      add(.prioritise(impact: nil, urgency: UInt8(random.within(2...4))))
    }
    passWork(median: 5 * Span.hour)
    add(.note)
    passMoment()
    pause(for: .scheduled, expecting: 5 * Span.day)
    now = team.hours.next(from: now + random.skewed(median: 5 * Span.day))
    resume()
    minutes = random.skewed(median: 90)
    now = team.hours.adding(minutes * Span.minute, to: now)
    logWork()
    passMoment()
    if random.chance(30) {
      leave(.cancel(.other), by: hand)
      return
    }
    resolve(code: 9, article: nil)
    if problem != 0 {
      passMoment()
      add(.linkBack(from: problem, .resolvedBy))
    }
    if random.chance(40) {
      takeUpFailedChange()
    }
    finish()
  }

  /// Straight to a team that plans its work, taken by one of its agents.
  private mutating func begin(in team: Team) {
    passMoment()
    route(to: team, .intake, by: hand)
    passWork(median: 4 * Span.hour)
    agent = staffing.agent(of: team, &random)
    add(.assign(agent))
    passMoment()
    start()
    passMoment()
  }

  private mutating func linkIncidents(of chain: Demand.Chain, _ relation: Relation) {
    for index in chain.latest.indices where chain.latest[index] != 0 {
      passMoment()
      add(.linkBack(from: chain.latest[index], relation))
    }
  }

  private mutating func requestChange() {
    passMoment()
    var change = demand
    change.kind = .change
    change.role = .change(problem: number)
    revivals.append(Revival(at: now, origin: number, demand: change))
    pause(for: .change, expecting: 7 * Span.day)
    now = team.hours.next(from: now + random.skewed(median: 8 * Span.day))
    resume()
  }

  private mutating func takeUpFailedChange() {
    now = team.hours.adding(random.skewed(median: 6 * Span.hour), to: now)
    add(.reopen(.notSolved))
    state = .working
    reopenings += 1
    passWork(median: 2 * Span.hour)
    add(.note)
    passMoment()
    resolve(code: 9, article: nil)
  }
}
