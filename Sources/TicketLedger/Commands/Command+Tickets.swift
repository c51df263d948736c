extension Command {
  /// Opens a ticket.
  ///
  /// The reference is what the ticket is called elsewhere, if anything; it is unique in the ledger.
  /// The terms say what it is about, by the name of each dimension: `["service": "VPN"]`.
  public static func open(
    _ reference: String? = nil,
    kind: TicketKind = .incident,
    channel: Channel = .other,
    requester: PersonReference? = nil,
    about terms: [String: TermReference] = [:],
    impact: UInt8? = nil,
    urgency: UInt8? = nil,
    priority: UInt8? = nil,
    summary: String? = nil,
    description: String? = nil
  ) -> Command {
    let opening = Opening(
      kind: kind,
      channel: channel,
      requester: requester,
      classification: terms,
      prioritisation: Prioritisation(impact: impact, urgency: urgency, priority: priority),
      summary: summary,
      description: description
    )
    return Command(.open(opening), on: reference.map { .reference($0) })
  }

  /// Says what the ticket is about, in the dimensions given; nil clears a dimension.
  public static func classify(
    _ ticket: TicketReference,
    as terms: [String: TermReference?]
  ) -> Command {
    Command(.classify(terms), on: ticket)
  }

  /// Sets impact, urgency or priority, from 1 (highest) to 9; a priority left out follows from the
  /// others.
  public static func prioritise(
    _ ticket: TicketReference,
    impact: UInt8? = nil,
    urgency: UInt8? = nil,
    priority: UInt8? = nil
  ) -> Command {
    let change = Prioritisation(impact: impact, urgency: urgency, priority: priority)
    return Command(.prioritise(change), on: ticket)
  }

  /// Moves the ticket to a team and level; a nil team takes it out of every queue, a nil level leaves
  /// the level.
  public static func route(
    _ ticket: TicketReference,
    to team: TermReference?,
    level: UInt8? = nil,
    reason: RoutingReason = .unknown
  ) -> Command {
    Command(.route(team: team, level: level, reason: reason), on: ticket)
  }

  /// Calls upon a superior.
  public static func escalate(
    _ ticket: TicketReference,
    to person: PersonReference? = nil,
    reason: EscalationReason = .unknown,
    text: String? = nil
  ) -> Command {
    Command(.escalate(to: person, reason: reason, text: text), on: ticket)
  }

  /// Gives the ticket to an agent; nil releases it.
  public static func assign(_ ticket: TicketReference, to agent: PersonReference?) -> Command {
    Command(.assign(agent: agent), on: ticket)
  }

  /// Begins work.
  public static func start(_ ticket: TicketReference) -> Command {
    Command(.start, on: ticket)
  }

  /// Lets the ticket wait for something outside the team.
  public static func pause(
    _ ticket: TicketReference,
    for reason: WaitingReason,
    until: Instant? = nil
  ) -> Command {
    Command(.pause(reason, until: until), on: ticket)
  }

  /// Ends a wait.
  public static func resume(_ ticket: TicketReference) -> Command {
    Command(.resume, on: ticket)
  }

  /// Records an agent's message to the requester.
  public static func reply(
    _ ticket: TicketReference,
    _ purpose: ReplyPurpose = .inform,
    channel: Channel? = nil,
    text: String? = nil
  ) -> Command {
    Command(.reply(purpose, channel: channel, text: text), on: ticket)
  }

  /// Records the requester's message; a ticket that waits for it goes on.
  public static func recordRequesterReply(
    _ ticket: TicketReference,
    channel: Channel? = nil,
    text: String? = nil
  ) -> Command {
    Command(.recordRequesterReply(channel: channel, text: text), on: ticket)
  }

  /// Makes an internal note.
  public static func note(_ ticket: TicketReference, _ text: String) -> Command {
    Command(.note(text: text), on: ticket)
  }

  /// Records a file that the host keeps.
  public static func attach(_ attachment: Attachment, to ticket: TicketReference) -> Command {
    Command(.attach(attachment), on: ticket)
  }

  /// Logs working time, in minutes.
  public static func logWork(
    _ ticket: TicketReference,
    minutes: UInt32,
    activity: TermReference? = nil,
    mode: WorkMode? = nil
  ) -> Command {
    Command(.logWork(minutes: minutes, activity: activity, mode: mode), on: ticket)
  }

  /// States a cause; a confidence in percent where an automation does.
  public static func diagnose(
    _ ticket: TicketReference,
    _ causeClass: CauseClass,
    cause: TermReference? = nil,
    confidence: UInt8? = nil
  ) -> Command {
    Command(.diagnose(causeClass, cause: cause, confidence: confidence), on: ticket)
  }

  /// States a relation.
  public static func link(
    _ ticket: TicketReference,
    _ relation: Relation,
    to target: Target
  ) -> Command {
    Command(.link(relation, target), on: ticket)
  }

  /// Withdraws a stated relation.
  public static func unlink(
    _ ticket: TicketReference,
    _ relation: Relation,
    from target: Target
  ) -> Command {
    Command(.unlink(relation, target), on: ticket)
  }

  /// Lets the ticket go on as part of another.
  public static func merge(_ ticket: TicketReference, into other: TicketReference) -> Command {
    Command(.merge(into: other), on: ticket)
  }

  /// Resolves the ticket.
  public static func resolve(
    _ ticket: TicketReference,
    code: TermReference? = nil,
    causeClass: CauseClass? = nil,
    article: TermReference? = nil,
    text: String? = nil
  ) -> Command {
    let resolution = Resolution(code: code, causeClass: causeClass, article: article, text: text)
    return Command(.resolve(resolution), on: ticket)
  }

  /// Takes a resolved or closed ticket up again.
  public static func reopen(
    _ ticket: TicketReference,
    reason: ReopeningReason = .unknown,
    text: String? = nil
  ) -> Command {
    Command(.reopen(reason, text: text), on: ticket)
  }

  /// Closes a resolved ticket.
  public static func close(
    _ ticket: TicketReference,
    _ reason: ClosureReason = .unknown
  ) -> Command {
    Command(.close(reason), on: ticket)
  }

  /// Gives the ticket up unresolved.
  public static func cancel(
    _ ticket: TicketReference,
    reason: CancellationReason = .unknown,
    text: String? = nil
  ) -> Command {
    Command(.cancel(reason, text: text), on: ticket)
  }

  /// Records the requester's rating, from 1 (bad) to 5 (good).
  public static func rate(
    _ ticket: TicketReference,
    score: UInt8,
    text: String? = nil
  ) -> Command {
    Command(.rate(score: score, text: text), on: ticket)
  }

  /// Records a review of one reply.
  public static func review(_ review: MessageReview, on ticket: TicketReference) -> Command {
    Command(.reviewMessage(review), on: ticket)
  }

  /// Records that a knowledge article was tried.
  public static func apply(
    _ article: TermReference,
    to ticket: TicketReference,
    helped: Bool
  ) -> Command {
    Command(.applyArticle(article, helped: helped), on: ticket)
  }
}
