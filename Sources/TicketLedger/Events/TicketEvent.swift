/// Something that happened to a ticket; never edited.
///
/// Values hold numbers only. Texts (summaries, replies, names) are the event's words and are fetched
/// apart, by position.
public enum TicketEvent: Hashable, BitwiseCopyable, Sendable {
  /// The ticket came into being.
  case opened(Opening)
  /// What the ticket is about was set or changed, in the dimensions given.
  case classified(Classification)
  /// Impact, urgency or priority was set.
  case prioritised(Prioritisation)
  /// The ticket moved to another team or level, or out of every queue.
  case routed(Routing)
  /// A superior was called upon.
  case escalated(Escalation)
  /// An agent took or was given the ticket; nil released it.
  case assigned(to: PersonID?)
  /// Work began, or went on without a word of why it had waited.
  case started
  /// Work stopped for a reason outside the team.
  case paused(Pause)
  /// What the ticket waited for came.
  case resumed
  /// An agent wrote or spoke to the requester.
  case replied(Reply)
  /// The requester answered.
  case requesterReplied(channel: Channel?)
  /// An internal note was made.
  case noted
  /// A file was attached; name, digest and place are words.
  case attached(sizeInBytes: UInt64)
  /// Working time was logged.
  case workLogged(Work)
  /// A cause was found or supposed.
  case diagnosed(Diagnosis)
  /// A relation to another ticket or to something outside was stated.
  case linked(Link)
  /// A stated relation was withdrawn.
  case unlinked(Link)
  /// The ticket went on as part of another.
  case merged(into: TicketID)
  /// The ticket was resolved and left its queue.
  case resolved(Resolution)
  /// A resolved or closed ticket was taken up again.
  case reopened(ReopeningReason)
  /// A resolved ticket was closed.
  case closed(ClosureReason)
  /// The ticket was given up unresolved.
  case cancelled(CancellationReason)
  /// The requester rated the service from 1 (bad) to 5 (good).
  case rated(score: UInt8)
  /// A reply was reviewed for its quality.
  case messageReviewed(MessageReview)
  /// A knowledge article was tried.
  case articleApplied(ArticleUse)
  /// An automation suggested something.
  case suggested(Suggestion)
  /// A suggestion was followed; the event's cause is the suggestion's position.
  case suggestionAccepted(SuggestionKind)
  /// A suggestion was set aside; the event's cause is the suggestion's position.
  case suggestionOverridden(SuggestionKind)
  /// The source of an import touched the ticket without changing anything tracked.
  case touched
}

/// What an opened ticket starts with.
public struct Opening: Hashable, BitwiseCopyable, Sendable {
  /// What is asked for.
  public var kind: TicketKind
  /// The way the demand came.
  public var channel: Channel
  /// Who asks; nil where unknown.
  public var requester: PersonID?
  /// What it is about.
  public var classification: Classification
  /// Impact, urgency and priority as first set.
  public var prioritisation: Prioritisation

  /// Creates an opening.
  public init(
    kind: TicketKind = .incident,
    channel: Channel = .other,
    requester: PersonID? = nil,
    classification: Classification = Classification(),
    prioritisation: Prioritisation = Prioritisation()
  ) {
    self.kind = kind
    self.channel = channel
    self.requester = requester
    self.classification = classification
    self.prioritisation = prioritisation
  }
}

/// Impact, urgency and priority, each from 1 (highest) to 9, nil where not set.
public struct Prioritisation: Hashable, BitwiseCopyable, Sendable {
  /// How much is affected.
  public var impact: UInt8?
  /// How soon it hurts.
  public var urgency: UInt8?
  /// The order of work that follows.
  public var priority: UInt8?

  /// Creates a prioritisation.
  public init(impact: UInt8? = nil, urgency: UInt8? = nil, priority: UInt8? = nil) {
    self.impact = impact
    self.urgency = urgency
    self.priority = priority
  }

  /// What each of the three may be.
  public static let range: ClosedRange<UInt8> = 1...9
}

/// A move to a team and level.
public struct Routing: Hashable, BitwiseCopyable, Sendable {
  /// The team that holds the ticket from now on; nil takes it out of every queue.
  public var team: TermID?
  /// The support level, from 1.
  public var level: UInt8
  /// Why it moved.
  public var reason: RoutingReason

  /// Creates a move.
  public init(team: TermID?, level: UInt8 = 1, reason: RoutingReason = .unknown) {
    self.team = team
    self.level = level
    self.reason = reason
  }
}

/// A hierarchical escalation.
public struct Escalation: Hashable, BitwiseCopyable, Sendable {
  /// Who was called upon; nil where not named.
  public var person: PersonID?
  /// Why.
  public var reason: EscalationReason

  /// Creates an escalation.
  public init(to person: PersonID?, reason: EscalationReason = .unknown) {
    self.person = person
    self.reason = reason
  }
}

/// The beginning of a wait.
public struct Pause: Hashable, BitwiseCopyable, Sendable {
  /// What the ticket waits for.
  public var reason: WaitingReason
  /// When the wait is expected to end; nil where nobody said.
  public var expectedUntil: Instant?

  /// Creates a pause.
  public init(_ reason: WaitingReason, expectedUntil: Instant? = nil) {
    self.reason = reason
    self.expectedUntil = expectedUntil
  }
}

/// An agent's message to the requester.
public struct Reply: Hashable, BitwiseCopyable, Sendable {
  /// What it is for.
  public var purpose: ReplyPurpose
  /// The way it went; nil where unknown.
  public var channel: Channel?

  /// Creates a reply.
  public init(_ purpose: ReplyPurpose = .inform, channel: Channel? = nil) {
    self.purpose = purpose
    self.channel = channel
  }
}

/// Working time.
public struct Work: Hashable, BitwiseCopyable, Sendable {
  /// How long, in minutes.
  public var minutes: UInt32
  /// What kind of work; nil where not said.
  public var activity: TermID?
  /// Where; nil where not said.
  public var mode: WorkMode?

  /// Creates logged work.
  public init(minutes: UInt32, activity: TermID? = nil, mode: WorkMode? = nil) {
    self.minutes = minutes
    self.activity = activity
    self.mode = mode
  }
}

/// A cause found or supposed; whoever diagnosed is the event's actor.
public struct Diagnosis: Hashable, BitwiseCopyable, Sendable {
  /// The class of the cause.
  public var causeClass: CauseClass
  /// The cause itself; nil where not named.
  public var cause: TermID?
  /// How sure, in percent; nil for a person's word.
  public var confidence: UInt8?

  /// Creates a diagnosis.
  public init(_ causeClass: CauseClass, cause: TermID? = nil, confidence: UInt8? = nil) {
    self.causeClass = causeClass
    self.cause = cause
    self.confidence = confidence
  }
}

/// A relation to another ticket, or to something outside whose reference is the event's label.
public struct Link: Hashable, BitwiseCopyable, Sendable {
  /// How the two stand to each other.
  public var relation: Relation
  /// The other ticket; nil where it is outside the ledger.
  public var ticket: TicketID?

  /// Creates a relation.
  public init(_ relation: Relation, _ ticket: TicketID?) {
    self.relation = relation
    self.ticket = ticket
  }
}

/// How a ticket was resolved.
public struct Resolution: Hashable, BitwiseCopyable, Sendable {
  /// The resolution code; nil where not given.
  public var code: TermID?
  /// The class of the cause; nil leaves what a diagnosis said.
  public var causeClass: CauseClass?
  /// The knowledge article that served; nil where none did.
  public var article: TermID?

  /// Creates a resolution.
  public init(code: TermID? = nil, causeClass: CauseClass? = nil, article: TermID? = nil) {
    self.code = code
    self.causeClass = causeClass
    self.article = article
  }
}

/// A review of one reply, each mark from 1 to 5.
public struct MessageReview: Hashable, BitwiseCopyable, Sendable {
  /// Where the reviewed reply stands in the log.
  public var reply: Position
  /// How clear it was.
  public var clarity: UInt8
  /// How courteous.
  public var courtesy: UInt8
  /// How right.
  public var accuracy: UInt8

  /// Creates a review.
  public init(of reply: Position, clarity: UInt8, courtesy: UInt8, accuracy: UInt8) {
    self.reply = reply
    self.clarity = clarity
    self.courtesy = courtesy
    self.accuracy = accuracy
  }
}

/// A try of a knowledge article.
public struct ArticleUse: Hashable, BitwiseCopyable, Sendable {
  /// The article.
  public var article: TermID
  /// Whether it helped.
  public var helped: Bool

  /// Creates a try.
  public init(_ article: TermID, helped: Bool) {
    self.article = article
    self.helped = helped
  }
}

/// An automation's suggestion.
public struct Suggestion: Hashable, BitwiseCopyable, Sendable {
  /// What is suggested.
  public var kind: SuggestionKind
  /// How sure the automation is, in percent.
  public var confidence: UInt8

  /// Creates a suggestion.
  public init(_ kind: SuggestionKind, confidence: UInt8) {
    self.kind = kind
    self.confidence = confidence
  }
}
