import TicketLedger

extension Planner {
  /// From the opening to a queue: suggestions, attachments, the first routing.
  mutating func takeIn() {
    let isSpoken = demand.channel == .phone || demand.channel == .walkIn
    if isSpoken {
      agent = staffing.agent(of: team, &random)
      passMoment()
    } else {
      pass(random.span(Span.second...20 * Span.second))
      if random.chance(340) { suggest() }
      if hasRequester, random.chance(140) {
        passMoment()
        add(.attach(byRequester: true), by: .requester)
      }
    }
    if demand.channel == .monitoring {
      route(to: demand.service.secondLevel, .intake, by: .triage)
    } else if demand.kind == .accessRequest, random.chance(350) {
      route(to: .access, .intake, by: isSpoken ? hand : .triage)
    } else if random.chance(30) {
      // Nobody sorted it in: a lead finds it later, outside every queue.
      now = team.hours.adding(random.skewed(median: 2 * Span.hour), to: now)
      route(to: team, .intake, by: .agent(staffing.lead(of: team)))
    } else {
      let taker = agent
      route(to: team, .intake, by: isSpoken ? hand : .triage)
      agent = taker
    }
    if case .master = demand.role { raiseAlarm() }
    if random.chance(25) {
      pass(random.span(Span.minute...Span.hour))
      add(.touch, by: .inventory)
    }
  }

  /// An agent takes the ticket, or is given it.
  mutating func pickUp() {
    let taken = agent != 0
    if !taken {
      passWork(median: waitForPickUp)
      agent = staffing.agent(of: team, &random)
    } else {
      passMoment()
    }
    if random.chance(90) {
      add(.assign(agent), by: .agent(staffing.lead(of: team)))
      passWork(median: 10 * Span.minute)
    } else {
      add(.assign(agent))
      passMoment()
    }
    if random.chance(12) {
      // Somebody fell ill or went home.
      add(.assign(0), by: .agent(staffing.lead(of: team)))
      passWork(median: 3 * Span.hour)
      agent = staffing.agent(of: team, &random)
      add(.assign(agent))
      passMoment()
    }
    if random.chance(taken ? 550 : 900) { start() }
    if !taken, hasRequester, team.level == 1 || random.chance(200), random.chance(400) {
      passMoment()
      add(.reply(.acknowledge))
    }
  }

  /// Given up before or shortly after anybody began.
  mutating func withdraw() {
    if random.chance(400) {
      pickUp()
      passWork(median: Span.hour)
      if random.chance(500) {
        add(.note)
        passMoment()
      }
      leave(.cancel(random.chance(650) ? .outOfScope : .mistake), by: hand)
    } else if hasRequester {
      passRequester(median: 3 * Span.hour)
      leave(.cancel(random.chance(850) ? .withdrawn : .mistake), by: .requester)
    } else {
      passWork(median: Span.hour)
      leave(.cancel(.mistake), by: hand)
    }
  }

  /// The hand of the present agent, or of the team's lead.
  var hand: Step.Hand { .agent(agent == 0 ? staffing.lead(of: team) : agent) }

  /// Who opens the ticket: the requester, the agent who was called, or a machine.
  ///
  /// Asked for when the plan is made: a spoken demand is entered by whoever takes it in.
  var opener: Step.Hand {
    switch demand.channel {
    case .phone, .walkIn: steps.first?.hand ?? hand
    case .monitoring: .probe
    case .mail, .portal, .chat, .api, .other: hasRequester ? .requester : .probe
    }
  }

  private var waitForPickUp: Int64 {
    let base: Int64 =
      switch priority {
      case 1: 4
      case 2: 14
      case 3: 35
      case 4: 90
      default: 170
      }
    return base * Span.minute * (team.level == 1 ? 2 : team.level == 2 ? 4 : 6) / 2
  }

  /// An automation's suggestion, followed or set aside when somebody sees it.
  private mutating func suggest() {
    let kind: SuggestionKind = random.chance(560) ? .classification : .routing
    let confidence = UInt8(random.within(45...98))
    add(.suggest(kind, confidence: confidence), by: .triage)
    pass(random.span(Span.second...10 * Span.minute))
    let lead = Step.Hand.agent(staffing.lead(of: team))
    // The surer the automation, the more often it is right.
    if random.below(100) < Int(confidence) {
      add(.accept(kind), by: lead)
    } else {
      add(.override(kind), by: lead)
      if kind == .classification { reclassify(by: lead) }
    }
  }

  /// Sorts the ticket anew.
  mutating func reclassify(by hand: Step.Hand) {
    passMoment()
    if demand.asset != .none, random.chance(60) {
      add(.dropAsset, by: hand)
    } else {
      let subcategory = UInt8(random.below(Service.subcategoryCount))
      let symptom = UInt8(random.below(Service.symptomCount))
      add(.classify(subcategory: subcategory, symptom: symptom), by: hand)
    }
  }

  private mutating func raiseAlarm() {
    pass(random.span(2 * Span.minute...8 * Span.minute))
    add(.escalate(to: staffing.lead(of: demand.service.thirdLevel), .impact), by: hand)
  }
}
