import TicketLedger

extension Command.Action {
  /// Reads the fields of the command that asks for an event of a kind.
  ///
  /// - Parameters:
  ///   - kind: The kind of event; one of ``SubmissionCoding/kinds``.
  ///   - fields: Where the fields stand.
  ///   - mayLackWords: Whether texts that a command must have may be missing, as in a fact whose words
  ///     were erased.
  /// - Throws: ``JSONFieldError``, which names the first field that is wrong.
  init(
    _ kind: EventKind,
    from fields: inout JSONFields,
    mayLackWords: Bool = false
  ) throws(JSONFieldError) {
    switch kind {
    case .opened: self = .open(try Command.Opening(from: &fields))
    case .classified: self = .classify(try fields.classification())
    case .prioritised: self = .prioritise(try fields.prioritisation())
    case .routed: self = try Command.Action(routingFrom: &fields)
    case .escalated:
      self = .escalate(
        to: try fields.person("to"),
        reason: try fields.optionalWord("reason") ?? .unknown,
        text: try fields.optionalText("text")
      )
    case .assigned:
      // A missing agent would release the ticket without anybody having said so.
      guard fields.value("agent") != nil else {
        throw fields.error("agent", "is missing; it must be a person, or null to release it")
      }
      self = .assign(agent: try fields.person("agent"))
    case .started: self = .start
    case .paused: self = .pause(try fields.word("reason"), until: try fields.instant("until"))
    case .resumed: self = .resume
    case .resolved: self = .resolve(try Command.Resolution(from: &fields))
    case .reopened:
      let reason: ReopeningReason = try fields.optionalWord("reason") ?? .unknown
      self = .reopen(reason, text: try fields.optionalText("text"))
    case .closed: self = .close(try fields.optionalWord("reason") ?? .unknown)
    case .cancelled:
      let reason: CancellationReason = try fields.optionalWord("reason") ?? .unknown
      self = .cancel(reason, text: try fields.optionalText("text"))
    case .linked: self = .link(try fields.word("relation"), try fields.target())
    case .unlinked: self = .unlink(try fields.word("relation"), try fields.target())
    case .merged:
      let into = try fields.ticket("into")
      self = .merge(into: try fields.require("into", into, "a ticket's reference or its number"))
    case .touched: self = .touch
    default:
      let words = mayLackWords
      if let action = try Command.Action(contributing: kind, from: &fields, mayLackWords: words) {
        self = action
      } else {
        self = try Command.Action(ledgerWide: kind, from: &fields, asFact: mayLackWords)
      }
    }
  }

  private init(routingFrom fields: inout JSONFields) throws(JSONFieldError) {
    // A missing team would take the ticket out of every queue without anybody having said so.
    guard fields.value("team") != nil else {
      throw fields.error("team", "is missing; it must be a team's name, or null for no team")
    }
    self = .route(
      team: try fields.term("team"),
      level: try fields.optionalWhole("level"),
      reason: try fields.optionalWord("reason") ?? .unknown
    )
  }

  /// What people and automations contribute without moving the ticket; nil for another kind.
  private init?(
    contributing kind: EventKind,
    from fields: inout JSONFields,
    mayLackWords: Bool
  ) throws(JSONFieldError) {
    switch kind {
    case .replied:
      let purpose: ReplyPurpose = try fields.optionalWord("purpose") ?? .inform
      let channel: Channel? = try fields.optionalWord("channel")
      self = .reply(purpose, channel: channel, text: try fields.optionalText("text"))
    case .requesterReplied:
      let channel: Channel? = try fields.optionalWord("channel")
      self = .recordRequesterReply(channel: channel, text: try fields.optionalText("text"))
    case .noted:
      self = .note(text: mayLackWords ? try fields.optionalText("text") : try fields.text("text"))
    case .attached:
      self = .attach(try Command.Attachment(from: &fields, mayLackWords: mayLackWords))
    case .workLogged:
      self = .logWork(
        minutes: try fields.whole("minutes"),
        activity: try fields.term("activity"),
        mode: try fields.optionalWord("mode")
      )
    case .diagnosed:
      self = .diagnose(
        try fields.word("causeClass"),
        cause: try fields.term("cause"),
        confidence: try fields.optionalWhole("confidence")
      )
    case .rated:
      self = .rate(score: try fields.whole("score"), text: try fields.optionalText("text"))
    case .messageReviewed:
      let reply = try fields.position("reply")
      self = .reviewMessage(
        MessageReview(
          of: try fields.require("reply", reply, "the position of the reply"),
          clarity: try fields.whole("clarity"),
          courtesy: try fields.whole("courtesy"),
          accuracy: try fields.whole("accuracy")
        )
      )
    case .articleApplied:
      let article = try fields.require("article", try fields.term("article"), "an article's name")
      self = .applyArticle(article, helped: try fields.flag("helped"))
    case .suggested:
      self = .suggest(try fields.word("kind"), confidence: try fields.whole("confidence"))
    case .suggestionAccepted: self = .acceptSuggestion(try fields.word("kind"))
    case .suggestionOverridden: self = .overrideSuggestion(try fields.word("kind"))
    default: return nil
    }
  }

  /// What concerns the ledger as a whole.
  private init(
    ledgerWide kind: EventKind,
    from fields: inout JSONFields,
    asFact: Bool
  ) throws(JSONFieldError) {
    switch kind {
    case .termRenamed:
      let dimension = try fields.text("dimension")
      let term = try fields.require("term", try fields.term("term"), "the present name")
      self = .renameTerm(dimension: dimension, term, to: try fields.text("name"))
    case .termRetired:
      let dimension = try fields.text("dimension")
      let term = try fields.require("term", try fields.term("term"), "the term's name")
      self = .retireTerm(dimension: dimension, term)
    case .calendarAdopted: self = try fields.calendarAdoption(asFact: asFact)
    case .policyAdopted: self = try fields.policyAdoption(asFact: asFact)
    case .rulesAdopted: self = .adoptRules(try LedgerRules(from: &fields))
    case .noticeBroadcast:
      self = .broadcastNotice(
        service: try fields.term("service"),
        text: try fields.optionalText("text")
      )
    case .signalRaised:
      self = .raiseSignal(
        service: try fields.term("service"),
        try fields.word("severity"),
        what: try fields.optionalText("what")
      )
    default:
      throw JSONFieldError("", "there is no command for an event of kind \(kind.name)")
    }
  }
}

extension Command.Opening {
  fileprivate init(from fields: inout JSONFields) throws(JSONFieldError) {
    self.init(
      kind: try fields.optionalWord("kind") ?? .incident,
      channel: try fields.optionalWord("channel") ?? .other,
      requester: try fields.person("requester"),
      // A null clears nothing in a ticket that only begins.
      classification: try fields.classification().compactMapValues { $0 },
      prioritisation: try fields.prioritisation(),
      summary: try fields.optionalText("summary"),
      description: try fields.optionalText("description")
    )
  }
}

extension Command.Attachment {
  fileprivate init(
    from fields: inout JSONFields,
    mayLackWords: Bool
  ) throws(JSONFieldError) {
    self.init(
      name: mayLackWords ? try fields.optionalText("name") ?? "" : try fields.text("name"),
      sizeInBytes: try fields.whole("sizeInBytes"),
      digest: try fields.optionalText("digest"),
      location: try fields.optionalText("location")
    )
  }
}

extension Command.Resolution {
  fileprivate init(from fields: inout JSONFields) throws(JSONFieldError) {
    self.init(
      code: try fields.term("code"),
      causeClass: try fields.optionalWord("causeClass"),
      article: try fields.term("article"),
      text: try fields.optionalText("text")
    )
  }
}

extension LedgerRules {
  /// Rules are adopted whole: a rule left out would fall back to its default unsaid.
  fileprivate init(from fields: inout JSONFields) throws(JSONFieldError) {
    guard fields.value("reopeningTime") != nil else {
      throw fields.error("reopeningTime", "is missing; it must be seconds, or null for ever")
    }
    let tolerance = try fields.seconds("futureTolerance")
    self.init(
      requesterReplyResumes: try fields.flag("requesterReplyResumes"),
      closedMayBeReopened: try fields.flag("closedMayBeReopened"),
      reopeningTimeInMilliseconds: try fields.seconds("reopeningTime"),
      futureToleranceInMilliseconds: try fields.require("futureTolerance", tolerance, "seconds")
    )
  }
}

extension JSONFields {
  fileprivate mutating func prioritisation() throws(JSONFieldError) -> Prioritisation {
    Prioritisation(
      impact: try optionalWhole("impact"),
      urgency: try optionalWhole("urgency"),
      priority: try optionalWhole("priority")
    )
  }

  /// The other end of a link: exactly one of `other` and `outside`.
  fileprivate mutating func target() throws(JSONFieldError) -> Command.Target {
    switch (try ticket("other"), try optionalText("outside")) {
    case (let ticket?, nil): return .ticket(ticket)
    case (nil, let outside?): return .outside(outside)
    default:
      throw error("other", "give either the other ticket here, or \"outside\" with its reference")
    }
  }
}
