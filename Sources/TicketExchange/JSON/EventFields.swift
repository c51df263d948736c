import TicketLedger

/// Writes the fields of events, by the names that commands give them.
struct EventFields<Names: EventNames> {
  let names: Names
  private(set) var object = JSONObject()

  init(names: Names) {
    self.names = names
  }

  mutating func write(_ event: TicketEvent, label: String?) {
    switch event {
    case .opened(let opening): write(opening, reference: label)
    case .classified(let change): write(change)
    case .prioritised(let change): write(change)
    case .routed(let routing):
      object["team"] = routing.team.map { value(of: $0) } ?? .null
      object["level"] = .whole(routing.level)
      set("reason", routing.reason)
    case .escalated(let escalation):
      set("to", escalation.person)
      set("reason", escalation.reason)
    case .assigned(let agent): object["agent"] = agent.map { value(of: $0) } ?? .null
    case .started, .resumed, .noted, .touched: break
    case .paused(let pause):
      set("reason", pause.reason)
      set("until", pause.expectedUntil)
    case .linked(let link), .unlinked(let link):
      set("relation", link.relation)
      if let ticket = link.ticket {
        object["other"] = value(of: ticket)
      } else {
        object["outside"] = .string(label ?? "")
      }
    case .merged(let ticket): object["into"] = value(of: ticket)
    case .resolved(let resolution):
      set("code", resolution.code)
      set("causeClass", resolution.causeClass)
      set("article", resolution.article)
    case .reopened(let reason): set("reason", reason)
    case .closed(let reason): set("reason", reason)
    case .cancelled(let reason): set("reason", reason)
    case .replied, .requesterReplied, .attached, .workLogged, .diagnosed, .rated, .messageReviewed,
      .articleApplied, .suggested, .suggestionAccepted, .suggestionOverridden:
      writeContribution(event)
    }
  }

  /// What people and automations contribute without moving the ticket.
  private mutating func writeContribution(_ event: TicketEvent) {
    switch event {
    case .replied(let reply):
      set("purpose", reply.purpose)
      set("channel", reply.channel)
    case .requesterReplied(let channel): set("channel", channel)
    case .attached(let size): object["sizeInBytes"] = .whole(size)
    case .workLogged(let work):
      object["minutes"] = .whole(work.minutes)
      set("activity", work.activity)
      set("mode", work.mode)
    case .diagnosed(let diagnosis):
      set("causeClass", diagnosis.causeClass)
      set("cause", diagnosis.cause)
      set("confidence", diagnosis.confidence)
    case .rated(let score): object["score"] = .whole(score)
    case .messageReviewed(let review):
      object["reply"] = .whole(review.reply.rawValue)
      object["clarity"] = .whole(review.clarity)
      object["courtesy"] = .whole(review.courtesy)
      object["accuracy"] = .whole(review.accuracy)
    case .articleApplied(let use):
      set("article", use.article)
      object["helped"] = .bool(use.helped)
    case .suggested(let suggestion):
      set("kind", suggestion.kind)
      set("confidence", suggestion.confidence)
    case .suggestionAccepted(let kind), .suggestionOverridden(let kind): set("kind", kind)
    default: break
    }
  }

  mutating func write(_ event: LedgerEvent, label: String?) {
    switch event {
    case .ledgerCreated: object["origin"] = .text(label)
    case .termDefined(let term):
      object["dimension"] = .string(names.name(of: term.dimension))
      object["name"] = .text(label)
      object["number"] = .whole(term.index)
    case .termRenamed(let term):
      object["dimension"] = .string(names.name(of: term.dimension))
      object["term"] = value(of: term)
      object["name"] = .text(label)
    case .termRetired(let term):
      object["dimension"] = .string(names.name(of: term.dimension))
      object["term"] = value(of: term)
    case .personRegistered(let person):
      object["person"] = value(of: person)
      object["number"] = .whole(person.rawValue)
    case .calendarAdopted(let adoption), .policyAdopted(let adoption):
      object["name"] = .text(label)
      set("effectiveFrom", adoption.effectiveFrom)
    case .rulesAdopted(let rules): write(rules)
    case .noticeBroadcast(let notice): set("service", notice.service)
    case .signalRaised(let signal):
      set("service", signal.service)
      set("severity", signal.severity)
      object["what"] = label.map { .string($0) }
    case .alarmRaised(let alarm): write(alarm)
    case .personErased(let erasure):
      set("person", erasure.person)
      set("scope", erasure.scope)
      object["basis"] = .text(label)
    case .importAdvanced(let progress):
      set("source", progress.source)
      object["rows"] = .whole(progress.rows)
    // Keys and commitments are evidence, and random: they are exported with it, as `log.vkey` is, so
    // that what happened is one text whatever the keys.
    case .signingKeyAdopted: break
    }
  }
}

extension EventFields {
  private mutating func write(_ opening: Opening, reference: String?) {
    object["reference"] = reference.map { .string($0) }
    set("kind", opening.kind)
    set("channel", opening.channel)
    set("requester", opening.requester)
    write(opening.prioritisation)
    write(opening.classification)
  }

  private mutating func write(_ prioritisation: Prioritisation) {
    set("impact", prioritisation.impact)
    set("urgency", prioritisation.urgency)
    set("priority", prioritisation.priority)
  }

  private mutating func write(_ classification: Classification) {
    var others = JSONObject()
    for index in 0..<classification.count {
      let term = classification[index]
      let name = names.name(of: term.dimension)
      let value = term.isNone ? JSONValue.null : value(of: term)
      if JSONFields.dimensionNames.contains(name) {
        object[name] = value
      } else {
        others[name] = value
      }
    }
    if !others.isEmpty { object["dimensions"] = .object(others) }
  }

  private mutating func write(_ rules: LedgerRules) {
    object["requesterReplyResumes"] = .bool(rules.requesterReplyResumes)
    object["closedMayBeReopened"] = .bool(rules.closedMayBeReopened)
    object["reopeningTime"] = rules.reopeningTimeInMilliseconds.map { seconds($0) } ?? .null
    object["futureTolerance"] = seconds(rules.futureToleranceInMilliseconds)
  }

  private mutating func write(_ alarm: Alarm) {
    object["ticket"] = value(of: alarm.ticket)
    object["clock"] = .whole(alarm.clock)
    object["cycle"] = .whole(alarm.cycle)
    object["threshold"] = .whole(alarm.threshold)
    object["policy"] = .whole(alarm.policy.rawValue)
    set("dueAt", alarm.dueAt)
    set("detectedAt", alarm.detectedAt)
  }

  private func seconds(_ milliseconds: Int64) -> JSONValue {
    milliseconds % 1000 == 0
      ? .integer(milliseconds / 1000) : .number(Double(milliseconds) / 1000)
  }
}

extension EventFields {
  /// A ticket's reference, or its number as an integer.
  func value(of ticket: TicketID) -> JSONValue {
    names.reference(of: ticket).map { .string($0) } ?? .whole(ticket.rawValue)
  }

  /// A person's identity, or the number where that is not known.
  func value(of person: PersonID) -> JSONValue {
    names.identity(of: person).map { .string($0) } ?? ["number": .whole(person.rawValue)]
  }

  /// A term's name; the number where a damaged ledger has none for it.
  func value(of term: TermID) -> JSONValue {
    names.name(of: term).map { .string($0) } ?? ["number": .whole(term.rawValue)]
  }

  private mutating func set(_ name: String, _ term: TermID?) {
    object[name] = term.map { value(of: $0) }
  }

  private mutating func set(_ name: String, _ person: PersonID?) {
    object[name] = person.map { value(of: $0) }
  }

  private mutating func set(_ name: String, _ word: (some Vocabulary)?) {
    object[name] = word.map { .string($0.name) }
  }

  private mutating func set(_ name: String, _ instant: Instant?) {
    object[name] = instant.map { .string($0.description) }
  }

  private mutating func set(_ name: String, _ number: UInt8?) {
    object[name] = number.map { .whole($0) }
  }
}
