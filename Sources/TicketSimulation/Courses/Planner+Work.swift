import TicketLedger

extension Planner {
  /// Work from team to team, until somebody can solve it.
  mutating func work() {
    var hops = 0
    while now < end {
      toil()
      linger()
      if hops >= 5 || random.chance(solvesHere) { return }
      handOff()
      pickUp()
      hops += 1
    }
  }

  /// Some time on the ticket: what is found, noted, tried.
  mutating func toil() {
    let median: Int64 =
      switch team.level {
      case 1: 9
      case 2: 30
      default: 75
      }
    let effort = random.skewed(median: median * Span.minute)
    minutes = max(effort / Span.minute, 1)
    now = isUrgent ? now + effort : team.hours.adding(effort, to: now)
    if demand.channel != .phone || team.level > 1 {
      let idle: InlineArray<5, Int64> = [8, 30, 75, 150, 260]
      passWork(median: idle[priority - 1] * Span.minute)
    }
    if random.chance(210) {
      add(.note)
      passMoment()
    }
    if random.chance(55) { changePriority() }
    if team.level == 1, random.chance(90) { reclassify(by: hand) }
    if random.chance(isUrgent ? 180 : 18) {
      let reason: EscalationReason = random.chance(500) ? .requesterDemand : .breachExpected
      add(.escalate(to: staffing.lead(of: team), reason))
      passMoment()
    }
    if random.chance(70) {
      add(.apply(article: UInt8(random.below(Service.articleCount)), helped: false))
      passMoment()
    }
    if random.chance(40) { add(.attach(byRequester: false)) }
    if random.chance(30), hasRequester {
      passRequester(median: 2 * Span.hour)
      hear()
      passWork(median: 20 * Span.minute)
    }
    if random.chance(45), hasRequester {
      add(.reply(.inform))
      passMoment()
    }
  }

  /// Waiting for something outside the team, where it comes to that.
  mutating func linger() {
    if !isUrgent, random.chance(team.level == 1 ? 12 : 34) { gatherDust() }
    guard random.chance(demand.channel == .phone ? 150 : 270) else { return }
    // Requester, vendor, change, problem, evidence, scheduled, other; by level.
    let drawn =
      team.level == 1
      ? random.weighted([80, 2, 1, 2, 5, 7, 3]) : random.weighted([44, 20, 7, 4, 12, 9, 4])
    let reason = WaitingReason(rawValue: UInt8(drawn + 1)) ?? .other
    if reason == .requester {
      if hasRequester { awaitRequester() }
      return
    }
    let expected: Int64 =
      switch reason {
      case .vendor: 4
      case .change: 6
      case .problem: 8
      case .evidence: 2
      case .scheduled: 2
      case .requester, .other: 1
      }
    pause(for: reason, expecting: random.chance(780) ? expected * Span.day : 0)
    if reason == .vendor, random.chance(600) {
      passMoment()
      add(.linkOutside(UInt32(random.within(10_000...99_999))))
    }
    now = team.hours.next(from: now + random.skewed(median: expected * Span.day * 4 / 5))
    if reason == .vendor, random.chance(120) {
      pause(for: .change, expecting: 3 * Span.day)
      now = team.hours.next(from: now + random.skewed(median: 2 * Span.day))
    }
    resume()
    passWork(median: 25 * Span.minute)
  }

  /// Left lying for weeks, until somebody asks or a superior does.
  private mutating func gatherDust() {
    now = team.hours.next(from: now + random.skewed(median: 22 * Span.day))
    if random.chance(450) {
      add(.escalate(to: staffing.lead(of: team), .breached))
    } else if hasRequester, random.chance(600) {
      hear()
    } else {
      add(.note)
    }
    passWork(median: Span.hour)
  }

  private mutating func awaitRequester() {
    if random.chance(880) {
      add(.reply(.ask))
      passMoment()
    }
    pause(for: .requester, expecting: random.chance(900) ? 3 * Span.day : 0)
    if random.chance(880) {
      passRequester(median: 4 * Span.hour)
      hear()
    } else {
      // No answer: reminded once, then gone on with.
      now = team.hours.next(from: now + 2 * Span.day)
      add(.reply(.ask))
      if random.chance(550) {
        passRequester(median: 6 * Span.hour)
        hear()
      } else {
        now = team.hours.next(from: now + 2 * Span.day)
        resume()
      }
    }
    passWork(median: 30 * Span.minute)
  }

  private mutating func changePriority() {
    if urgency > 1, random.chance(600) {
      urgency -= 1
    } else {
      urgency = min(urgency + 1, 4)
    }
    let impactToo = random.chance(250)
    if impactToo { impact = min(impact + 1, 4) }
    add(.prioritise(impact: impactToo ? impact : nil, urgency: urgency))
    passMoment()
  }

  /// In so many of a thousand tickets the present team can solve it.
  private var solvesHere: Int {
    switch team.level {
    case 1:
      switch demand.kind {
      case .question: 880
      case .incident: isUrgent ? 300 : 680
      default: 560
      }
    case 2: team == demand.service.secondLevel || team == .access ? 830 : 250
    default: 920
    }
  }
}
