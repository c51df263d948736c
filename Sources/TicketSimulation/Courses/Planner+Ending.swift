import TicketLedger

extension Planner {
  /// From the solution to the end: resolved, perhaps reopened, rated, closed.
  mutating func settle() {
    conclude()
    continueChain()
    while reopenings < 3, random.chance(reopenings == 0 ? 56 : 130) {
      guard now < end else { return }
      takeUpAgain()
    }
    finish()
  }

  /// The last words before the resolution, and the resolution.
  mutating func conclude() {
    if random.chance(400) {
      add(.diagnose(cause, cause: UInt8(random.below(3)), confidence: 0))
      passMoment()
    } else if random.chance(60) {
      let confidence = UInt8(random.within(50...97))
      add(.diagnose(cause, cause: UInt8(random.below(3)), confidence: confidence), by: .triage)
      passMoment()
    }
    var article: UInt8?
    if random.chance(articleHelps) {
      article = UInt8(random.below(Service.articleCount))
      if random.chance(130) { suggestSolution() }
      add(.apply(article: article ?? 0, helped: true))
      passMoment()
    }
    if random.chance(720) {
      logWork()
      passMoment()
    }
    if hasRequester, random.chance(demand.channel == .phone ? 200 : 600) {
      add(.reply(.solve))
      passMoment()
    }
    resolve(code: code, article: article)
  }

  /// After the last resolution: a rating perhaps, the closure, an afterthought.
  mutating func finish() {
    let resolvedAt = now
    let rates = hasRequester && random.chance(290)
    let confirms = random.chance(demand.channel == .phone ? 520 : 340)
    if confirms {
      if hasRequester {
        passRequester(median: 5 * Span.hour)
        add(.close(.confirmed), by: .requester)
      } else {
        passWork(median: 3 * Span.hour)
        add(.close(.confirmed))
      }
      state = .over
      if rates {
        passMoment()
        rate()
      }
    } else {
      let due = resolvedAt + 5 * Span.day
      if rates {
        passRequester(median: 8 * Span.hour)
        now = min(now, due - Span.minute)
        rate()
      }
      now = due
      add(.close(.automatic), by: .closer)
      state = .over
    }
    if random.chance(15) {
      passWork(median: 5 * Span.hour)
      add(.note)
    }
  }

  /// The requester objects; the same agent goes on, or a higher level does.
  private mutating func takeUpAgain() {
    reopenings += 1
    if random.chance(200), hasRequester {
      passRequester(median: 6 * Span.hour)
      add(.close(.confirmed), by: .requester)
      now = WorkingHours.requesters.next(from: now + random.skewed(median: 2 * Span.day))
    } else {
      passRequester(median: 7 * Span.hour)
      if hasRequester, random.chance(300) {
        add(.hear, by: .requester)
        passMoment()
      }
    }
    let reason: ReopeningReason =
      switch random.weighted([70, 22, 5, 3]) {
      case 0: .notSolved
      case 1: .recurred
      case 2: .mistake
      default: .other
      }
    add(.reopen(reason), by: hasRequester ? .requester : hand)
    state = .working
    passWork(median: 40 * Span.minute)
    if team.level == 1, random.chance(350) {
      route(to: demand.service.secondLevel, .functionalEscalation, by: hand)
      pickUp()
    }
    toil()
    conclude()
  }

  private mutating func rate() {
    let days = (openUntil - openedAt) / Span.day
    let score =
      if reopenings > 0 {
        random.weighted([22, 26, 28, 16, 8])
      } else if days < 1 {
        random.weighted([2, 3, 9, 31, 55])
      } else if days < 5 {
        random.weighted([5, 8, 20, 38, 29])
      } else {
        random.weighted([16, 22, 28, 22, 12])
      }
    add(.rate(UInt8(score + 1)), by: .requester)
  }

  private mutating func suggestSolution() {
    let kind: SuggestionKind =
      switch random.below(3) {
      case 0: .article
      case 1: .reply
      default: .resolution
      }
    add(.suggest(kind, confidence: UInt8(random.within(40...96))), by: .triage)
    passMoment()
    add(random.chance(700) ? .accept(kind) : .override(kind))
  }

  private var articleHelps: Int {
    switch cause {
    case .usageError, .trainingGap, .documentation: 420
    case .ergonomics, .access: 240
    case .technicalFault, .external, .unknown: 110
    }
  }

  /// The place of the resolution code in the catalogue's list.
  private var code: Int {
    mutating get {
      switch (demand.kind, cause) {
      case (.change, _): 9
      case (.accessRequest, _): random.chance(930) ? 5 : 4
      case (.serviceRequest, _): random.chance(850) ? 6 : 2
      case (.question, _): random.chance(900) ? 4 : 7
      case (_, .technicalFault): random.weighted([50, 14, 12, 20, 0, 0, 0, 4])
      case (_, .external): random.weighted([10, 14, 0, 4, 0, 0, 0, 6, 66])
      case (_, .access): random.chance(800) ? 5 : 2
      case (_, .unknown): random.chance(600) ? 7 : 0
      case (_, .usageError), (_, .trainingGap), (_, .ergonomics), (_, .documentation):
        random.chance(800) ? 4 : 2
      }
    }
  }
}
