import TicketLedger

/// Makes random events of every kind, with every optional field there or not.
struct RandomEvents {
  var random: JSONRandom

  init(seed: UInt64) {
    random = JSONRandom(seed: seed)
  }

  mutating func record(_ event: JSONTestEvent, at position: UInt64) -> RecordedEvent {
    var isOfTicket = false
    if case .ticket = event.event { isOfTicket = true }
    return RecordedEvent(
      position: Position(position),
      recordedAt: instant(),
      occurredAt: instant(),
      actor: actor(),
      event: event.event,
      ticket: isOfTicket ? ticket() : nil,
      revision: isOfTicket ? 1 + UInt32(random.below(99)) : 0,
      cause: random.chance() ? Position(UInt64(random.below(99))) : nil
    )
  }

  private mutating func optional<Value>(_ make: (inout RandomEvents) -> Value) -> Value? {
    random.chance() ? make(&self) : nil
  }

  mutating func actor() -> ActorID {
    switch random.below(5) {
    case 0: .person(person())
    case 1: .automation(term(.automation))
    case 2: .monitoring(term(.source))
    case 3: .importer(term(.source))
    default: .ledger
    }
  }

  mutating func instant() -> Instant {
    let range = random.chance() ? 0...2_000_000_000_000 : Instant.range
    return Instant(millisecondsSince1970: Int64.random(in: range, using: &random))
  }

  mutating func ticket() -> TicketID { TicketID(UInt64(1 + random.below(40))) }
  mutating func person() -> PersonID { PersonID(UInt32(1 + random.below(40))) }
  mutating func term(_ dimension: TermDimension) -> TermID {
    TermID(dimension, 1 + random.below(40))
  }

  mutating func word<Word: Vocabulary>(_ type: Word.Type = Word.self) -> Word {
    random.oneOf(Array(Word.allCases))
  }

  mutating func byte(_ range: ClosedRange<UInt8>) -> UInt8 {
    UInt8.random(in: range, using: &random)
  }

  /// A text that is none or says something; an empty one too.
  mutating func words(_ fields: Words.Field...) -> Words {
    var words = Words()
    for field in fields { words[field] = optional { $0.random.text() } }
    return words
  }

  private mutating func classification(mayClear: Bool) -> Classification {
    var classification = Classification()
    let host = [32, 33, 200, 255].map { TermDimension(rawValue: $0) }
    for dimension in TermDimension.builtIn.filter(\.classifiesTickets) + host where random.chance()
    {
      let clears = mayClear && random.chance()
      _ = classification.insert(clears ? .none(in: dimension) : term(dimension))
    }
    return classification
  }

  private mutating func prioritisation() -> Prioritisation {
    Prioritisation(
      impact: optional { $0.byte(1...9) },
      urgency: optional { $0.byte(1...9) },
      priority: optional { $0.byte(1...9) }
    )
  }

  private mutating func link() -> (Link, String?) {
    let relation = word(Relation.self)
    guard random.chance() else { return (Link(relation, nil), "outside " + random.text()) }
    return (Link(relation, ticket()), nil)
  }

  mutating func event(_ kind: EventKind) -> JSONTestEvent {
    switch kind {
    case .opened:
      let opening = Opening(
        kind: word(),
        channel: word(),
        requester: optional { $0.person() },
        classification: classification(mayClear: false),
        prioritisation: prioritisation()
      )
      let label: String? = optional { "K" + $0.random.text() }
      return JSONTestEvent(.opened(opening), label: label, words: words(.summary, .description))
    case .classified: return JSONTestEvent(.classified(classification(mayClear: true)))
    case .prioritised: return JSONTestEvent(.prioritised(prioritisation()))
    case .routed:
      let team: TermID? = optional { $0.term(.team) }
      return JSONTestEvent(.routed(Routing(team: team, level: byte(1...255), reason: word())))
    case .escalated:
      let to: PersonID? = optional { $0.person() }
      return JSONTestEvent(.escalated(Escalation(to: to, reason: word())), words: words(.text))
    case .assigned: return JSONTestEvent(.assigned(to: optional { $0.person() }))
    case .started: return JSONTestEvent(.started)
    case .paused:
      return JSONTestEvent(.paused(Pause(word(), expectedUntil: optional { $0.instant() })))
    case .resumed: return JSONTestEvent(.resumed)
    case .linked:
      let (link, label) = link()
      return JSONTestEvent(.linked(link), label: label)
    case .unlinked:
      let (link, label) = link()
      return JSONTestEvent(.unlinked(link), label: label)
    case .merged: return JSONTestEvent(.merged(into: ticket()))
    case .resolved:
      let resolution = Resolution(
        code: optional { $0.term(.resolutionCode) },
        causeClass: optional { $0.word() },
        article: optional { $0.term(.article) }
      )
      return JSONTestEvent(.resolved(resolution), words: words(.text))
    case .reopened: return JSONTestEvent(.reopened(word()), words: words(.text))
    case .closed: return JSONTestEvent(.closed(word()))
    case .cancelled: return JSONTestEvent(.cancelled(word()), words: words(.text))
    default: return contribution(kind) ?? ledgerEvent(kind)
    }
  }

  private mutating func contribution(_ kind: EventKind) -> JSONTestEvent? {
    switch kind {
    case .replied:
      let reply = Reply(word(), channel: optional { $0.word() })
      return JSONTestEvent(.replied(reply), words: words(.text))
    case .requesterReplied:
      return JSONTestEvent(.requesterReplied(channel: optional { $0.word() }), words: words(.text))
    case .noted: return JSONTestEvent(.noted, words: words(.text))
    case .attached:
      var words = words(.digest, .location)
      words[.name] = "n" + random.text()
      return JSONTestEvent(.attached(sizeInBytes: random.next() >> 1), words: words)
    case .workLogged:
      let minutes = UInt32.random(in: 0 ... .max, using: &random)
      let activity: TermID? = optional { $0.term(.activity) }
      let mode: WorkMode? = optional { $0.word() }
      return JSONTestEvent(.workLogged(Work(minutes: minutes, activity: activity, mode: mode)))
    case .diagnosed:
      let cause: TermID? = optional { $0.term(.cause) }
      let confidence: UInt8? = optional { $0.byte(0...100) }
      return JSONTestEvent(.diagnosed(Diagnosis(word(), cause: cause, confidence: confidence)))
    case .rated: return JSONTestEvent(.rated(score: byte(1...5)), words: words(.text))
    case .messageReviewed:
      let reply = Position(random.next() >> 1)
      let (clarity, courtesy, accuracy) = (byte(1...5), byte(1...5), byte(1...5))
      return JSONTestEvent(
        .messageReviewed(
          MessageReview(of: reply, clarity: clarity, courtesy: courtesy, accuracy: accuracy)
        )
      )
    case .articleApplied:
      return JSONTestEvent(.articleApplied(ArticleUse(term(.article), helped: random.chance())))
    case .suggested: return JSONTestEvent(.suggested(Suggestion(word(), confidence: byte(0...100))))
    case .suggestionAccepted: return JSONTestEvent(.suggestionAccepted(word()))
    case .suggestionOverridden: return JSONTestEvent(.suggestionOverridden(word()))
    case .touched: return JSONTestEvent(.touched)
    default: return nil
    }
  }

  private mutating func ledgerEvent(_ kind: EventKind) -> JSONTestEvent {
    let dimension = random.oneOf(TermDimension.builtIn + [TermDimension(rawValue: 40)])
    let milliseconds = Int64(random.below(1 << 40))
    switch kind {
    case .termDefined: return JSONTestEvent(.termDefined(term(dimension)), label: "defined")
    case .termRenamed: return JSONTestEvent(.termRenamed(term(dimension)), label: "renamed")
    case .termRetired: return JSONTestEvent(.termRetired(term(dimension)))
    case .personRegistered:
      return JSONTestEvent(.personRegistered(person()), words: words(.identity, .name))
    case .calendarAdopted:
      let adoption = Adoption(effectiveFrom: optional { $0.instant() })
      return JSONTestEvent(.calendarAdopted(adoption), label: "office hours")
    case .policyAdopted: return JSONTestEvent(.policyAdopted(Adoption()), label: "gold")
    case .rulesAdopted:
      let rules = LedgerRules(
        requesterReplyResumes: random.chance(),
        closedMayBeReopened: random.chance(),
        reopeningTimeInMilliseconds: optional { _ in milliseconds },
        futureToleranceInMilliseconds: milliseconds / 1000 * 1000
      )
      return JSONTestEvent(.rulesAdopted(rules))
    case .noticeBroadcast:
      let notice = Notice(about: optional { $0.term(.service) })
      return JSONTestEvent(.noticeBroadcast(notice), words: words(.text))
    case .signalRaised:
      let signal = Signal(about: optional { $0.term(.service) }, severity: word())
      return JSONTestEvent(.signalRaised(signal), label: optional { $0.random.text() })
    case .alarmRaised:
      let alarm = Alarm(
        ticket: ticket(),
        clock: 1,
        cycle: 2,
        threshold: 3,
        policy: Position(4),
        dueAt: instant(),
        detectedAt: instant()
      )
      return JSONTestEvent(.alarmRaised(alarm))
    case .personErased: return JSONTestEvent(.personErased(Erasure(of: person())), label: "art. 17")
    case .importAdvanced:
      return JSONTestEvent(.importAdvanced(ImportProgress(source: term(.source), rows: 7)))
    case .signingKeyAdopted: return JSONTestEvent(.signingKeyAdopted(.counting))
    default: return JSONTestEvent(.ledgerCreated, label: "origin")
    }
  }
}

extension Bytes32 {
  /// 0, 1, … 31.
  static var counting: Bytes32 {
    Bytes32(Array(0..<32)) ?? { preconditionFailure("32 bytes") }()
  }
}
