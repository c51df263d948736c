import TicketLedger

/// One fixed event of every kind, and a bare one of each kind with fields that may be missing; golden
/// files pin their bytes, so nothing here ever changes.
enum GoldenEvents {
  static let all: [(name: String, sample: EventSample)] =
    ledger.map { sample($0.0, .ledger($0.1), label: $0.2, content: $0.3) }
    + ticket.map { sample($0.0, .ticket($0.1), label: $0.2, content: $0.3) }

  private static let day = Instant(millisecondsSince1970: 1_740_816_000_123)
  private static let digest = (0..<32).map { UInt8(0xA0 + $0) }
  private static let commitments = (0..<64).map { UInt8(0x10 + $0) }

  private static func sample(
    _ name: String,
    _ event: Event,
    label: String?,
    content: Bool
  ) -> (String, EventSample) {
    let isBare = name.hasSuffix(".bare")
    let actors: [ActorID] = [
      .person(PersonID(3)), .automation(TermID(.automation, 1)), .monitoring(TermID(.source, 2)),
      .importer(TermID(.source, 3)), .ledger,
    ]
    var isOfTicket = false
    if case .ticket = event { isOfTicket = true }
    let recorded = RecordedEvent(
      position: Position(1000),
      recordedAt: day.advanced(byMilliseconds: 1000),
      occurredAt: day,
      actor: isBare ? .ledger : actors[Int(event.kind.rawValue) % actors.count],
      event: event,
      ticket: isOfTicket ? TicketID(0x0102_0304_0506_0708) : nil,
      revision: isOfTicket ? (isBare ? 1 : 258) : 0,
      previous: isOfTicket && !isBare ? Position(999) : nil,
      cause: isBare ? nil : Position(998)
    )
    let size = name.hasSuffix(".sealed") ? Envelope.commitmentsSize(of: event.kind) : 0
    return (
      name,
      EventSample(
        recorded: recorded,
        label: label,
        digest: content ? digest : nil,
        commitments: Array(commitments.prefix(size))
      )
    )
  }

  private static func classification(_ terms: TermID...) -> Classification {
    var classification = Classification()
    for term in terms { _ = classification.insert(term) }
    return classification
  }

  private static let ledger: [(String, LedgerEvent, String?, Bool)] = [
    ("ledgerCreated", .ledgerCreated, "helpdesk.example/été", false),
    ("ledgerCreated.sealed", .ledgerCreated, "helpdesk.example/été", false),
    ("termDefined", .termDefined(TermID(.team, 1)), "Réseau", false),
    ("termRenamed", .termRenamed(TermID(TermDimension(rawValue: 32), 0x01_0203)), "VPN", false),
    ("termRetired", .termRetired(TermID(.service, 2)), nil, false),
    ("personRegistered", .personRegistered(PersonID(0x0102_0304)), nil, true),
    ("personRegistered.sealed", .personRegistered(PersonID(0x0102_0304)), nil, true),
    ("calendarAdopted", .calendarAdopted(Adoption(effectiveFrom: day)), "office hours", true),
    ("calendarAdopted.bare", .calendarAdopted(Adoption()), "always", true),
    ("policyAdopted", .policyAdopted(Adoption(effectiveFrom: day)), "gold", true),
    (
      "rulesAdopted",
      .rulesAdopted(
        LedgerRules(
          requesterReplyResumes: false,
          closedMayBeReopened: true,
          reopeningTimeInMilliseconds: 604_800_000,
          futureToleranceInMilliseconds: 60_000
        )
      ), nil, false
    ),
    ("rulesAdopted.bare", .rulesAdopted(LedgerRules()), nil, false),
    ("noticeBroadcast", .noticeBroadcast(Notice(about: TermID(.service, 5))), nil, true),
    ("noticeBroadcast.bare", .noticeBroadcast(Notice(about: nil)), nil, false),
    (
      "signalRaised", .signalRaised(Signal(about: TermID(.service, 5), severity: .critical)),
      "link down", false
    ),
    (
      "alarmRaised",
      .alarmRaised(
        Alarm(
          ticket: TicketID(9),
          clock: 5,
          cycle: 2,
          threshold: 300,
          policy: Position(17),
          dueAt: day,
          detectedAt: day.advanced(byMilliseconds: 7)
        )
      ), nil, false
    ),
    ("personErased", .personErased(Erasure(of: PersonID(4))), "GDPR 17(1)(b)", false),
    (
      "importAdvanced",
      .importAdvanced(ImportProgress(source: TermID(.source, 1), rows: 141_712)), nil, false
    ),
    ("signingKeyAdopted", .signingKeyAdopted(.counting), nil, false),
  ]

  private static let ticket: [(String, TicketEvent, String?, Bool)] = [
    (
      "opened",
      .opened(
        Opening(
          kind: .accessRequest,
          channel: .walkIn,
          requester: PersonID(77),
          classification: classification(
            TermID(.service, 4),
            TermID(.asset, 0x01_0000),
            TermID(TermDimension(rawValue: 255), 0xFF_FFFF)
          ),
          prioritisation: Prioritisation(impact: 1, urgency: 2, priority: 2)
        )
      ), "INC0000045", true
    ),
    ("opened.bare", .opened(Opening()), nil, false),
    (
      "classified",
      .classified(classification(.none(in: .service), TermID(.category, 7))), nil, false
    ),
    (
      "prioritised", .prioritised(Prioritisation(impact: 9, urgency: nil, priority: 5)), nil, false
    ),
    (
      "routed",
      .routed(Routing(team: TermID(.team, 6), level: 3, reason: .functionalEscalation)), nil, false
    ),
    ("routed.bare", .routed(Routing(team: nil)), nil, false),
    ("escalated", .escalated(Escalation(to: PersonID(8), reason: .breached)), nil, true),
    ("escalated.bare", .escalated(Escalation(to: nil)), nil, false),
    ("assigned", .assigned(to: PersonID(9)), nil, false),
    ("assigned.bare", .assigned(to: nil), nil, false),
    ("started", .started, nil, false),
    ("paused", .paused(Pause(.evidence, expectedUntil: day)), nil, false),
    ("paused.bare", .paused(Pause(.vendor)), nil, false),
    ("resumed", .resumed, nil, false),
    ("replied", .replied(Reply(.solve, channel: .chat)), nil, true),
    ("replied.bare", .replied(Reply(.acknowledge)), nil, false),
    ("requesterReplied", .requesterReplied(channel: .mail), nil, true),
    ("requesterReplied.bare", .requesterReplied(channel: nil), nil, false),
    ("noted", .noted, nil, true),
    ("attached", .attached(sizeInBytes: 0x0102_0304_0506), nil, true),
    (
      "workLogged", .workLogged(Work(minutes: 95, activity: TermID(.activity, 2), mode: .onSite)),
      nil, false
    ),
    ("workLogged.bare", .workLogged(Work(minutes: 0)), nil, false),
    (
      "diagnosed",
      .diagnosed(Diagnosis(.trainingGap, cause: TermID(.cause, 3), confidence: 87)), nil, false
    ),
    ("diagnosed.bare", .diagnosed(Diagnosis(.unknown)), nil, false),
    ("linked", .linked(Link(.causedBy, TicketID(12))), nil, false),
    ("linked.outside", .linked(Link(.promotedTo, nil)), "PRB0000007", false),
    ("unlinked", .unlinked(Link(.duplicateOf, TicketID(12))), nil, false),
    ("merged", .merged(into: TicketID(12)), nil, false),
    (
      "resolved",
      .resolved(
        Resolution(
          code: TermID(.resolutionCode, 1),
          causeClass: .usageError,
          article: TermID(.article, 44)
        )
      ), nil, true
    ),
    ("resolved.bare", .resolved(Resolution()), nil, false),
    ("reopened", .reopened(.recurred), nil, true),
    ("closed", .closed(.automatic), nil, false),
    ("cancelled", .cancelled(.outOfScope), nil, true),
    ("rated", .rated(score: 4), nil, true),
    (
      "messageReviewed",
      .messageReviewed(
        MessageReview(of: Position(990), clarity: 5, courtesy: 4, accuracy: 3)
      ), nil, false
    ),
    (
      "articleApplied", .articleApplied(ArticleUse(TermID(.article, 44), helped: true)), nil, false
    ),
    ("suggested", .suggested(Suggestion(.routing, confidence: 61)), nil, false),
    ("suggestionAccepted", .suggestionAccepted(.classification), nil, false),
    ("suggestionOverridden", .suggestionOverridden(.resolution), nil, false),
    ("touched", .touched, nil, false),
  ]
}

extension Bytes32 {
  /// 0, 1, … 31.
  static var counting: Bytes32 {
    Bytes32(Array(0..<32)) ?? { preconditionFailure("32 bytes") }()
  }
}
