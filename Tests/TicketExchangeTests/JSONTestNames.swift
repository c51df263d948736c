import TicketExchange
import TicketLedger

/// A ledger's names in memory: numbers by name, and back.
///
/// Every name is derived from its number, so that random numbers always have one; persons and tickets
/// that divide by five have none.
struct JSONTestNames: EventNames {
  func name(of term: TermID) -> String? { "\(name(of: term.dimension)) \(term.index)" }

  func name(of dimension: TermDimension) -> String {
    dimension.builtInName ?? "host \(dimension.rawValue)"
  }

  func identity(of person: PersonID) -> String? {
    person.rawValue % 5 == 0 ? nil : "p-\(person.rawValue)"
  }

  func reference(of ticket: TicketID) -> String? {
    ticket.rawValue % 5 == 0 ? nil : "K\(ticket.rawValue)"
  }
}

/// Turns a command back into the event it asks for, as a ledger does.
extension JSONTestNames {
  func dimension(_ name: String) -> TermDimension? {
    (0...255).map { TermDimension(rawValue: $0) }.first { self.name(of: $0) == name }
  }

  func term(_ reference: TermReference?, in dimension: TermDimension) -> TermID? {
    switch reference {
    case .name(let name):
      name.split(separator: " ").last.flatMap { Int($0) }.map { TermID(dimension, $0) }
    case .number(let term): term
    case nil: nil
    }
  }

  func person(_ reference: PersonReference?) -> PersonID? {
    switch reference {
    case .identity(let identity): UInt32(identity.dropFirst(2)).map { PersonID($0) }
    case .number(let person): person
    case nil: nil
    }
  }

  func ticket(_ reference: TicketReference?) -> TicketID? {
    switch reference {
    case .reference(let reference): UInt64(reference.dropFirst(1)).map { TicketID($0) }
    case .number(let ticket): ticket
    case nil: nil
    }
  }

  func actor(_ reference: ActorReference) -> ActorID? {
    switch reference {
    case .person(let person): self.person(person).map { .person($0) }
    case .automation(.name("ledger")): .ledger
    case .automation(let term): self.term(term, in: .automation).map { .automation($0) }
    case .monitoring(let term): self.term(term, in: .source).map { .monitoring($0) }
    case .importer(let term): self.term(term, in: .source).map { .importer($0) }
    }
  }

  func classification(_ terms: [String: TermReference?]) -> Classification {
    var classification = Classification()
    for (name, reference) in terms {
      guard let dimension = dimension(name) else { continue }
      _ = classification.insert(term(reference, in: dimension) ?? .none(in: dimension))
    }
    return classification
  }
}

/// An event with the texts it came from.
struct JSONTestEvent: Equatable {
  var event: Event
  var label: String?
  var words = Words()

  init(_ event: TicketEvent, label: String? = nil, words: Words = Words()) {
    self.event = .ticket(event)
    self.label = label
    self.words = words
  }

  init(_ event: LedgerEvent, label: String? = nil, words: Words = Words()) {
    self.event = .ledger(event)
    self.label = label
    self.words = words
  }
}

extension JSONTestNames {
  func event(of command: Command) -> JSONTestEvent? {
    switch command.action {
    case .open(let opening):
      var words = Words(opening.summary, as: .summary)
      words[.description] = opening.description
      let event = Opening(
        kind: opening.kind,
        channel: opening.channel,
        requester: person(opening.requester),
        classification: classification(opening.classification.mapValues { $0 }),
        prioritisation: opening.prioritisation
      )
      guard case .reference(let label)? = command.ticket else {
        return JSONTestEvent(.opened(event), words: words)
      }
      return JSONTestEvent(.opened(event), label: label, words: words)
    case .classify(let terms): return JSONTestEvent(.classified(classification(terms)))
    case .prioritise(let change): return JSONTestEvent(.prioritised(change))
    case .route(let team, let level, let reason):
      guard let level else { return nil }
      let team = term(team, in: .team)
      return JSONTestEvent(.routed(Routing(team: team, level: level, reason: reason)))
    case .escalate(let to, let reason, let text):
      return JSONTestEvent(
        .escalated(Escalation(to: person(to), reason: reason)),
        words: Words(text)
      )
    case .assign(let agent): return JSONTestEvent(.assigned(to: person(agent)))
    case .start: return JSONTestEvent(.started)
    case .pause(let reason, let until):
      return JSONTestEvent(.paused(Pause(reason, expectedUntil: until)))
    case .resume: return JSONTestEvent(.resumed)
    case .link(let relation, let target): return linked(relation, target) { .linked($0) }
    case .unlink(let relation, let target): return linked(relation, target) { .unlinked($0) }
    case .merge(let into): return ticket(into).map { JSONTestEvent(.merged(into: $0)) }
    case .resolve(let resolution):
      let event = Resolution(
        code: term(resolution.code, in: .resolutionCode),
        causeClass: resolution.causeClass,
        article: term(resolution.article, in: .article)
      )
      return JSONTestEvent(.resolved(event), words: Words(resolution.text))
    case .reopen(let reason, let text): return JSONTestEvent(.reopened(reason), words: Words(text))
    case .close(let reason): return JSONTestEvent(.closed(reason))
    case .cancel(let reason, let text): return JSONTestEvent(.cancelled(reason), words: Words(text))
    case .touch: return JSONTestEvent(.touched)
    default: return contribution(of: command.action) ?? ledgerEvent(of: command.action)
    }
  }

  private func linked(
    _ relation: Relation,
    _ target: Command.Target,
    _ event: (Link) -> TicketEvent
  ) -> JSONTestEvent {
    switch target {
    case .ticket(let other): JSONTestEvent(event(Link(relation, ticket(other))))
    case .outside(let reference): JSONTestEvent(event(Link(relation, nil)), label: reference)
    }
  }

  private func contribution(of action: Command.Action) -> JSONTestEvent? {
    switch action {
    case .reply(let purpose, let channel, let text):
      return JSONTestEvent(.replied(Reply(purpose, channel: channel)), words: Words(text))
    case .recordRequesterReply(let channel, let text):
      return JSONTestEvent(.requesterReplied(channel: channel), words: Words(text))
    case .note(let text): return JSONTestEvent(.noted, words: Words(text))
    case .attach(let file):
      var words = Words(file.name.isEmpty ? nil : file.name, as: .name)
      words[.digest] = file.digest
      words[.location] = file.location
      return JSONTestEvent(.attached(sizeInBytes: file.sizeInBytes), words: words)
    case .logWork(let minutes, let activity, let mode):
      let activity = term(activity, in: .activity)
      return JSONTestEvent(.workLogged(Work(minutes: minutes, activity: activity, mode: mode)))
    case .diagnose(let causeClass, let cause, let confidence):
      let cause = term(cause, in: .cause)
      return JSONTestEvent(.diagnosed(Diagnosis(causeClass, cause: cause, confidence: confidence)))
    case .rate(let score, let text): return JSONTestEvent(.rated(score: score), words: Words(text))
    case .reviewMessage(let review): return JSONTestEvent(.messageReviewed(review))
    case .applyArticle(let article, let helped):
      return term(article, in: .article).map {
        JSONTestEvent(.articleApplied(ArticleUse($0, helped: helped)))
      }
    case .suggest(let kind, let confidence):
      return JSONTestEvent(.suggested(Suggestion(kind, confidence: confidence)))
    case .acceptSuggestion(let kind): return JSONTestEvent(.suggestionAccepted(kind))
    case .overrideSuggestion(let kind): return JSONTestEvent(.suggestionOverridden(kind))
    default: return nil
    }
  }

  private func ledgerEvent(of action: Command.Action) -> JSONTestEvent? {
    switch action {
    case .renameTerm(let name, let former, let label):
      return dimension(name).flatMap { term(former, in: $0) }
        .map { JSONTestEvent(.termRenamed($0), label: label) }
    case .retireTerm(let name, let retired):
      return dimension(name).flatMap { term(retired, in: $0) }.map {
        JSONTestEvent(.termRetired($0))
      }
    case .adoptRules(let rules): return JSONTestEvent(.rulesAdopted(rules))
    case .broadcastNotice(let service, let text):
      let notice = Notice(about: term(service, in: .service))
      return JSONTestEvent(.noticeBroadcast(notice), words: Words(text))
    case .raiseSignal(let service, let severity, let what):
      let signal = Signal(about: term(service, in: .service), severity: severity)
      return JSONTestEvent(.signalRaised(signal), label: what)
    default: return nil
    }
  }
}
