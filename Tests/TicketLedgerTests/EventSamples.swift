import TicketLedger

/// An event with its label, and whether it has content.
struct EventSample: Sendable {
  var recorded: RecordedEvent
  var label: String?
  var digest: [UInt8]?
  var commitments: [UInt8] = []

  /// The envelope.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    Envelope.encode(recorded, label: label, digest: digest, commitments: commitments, into: &writer)
    return writer.bytes
  }
}

/// Makes events of every kind, each optional field there or not.
struct EventSamples {
  /// Which optional fields are there.
  enum Filling: CaseIterable, Sendable {
    case none
    case all
    case random
  }

  var random: SeededNumbers
  let filling: Filling

  init(seed: UInt64, _ filling: Filling = .random) {
    random = SeededNumbers(seed: seed)
    self.filling = filling
  }

  mutating func sample(_ kind: EventKind) -> EventSample {
    let isOfTicket = kind.rawValue >= EventKind.opened.rawValue
    let previous: Position? = optional { $0.position() }
    let recorded = RecordedEvent(
      position: position(),
      recordedAt: instant(),
      occurredAt: instant(),
      actor: actor(),
      event: isOfTicket ? .ticket(ticketEvent(kind)) : .ledger(ledgerEvent(kind)),
      ticket: isOfTicket ? ticket() : nil,
      revision: isOfTicket ? UInt32.random(in: 1 ... .max, using: &random) : 0,
      previous: isOfTicket ? previous : nil,
      cause: optional { $0.position() }
    )
    let label: String? = optional { $0.label() }
    let digest: [UInt8]? = optional { samples in (0..<32).map { _ in samples.byte(0...255) } }
    let size = Envelope.commitmentsSize(of: kind)
    let commitments: [UInt8]? = optional { samples in (0..<size).map { _ in samples.byte(0...255) }
    }
    return EventSample(
      recorded: recorded,
      label: label,
      digest: digest,
      commitments: commitments ?? []
    )
  }

  private mutating func optional<Value>(_ make: (inout EventSamples) -> Value) -> Value? {
    switch filling {
    case .none: nil
    case .all: make(&self)
    case .random: random.next() % 2 == 0 ? make(&self) : nil
    }
  }

  private mutating func label() -> String {
    let letters = ["a", "Z", " ", "é", "日", "🎟️", "\n", "\0", "\""]
    let count = Int.random(in: 0...40, using: &random)
    return (0..<count).map { _ in letters[Int(random.next() % UInt64(letters.count))] }.joined()
  }

  private mutating func byte(_ range: ClosedRange<UInt8>) -> UInt8 {
    UInt8.random(in: range, using: &random)
  }

  private mutating func word<Word: Vocabulary>(_ type: Word.Type = Word.self) -> Word {
    let all = Array(Word.allCases)
    return all[Int(random.next() % UInt64(all.count))]
  }

  private mutating func flag() -> Bool { random.next() % 2 == 0 }
  private mutating func position() -> Position { Position(random.next() >> 1) }
  private mutating func ticket() -> TicketID { TicketID(random.next() | 1) }
  private mutating func person() -> PersonID {
    PersonID(UInt32(truncatingIfNeeded: random.next()) | 1)
  }

  private mutating func instant() -> Instant {
    Instant(millisecondsSince1970: Int64.random(in: Instant.range, using: &random))
  }

  private mutating func term(_ dimension: TermDimension) -> TermID {
    TermID(dimension, Int.random(in: 1...TermID.maximumIndex, using: &random))
  }

  private mutating func actor() -> ActorID {
    switch random.next() % 5 {
    case 0: .person(person())
    case 1: .automation(term(.automation))
    case 2: .monitoring(term(.source))
    case 3: .importer(term(.source))
    default: .ledger
    }
  }

  private mutating func prioritisation() -> Prioritisation {
    Prioritisation(
      impact: optional { $0.byte(1...9) },
      urgency: optional { $0.byte(1...9) },
      priority: optional { $0.byte(1...9) }
    )
  }

  private mutating func classification(mayClear: Bool) -> Classification {
    var classification = Classification()
    let dimensions = (UInt8(2)...6).map { $0 } + (UInt8(32)...255).map { $0 }
    let count: Int? = optional { Int.random(in: 1...16, using: &$0.random) }
    for _ in 0..<(filling == .all ? 300 : count ?? 0) {
      let number = dimensions[Int(random.next() % UInt64(dimensions.count))]
      let dimension = TermDimension(rawValue: number)
      let clears = mayClear && random.next() % 3 == 0
      _ = classification.insert(clears ? .none(in: dimension) : term(dimension))
    }
    return classification
  }
}

extension EventSamples {
  mutating func ticketEvent(_ kind: EventKind) -> TicketEvent {
    switch kind {
    case .opened:
      .opened(
        Opening(
          kind: word(),
          channel: word(),
          requester: optional { $0.person() },
          classification: classification(mayClear: false),
          prioritisation: prioritisation()
        )
      )
    case .classified: .classified(classification(mayClear: true))
    case .prioritised: .prioritised(prioritisation())
    case .routed:
      .routed(Routing(team: optional { $0.term(.team) }, level: byte(1...255), reason: word()))
    case .escalated: .escalated(Escalation(to: optional { $0.person() }, reason: word()))
    case .assigned: .assigned(to: optional { $0.person() })
    case .started: .started
    case .paused: .paused(Pause(word(), expectedUntil: optional { $0.instant() }))
    case .resumed: .resumed
    case .replied: .replied(Reply(word(), channel: optional { $0.word() }))
    case .requesterReplied: .requesterReplied(channel: optional { $0.word() })
    case .noted: .noted
    case .attached: .attached(sizeInBytes: random.next())
    case .workLogged:
      .workLogged(
        Work(
          minutes: UInt32(truncatingIfNeeded: random.next()),
          activity: optional { $0.term(.activity) },
          mode: optional { $0.word() }
        )
      )
    default: laterTicketEvent(kind)
    }
  }

  private mutating func laterTicketEvent(_ kind: EventKind) -> TicketEvent {
    switch kind {
    case .diagnosed:
      .diagnosed(
        Diagnosis(
          word(),
          cause: optional { $0.term(.cause) },
          confidence: optional { $0.byte(0...100) }
        )
      )
    case .linked: .linked(Link(word(), optional { $0.ticket() }))
    case .unlinked: .unlinked(Link(word(), optional { $0.ticket() }))
    case .merged: .merged(into: ticket())
    case .resolved:
      .resolved(
        Resolution(
          code: optional { $0.term(.resolutionCode) },
          causeClass: optional { $0.word() },
          article: optional { $0.term(.article) }
        )
      )
    case .reopened: .reopened(word())
    case .closed: .closed(word())
    case .cancelled: .cancelled(word())
    case .rated: .rated(score: byte(1...5))
    case .messageReviewed:
      .messageReviewed(
        MessageReview(
          of: Position(random.next()),
          clarity: byte(1...5),
          courtesy: byte(1...5),
          accuracy: byte(1...5)
        )
      )
    case .articleApplied: .articleApplied(ArticleUse(term(.article), helped: flag()))
    case .suggested: .suggested(Suggestion(word(), confidence: byte(0...100)))
    case .suggestionAccepted: .suggestionAccepted(word())
    case .suggestionOverridden: .suggestionOverridden(word())
    default: .touched
    }
  }

  mutating func ledgerEvent(_ kind: EventKind) -> LedgerEvent {
    switch kind {
    case .termDefined: .termDefined(term(TermDimension(rawValue: byte(0...255))))
    case .termRenamed: .termRenamed(term(TermDimension(rawValue: byte(0...255))))
    case .termRetired: .termRetired(term(TermDimension(rawValue: byte(0...255))))
    case .personRegistered: .personRegistered(person())
    case .calendarAdopted: .calendarAdopted(Adoption(effectiveFrom: optional { $0.instant() }))
    case .policyAdopted: .policyAdopted(Adoption(effectiveFrom: optional { $0.instant() }))
    case .rulesAdopted:
      .rulesAdopted(
        LedgerRules(
          requesterReplyResumes: flag(),
          closedMayBeReopened: flag(),
          reopeningTimeInMilliseconds: optional { Int64.random(in: 0 ... .max, using: &$0.random) },
          futureToleranceInMilliseconds: Int64.random(in: 0 ... .max, using: &random)
        )
      )
    case .noticeBroadcast: .noticeBroadcast(Notice(about: optional { $0.term(.service) }))
    case .signalRaised:
      .signalRaised(Signal(about: optional { $0.term(.service) }, severity: word()))
    case .alarmRaised:
      .alarmRaised(
        Alarm(
          ticket: ticket(),
          clock: byte(0...255),
          cycle: UInt32(truncatingIfNeeded: random.next()),
          threshold: UInt16(truncatingIfNeeded: random.next()),
          policy: Position(random.next()),
          dueAt: instant(),
          detectedAt: instant()
        )
      )
    case .personErased: .personErased(Erasure(of: person(), scope: word()))
    case .importAdvanced:
      .importAdvanced(ImportProgress(source: term(.source), rows: random.next()))
    case .signingKeyAdopted: .signingKeyAdopted(.counting)
    default: .ledgerCreated
    }
  }
}
