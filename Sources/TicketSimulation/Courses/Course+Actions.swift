import TicketLedger

extension Course {
  /// The action of a step, with its names and words.
  func action(of step: Step, _ words: Words) -> Command.Action {
    switch step.act {
    case .classify(let subcategory, let symptom): classification(subcategory, symptom)
    case .dropAsset: .classify(["asset": nil])
    case .prioritise(let impact, let urgency):
      .prioritise(Prioritisation(impact: impact, urgency: urgency))
    case .route(let team, let reason):
      .route(team: .name(team.name), level: team.level, reason: reason)
    case .unroute: .route(team: nil, level: nil, reason: .unknown)
    case .escalate(let person, let reason):
      .escalate(to: agent(person), reason: reason, text: words.pick(Phrases.escalations))
    case .assign(let person): .assign(agent: person == 0 ? nil : agent(person))
    case .start: .start
    case .pause(let reason, let until):
      .pause(reason, until: until == 0 ? nil : Instant(millisecondsSince1970: until))
    case .resume: .resume
    case .reply(let purpose): reply(purpose, words)
    case .hear: .recordRequesterReply(channel: answering, text: words.pick(Phrases.answers))
    case .note: .note(text: words.pick(Phrases.notes))
    case .attach: .attach(file(words))
    case .logWork(let minutes, let activity, let onSite):
      work(minutes, activity, onSite ? .onSite : .remote)
    case .diagnose(let cause, let name, let confidence):
      diagnosis(cause, name, confidence == 0 ? nil : confidence)
    case .link(let relation, let other): .link(relation, .ticket(Course.reference(other)))
    case .unlink(let relation, let other): .unlink(relation, .ticket(Course.reference(other)))
    case .linkOutside(let number): .link(.relatedTo, .outside("Vendor case " + String(number)))
    case .linkBack(_, let relation): .link(relation, .ticket(reference))
    case .merge(let other): .merge(into: Course.reference(other))
    case .resolve(let code, let cause, let article): resolution(code, cause, article, words)
    case .reopen(let reason): .reopen(reason, text: words.pick(Phrases.reopenings))
    case .close(let reason): .close(reason)
    case .cancel(let reason): .cancel(reason, text: words.pick(Phrases.cancellations))
    case .rate(let score): rating(score, words)
    case .apply(let article, let helped): .applyArticle(self.article(article), helped: helped)
    case .suggest(let kind, let confidence): .suggest(kind, confidence: confidence)
    case .accept(let kind): .acceptSuggestion(kind)
    case .override(let kind): .overrideSuggestion(kind)
    case .touch: .touch
    }
  }

  /// The submission that opens the ticket.
  func opening(at moment: Int64, by hand: Step.Hand) -> Submission {
    let words = Words(salt: RandomStream.scrambled(UInt64(number) &* 0x2545_F491_4F6C_DD1D))
    let names = demand.service.names
    var terms = [String: TermReference](minimumCapacity: 7)
    terms["service"] = .name(names.service)
    terms["category"] = .name(names.category)
    terms["subcategory"] = .name(names.subcategories[Int(demand.subcategory)])
    if demand.kind == .incident || demand.kind == .problem {
      terms["symptom"] = .name(names.symptoms[Int(demand.symptom)])
    }
    terms["site"] = .name(Catalogue.sites[Int(demand.site)])
    terms["department"] = .name(Catalogue.departments[Int(demand.department)])
    if let asset = demand.asset.name { terms["asset"] = .name(asset) }
    let opening = Command.Opening(
      kind: demand.kind,
      channel: demand.channel,
      requester: demand.requester == 0 ? nil : .identity(Label.requester(demand.requester)),
      classification: terms,
      prioritisation: Prioritisation(impact: demand.impact, urgency: demand.urgency),
      summary: summary(names, words),
      description: words.chance(780) ? description(words) : nil
    )
    return Submission(
      Command(.open(opening), on: reference),
      by: actor(hand),
      at: Instant(millisecondsSince1970: moment)
    )
  }
}

extension Course {
  private func agent(_ number: UInt32) -> PersonReference { .identity(Label.agent(number)) }

  private func article(_ place: UInt8) -> TermReference {
    .name(demand.service.names.articles[Int(place)])
  }

  /// The way answers go: spoken demands are mostly answered by phone.
  private var answering: Channel {
    switch demand.channel {
    case .phone, .walkIn: .phone
    case .portal, .chat: demand.channel
    case .mail, .monitoring, .api, .other: .mail
    }
  }

  private func classification(_ subcategory: UInt8, _ symptom: UInt8) -> Command.Action {
    let names = demand.service.names
    return .classify([
      "subcategory": .name(names.subcategories[Int(subcategory)]),
      "symptom": .name(names.symptoms[Int(symptom)]),
    ])
  }

  private func reply(_ purpose: ReplyPurpose, _ words: Words) -> Command.Action {
    let list =
      switch purpose {
      case .acknowledge: Phrases.acknowledgements
      case .ask: Phrases.asks
      case .inform: Phrases.information
      case .solve: Phrases.solutions
      }
    return .reply(purpose, channel: answering, text: words.pick(list))
  }

  private func file(_ words: Words) -> Command.Attachment {
    let size = 2000 + words.salt % 900_000
    return Command.Attachment(
      name: words.pick(Phrases.files),
      sizeInBytes: size,
      digest: "simulated:" + String(words.salt, radix: 16),
      location: "files/" + Label.ticket(number)
    )
  }

  private func work(_ minutes: UInt32, _ activity: UInt8, _ mode: WorkMode) -> Command.Action {
    let name = Catalogue.activities[Int(activity)]
    return .logWork(minutes: minutes, activity: .name(name), mode: mode)
  }

  private func diagnosis(_ cause: CauseClass, _ name: UInt8, _ sure: UInt8?) -> Command.Action {
    guard cause != .unknown else { return .diagnose(cause, cause: nil, confidence: sure) }
    let names = Catalogue.causes[Int(cause.rawValue) - 1]
    return .diagnose(cause, cause: .name(names[Int(name)]), confidence: sure)
  }

  private func resolution(
    _ code: UInt8,
    _ cause: CauseClass,
    _ article: UInt8?,
    _ words: Words
  ) -> Command.Action {
    .resolve(
      Command.Resolution(
        code: .name(Catalogue.resolutionCodes[Int(code)]),
        causeClass: cause == .unknown ? nil : cause,
        article: article.map { self.article($0) },
        text: words.chance(700) ? words.pick(Phrases.resolutions[Int(code)]) : nil
      )
    )
  }

  private func rating(_ score: UInt8, _ words: Words) -> Command.Action {
    let list = score >= 4 ? Phrases.praise : score <= 2 ? Phrases.complaints : []
    let says = !list.isEmpty && words.chance(350)
    return .rate(score: score, text: says ? words.pick(list) : nil)
  }

  private func summary(_ names: ServiceNames, _ words: Words) -> String {
    switch demand.kind {
    case .incident, .problem:
      names.service + ": " + names.symptoms[Int(demand.symptom)]
    case .serviceRequest:
      words.pick(Phrases.requests) + names.subcategories[Int(demand.subcategory)]
    case .accessRequest: words.pick(Phrases.accesses) + names.service
    case .question:
      words.pick(Phrases.questions) + names.subcategories[Int(demand.subcategory)]
    case .change: "Change: " + names.subcategories[Int(demand.subcategory)]
    }
  }

  private func description(_ words: Words) -> String {
    switch demand.kind {
    case .incident, .problem, .question:
      words.pick(Phrases.details) + " " + words.pickAnother(Phrases.details)
    case .serviceRequest, .accessRequest, .change: words.pickAnother(Phrases.wishes)
    }
  }
}
