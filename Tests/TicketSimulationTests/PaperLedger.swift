import Testing
import TicketLedger

/// Decides and folds submissions as a ledger would, without storing anything.
struct PaperLedger {
  private(set) var tickets: [String: Ticket] = [:]
  private(set) var position: UInt64 = 0
  private var terms: [String: UInt32] = [:]
  private var people: [String: UInt32] = [:]
  private var dimensions: [String: UInt8] = [:]
  private let rules = LedgerRules()

  /// Decides a submission; nil for one about the ledger as a whole.
  mutating func submit(_ submission: Submission) throws -> Ticket? {
    let moment = try #require(submission.occurredAt)
    guard let name = submission.command.ticket.map(name) else {
      try #require(submission.command.action.kind.rawValue < 32)
      return nil
    }
    let event = try event(submission.command.action, by: submission.actor)
    var ticket = tickets[name] ?? Ticket(id: TicketID(UInt64(tickets.count + 1)))
    let decision = try rules.decide(event, on: ticket, at: moment)
    fold(decision.event, into: &ticket, at: moment)
    if let consequence = decision.consequence { fold(consequence, into: &ticket, at: moment) }
    tickets[name] = ticket
    return ticket
  }

  private mutating func fold(_ event: TicketEvent, into ticket: inout Ticket, at moment: Instant) {
    let recorded = RecordedEvent(
      position: Position(position),
      recordedAt: moment,
      occurredAt: moment,
      actor: .ledger,
      event: .ticket(event),
      ticket: ticket.id,
      revision: ticket.revision + 1
    )
    position += 1
    ticket.evolve(with: event, of: recorded)
  }

  private func name(_ reference: TicketReference) -> String {
    switch reference {
    case .number(let id): "#\(id)"
    case .reference(let name): name
    }
  }

  /// The ticket a relation or merge names; it must be there, and not be the ticket itself.
  private func other(_ reference: TicketReference) throws -> Ticket {
    try #require(tickets[name(reference)])
  }

  private mutating func term(_ dimension: TermDimension, _ reference: TermReference) throws
    -> TermID
  {
    guard case .name(let name) = reference else { throw PaperError.number }
    let number = terms["\(dimension.rawValue) \(name)"] ?? UInt32(terms.count + 1)
    terms["\(dimension.rawValue) \(name)"] = number
    return TermID(dimension, Int(number))
  }

  private mutating func person(_ reference: PersonReference) throws -> PersonID {
    guard case .identity(let name) = reference else { throw PaperError.number }
    let number = people[name] ?? UInt32(people.count + 1)
    people[name] = number
    return PersonID(number)
  }

  private mutating func classification(
    _ terms: [String: TermReference?]
  ) throws -> Classification {
    var classification = Classification()
    for (name, reference) in terms.sorted(by: { $0.key < $1.key }) {
      let host = dimensions[name] ?? UInt8(32 + dimensions.count)
      let builtIn = TermDimension.builtIn.first { $0.builtInName == name }
      if builtIn == nil { dimensions[name] = host }
      let dimension = builtIn ?? TermDimension(rawValue: host)
      let id = try reference.map { try term(dimension, $0) } ?? .none(in: dimension)
      let isHeld = classification.insert(id)
      #expect(isHeld)
    }
    return classification
  }

  private enum PaperError: Error {
    case number
    case merged
    case ledgerWide
  }

  private mutating func event(
    _ action: Command.Action,
    by actor: ActorReference
  ) throws -> TicketEvent {
    switch action {
    case .open(let opening):
      return .opened(
        Opening(
          kind: opening.kind,
          channel: opening.channel,
          requester: try opening.requester.map { try person($0) },
          classification: try classification(opening.classification.mapValues { $0 }),
          prioritisation: opening.prioritisation
        )
      )
    case .classify(let terms): return .classified(try classification(terms))
    case .prioritise(let change): return .prioritised(change)
    case .route(let team, let level, let reason):
      let team = try team.map { try term(.team, $0) }
      return .routed(Routing(team: team, level: level ?? 1, reason: reason))
    case .escalate(let to, let reason, _):
      return .escalated(Escalation(to: try to.map { try person($0) }, reason: reason))
    case .assign(let agent): return .assigned(to: try agent.map { try person($0) })
    case .start: return .started
    case .pause(let reason, let until): return .paused(Pause(reason, expectedUntil: until))
    case .resume: return .resumed
    case .reply(let purpose, let channel, _): return .replied(Reply(purpose, channel: channel))
    case .recordRequesterReply(let channel, _): return .requesterReplied(channel: channel)
    case .note: return .noted
    case .attach(let file): return .attached(sizeInBytes: file.sizeInBytes)
    default: return try laterEvent(action)
    }
  }

  private mutating func laterEvent(_ action: Command.Action) throws -> TicketEvent {
    switch action {
    case .logWork(let minutes, let activity, let mode):
      let activity = try activity.map { try term(.activity, $0) }
      return .workLogged(Work(minutes: minutes, activity: activity, mode: mode))
    case .diagnose(let cause, let name, let confidence):
      let name = try name.map { try term(.cause, $0) }
      return .diagnosed(Diagnosis(cause, cause: name, confidence: confidence))
    case .link(let relation, let target): return .linked(Link(relation, try id(target)))
    case .unlink(let relation, let target): return .unlinked(Link(relation, try id(target)))
    case .merge(let reference):
      let other = try other(reference)
      guard other.state.isOpen else { throw PaperError.merged }
      return .merged(into: other.id)
    case .resolve(let resolution):
      return .resolved(
        TicketLedger.Resolution(
          code: try resolution.code.map { try term(.resolutionCode, $0) },
          causeClass: resolution.causeClass,
          article: try resolution.article.map { try term(.article, $0) }
        )
      )
    case .reopen(let reason, _): return .reopened(reason)
    case .close(let reason): return .closed(reason)
    case .cancel(let reason, _): return .cancelled(reason)
    case .rate(let score, _): return .rated(score: score)
    case .applyArticle(let article, let helped):
      return .articleApplied(ArticleUse(try term(.article, article), helped: helped))
    case .suggest(let kind, let confidence):
      return .suggested(Suggestion(kind, confidence: confidence))
    case .acceptSuggestion(let kind): return .suggestionAccepted(kind)
    case .overrideSuggestion(let kind): return .suggestionOverridden(kind)
    case .touch: return .touched
    default: throw PaperError.ledgerWide
    }
  }

  private func id(_ target: Command.Target) throws -> TicketID? {
    guard case .ticket(let reference) = target else { return nil }
    let other = try other(reference)
    // A ticket that went on as another, or was given up, has no relations stated to it later.
    guard other.state != .merged, other.state != .cancelled else { throw PaperError.merged }
    return other.id
  }
}
