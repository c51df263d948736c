/// An action with numbers for names: what would happen, and the texts that go with it.
struct Proposal {
  var event: Event
  var label: String?
  var words = Words()
  /// A calendar or policy, as it goes into the log.
  var document: [UInt8]?
}

extension LedgerTransaction {
  /// The most UTF-8 bytes of what a link says of something outside, or a signal of what it saw.
  static let maximumLabelSize = Envelope.maximumLabelSize

  /// What an action on an existing ticket, or on the ledger as a whole, would make happen.
  func resolve(
    _ action: Command.Action,
    on ticket: Ticket?,
    at occurredAt: Instant,
    drafting names: inout DraftedNames,
    asFact: Bool
  ) throws(LedgerError) -> Proposal {
    switch action {
    case .open(let opening):
      return try resolve(opening, drafting: &names, asFact: asFact)
    case .classify(let terms):
      return .init(.classified(try classification(terms, drafting: &names, asFact: asFact)))
    case .prioritise(let change): return .init(.prioritised(change))
    case .route(let team, let level, let reason):
      let team = try optional(team, in: .team, drafting: &names, asFact: asFact)
      let level = level ?? ticket?.level ?? 1
      return .init(.routed(Routing(team: team, level: level, reason: reason)))
    case .escalate(let superior, let reason, let text):
      let person = try optional(superior, drafting: &names)
      return .init(.escalated(Escalation(to: person, reason: reason)), text)
    case .assign(let agent): return .init(.assigned(to: try optional(agent, drafting: &names)))
    case .start: return .init(.started)
    case .pause(let reason, let until): return .init(.paused(Pause(reason, expectedUntil: until)))
    case .resume: return .init(.resumed)
    case .reply(let purpose, let channel, let text):
      return .init(.replied(Reply(purpose, channel: channel)), text)
    case .recordRequesterReply(let channel, let text):
      return .init(.requesterReplied(channel: channel), text)
    case .note(let text): return .init(.noted, text)
    case .attach(let attachment): return resolve(attachment)
    case .logWork(let minutes, let activity, let mode):
      let activity = try optional(activity, in: .activity, drafting: &names, asFact: asFact)
      return .init(.workLogged(Work(minutes: minutes, activity: activity, mode: mode)))
    case .diagnose(let causeClass, let cause, let confidence):
      let cause = try optional(cause, in: .cause, drafting: &names, asFact: asFact)
      return .init(.diagnosed(Diagnosis(causeClass, cause: cause, confidence: confidence)))
    case .link(let relation, let target):
      let (link, label) = try resolve(target, relation, of: ticket)
      return Proposal(event: .ticket(.linked(link)), label: label)
    case .unlink(let relation, let target):
      let (link, label) = try resolve(target, relation, of: ticket)
      return Proposal(event: .ticket(.unlinked(link)), label: label)
    case .merge(let other): return try resolveMerge(of: ticket, into: other, asFact: asFact)
    case .resolve(let resolution):
      return try resolve(resolution, drafting: &names, asFact: asFact)
    case .reopen(let reason, let text): return .init(.reopened(reason), text)
    case .close(let reason): return .init(.closed(reason))
    case .cancel(let reason, let text): return .init(.cancelled(reason), text)
    case .rate(let score, let text): return .init(.rated(score: score), text)
    case .reviewMessage(let review):
      try checkReply(review.reply, of: ticket)
      return .init(.messageReviewed(review))
    case .applyArticle(let article, let helped):
      let term = try term(article, in: .article, drafting: &names, asFact: asFact)
      return .init(.articleApplied(ArticleUse(term, helped: helped)))
    case .suggest(let kind, let confidence):
      return .init(.suggested(Suggestion(kind, confidence: confidence)))
    case .acceptSuggestion(let kind): return .init(.suggestionAccepted(kind))
    case .overrideSuggestion(let kind): return .init(.suggestionOverridden(kind))
    case .touch: return .init(.touched)
    case .renameTerm, .retireTerm, .adoptRules, .adoptCalendar, .adoptPolicy, .broadcastNotice,
      .raiseSignal:
      return try resolveForLedger(action, at: occurredAt, drafting: &names, asFact: asFact)
    }
  }

  private func resolve(
    _ opening: Command.Opening,
    drafting names: inout DraftedNames,
    asFact: Bool
  ) throws(LedgerError) -> Proposal {
    let terms = opening.classification.mapValues { TermReference?.some($0) }
    let event = Opening(
      kind: opening.kind,
      channel: opening.channel,
      requester: try optional(opening.requester, drafting: &names),
      classification: try classification(terms, drafting: &names, asFact: asFact),
      prioritisation: opening.prioritisation
    )
    var words = Words(opening.summary, as: .summary)
    words[.description] = opening.description
    return Proposal(event: .ticket(.opened(event)), words: words)
  }

  /// The change that names of dimensions and terms mean, whatever order a dictionary gives them in.
  private func classification(
    _ terms: [String: TermReference?],
    drafting names: inout DraftedNames,
    asFact: Bool
  ) throws(LedgerError) -> Classification {
    guard terms.count <= Classification.maximumCount else {
      let most = Classification.maximumCount
      throw .refused(
        TicketRefusal(.tooManyDimensions, "a ticket is classified by at most \(most) dimensions")
      )
    }
    var change = DimensionTerms()
    for (name, reference) in terms.sorted(by: { $0.key < $1.key }) {
      let dimension = try dimension(named: name, drafting: &names)
      let term =
        if let reference {
          try term(reference, in: dimension, drafting: &names, asFact: asFact)
        } else {
          TermID.none(in: dimension)
        }
      _ = change.insert(term)
    }
    return Classification(change)
  }

  private func resolve(_ attachment: Command.Attachment) -> Proposal {
    var words = Words(attachment.name, as: .name)
    words[.digest] = attachment.digest
    words[.location] = attachment.location
    let event = TicketEvent.attached(sizeInBytes: attachment.sizeInBytes)
    return Proposal(event: .ticket(event), words: words)
  }

  private func resolve(
    _ resolution: Command.Resolution,
    drafting names: inout DraftedNames,
    asFact: Bool
  ) throws(LedgerError) -> Proposal {
    let event = Resolution(
      code: try optional(resolution.code, in: .resolutionCode, drafting: &names, asFact: asFact),
      causeClass: resolution.causeClass,
      article: try optional(resolution.article, in: .article, drafting: &names, asFact: asFact)
    )
    return Proposal(.resolved(event), resolution.text)
  }

  private func resolve(
    _ target: Command.Target,
    _ relation: Relation,
    of ticket: Ticket?
  ) throws(LedgerError) -> (Link, String?) {
    switch target {
    case .ticket(let reference):
      let other = try existingTicket(reference)
      if let ticket, other.id == ticket.id {
        throw .refused(ticket.refusal(.otherTicket, "a ticket is not linked to itself"))
      }
      return (Link(relation, other.id), nil)
    case .outside(let reference):
      try checkLabel(reference, what: "an outside reference")
      return (Link(relation, nil), reference)
    }
  }

  private func resolveMerge(
    of ticket: Ticket?,
    into reference: TicketReference,
    asFact: Bool
  ) throws(LedgerError) -> Proposal {
    let other = try existingTicket(reference)
    if let ticket, other.id == ticket.id {
      throw .refused(ticket.refusal(.otherTicket, "a ticket is not merged into itself"))
    }
    let isOver = other.state == .merged || other.state == .cancelled
    if !asFact, isOver {
      throw .refused(
        other.refusal(.otherTicket, "nothing is merged into a ticket that is \(other.state)")
      )
    }
    return .init(.merged(into: other.id))
  }

  private func checkReply(_ position: Position, of ticket: Ticket?) throws(LedgerError) {
    if let recorded = try writer.event(at: position), recorded.ticket == ticket?.id,
      case .ticket(.replied) = recorded.event
    {
      return
    }
    throw .refused(
      TicketRefusal(
        .value,
        "position \(position) holds no reply of this ticket",
        ticket: ticket?.id
      )
    )
  }

  func checkLabel(_ text: String, what: String) throws(LedgerError) {
    guard 1...LedgerTransaction.maximumLabelSize ~= text.utf8.count else {
      let most = LedgerTransaction.maximumLabelSize
      throw .refused(
        TicketRefusal(.value, "\(what) has 1 to \(most) bytes of UTF-8, not \(text.utf8.count)")
      )
    }
  }

  private func optional(
    _ reference: TermReference?,
    in dimension: TermDimension,
    drafting names: inout DraftedNames,
    asFact: Bool
  ) throws(LedgerError) -> TermID? {
    guard let reference else { return nil }
    return try term(reference, in: dimension, drafting: &names, asFact: asFact)
  }

  private func optional(
    _ reference: PersonReference?,
    drafting names: inout DraftedNames
  ) throws(LedgerError) -> PersonID? {
    guard let reference else { return nil }
    return try person(reference, drafting: &names)
  }
}

extension LedgerTransaction {
  /// What an action on the ledger as a whole would make happen.
  private func resolveForLedger(
    _ action: Command.Action,
    at occurredAt: Instant,
    drafting names: inout DraftedNames,
    asFact: Bool
  ) throws(LedgerError) -> Proposal {
    switch action {
    case .renameTerm(let dimension, let reference, let name):
      let term = try definedTerm(reference, inDimensionNamed: dimension)
      if term.dimension == .dimension, TermDimension(builtInName: name) != nil {
        throw .refused(TicketRefusal(.term, "\(name) is one of the ledger's own dimensions"))
      }
      if try existingTerm(name, in: term.dimension) != nil {
        throw .refused(TicketRefusal(.term, "\(dimension) has a term \(name) already"))
      }
      return Proposal(event: .ledger(.termRenamed(term)), label: name)
    case .retireTerm(let dimension, let reference):
      let term = try definedTerm(reference, inDimensionNamed: dimension)
      return Proposal(event: .ledger(.termRetired(term)))
    case .adoptRules(let rules):
      guard rules.isSound else {
        throw .refused(TicketRefusal(.value, "the durations of rules are not negative"))
      }
      return Proposal(event: .ledger(.rulesAdopted(rules)))
    case .adoptCalendar(let calendar, let instant):
      return try resolve(adoptionOf: calendar, effectiveFrom: instant, at: occurredAt)
    case .adoptPolicy(let policy, let instant):
      return try resolve(
        adoptionOf: policy,
        effectiveFrom: instant,
        at: occurredAt,
        drafting: &names
      )
    case .broadcastNotice(let service, let text):
      let service = try optional(service, in: .service, drafting: &names, asFact: asFact)
      return Proposal(event: .ledger(.noticeBroadcast(Notice(about: service))), words: Words(text))
    case .raiseSignal(let service, let severity, let what):
      if let what { try checkLabel(what, what: "what a signal saw") }
      let service = try optional(service, in: .service, drafting: &names, asFact: asFact)
      let signal = Signal(about: service, severity: severity)
      return Proposal(event: .ledger(.signalRaised(signal)), label: what)
    default: preconditionFailure("\(action.kind) concerns a ticket")
    }
  }

  private func definedTerm(
    _ reference: TermReference,
    inDimensionNamed name: String
  ) throws(LedgerError) -> TermID {
    let dimension: TermDimension
    if let builtIn = TermDimension(builtInName: name) {
      dimension = builtIn
    } else if let host = try existingTerm(name, in: .dimension) {
      dimension = Catalogue.dimension(defining: host)
    } else {
      throw .refused(TicketRefusal(.term, "there is no dimension \(name.prefix(80))"))
    }
    var names = DraftedNames()
    let term = try term(reference, in: dimension, drafting: &names, asFact: true)
    guard names.terms.isEmpty else {
      throw .refused(TicketRefusal(.term, "\(name) has no such term"))
    }
    return term
  }
}

extension Proposal {
  fileprivate init(_ event: TicketEvent, _ text: String? = nil) {
    self.init(event: .ticket(event), words: Words(text))
  }
}
