/// What someone asks the ledger to record: an action, and the ticket it is about.
///
/// Names stand where events have numbers; the ledger looks them up, or defines them, when the command
/// is decided.
public struct Command: Hashable, Sendable {
  /// What is asked for.
  public var action: Action
  /// The ticket; nil for an opening without a reference, and for what concerns the ledger as a whole.
  public var ticket: TicketReference?

  /// Creates a command.
  public init(_ action: Action, on ticket: TicketReference? = nil) {
    self.action = action
    self.ticket = ticket
  }

  /// The event that is asked for, with names instead of numbers and with its words.
  public enum Action: Hashable, Sendable {
    /// A new ticket.
    case open(Opening)
    /// Terms by the name of their dimension; nil clears the dimension.
    case classify([String: TermReference?])
    /// Impact, urgency or priority; what is nil stays, or follows from the others.
    case prioritise(Prioritisation)
    /// A nil team takes the ticket out of every queue; a nil level leaves the level.
    case route(team: TermReference?, level: UInt8?, reason: RoutingReason)
    /// A call upon a superior; nil where none is named.
    case escalate(to: PersonReference?, reason: EscalationReason, text: String?)
    /// A nil agent releases the ticket.
    case assign(agent: PersonReference?)
    /// Work begins.
    case start
    /// A wait, and until when it is expected to last.
    case pause(WaitingReason, until: Instant?)
    /// The wait is over.
    case resume
    /// An agent's message to the requester.
    case reply(ReplyPurpose, channel: Channel?, text: String?)
    /// The requester's message; a ticket that waits for it goes on.
    case recordRequesterReply(channel: Channel?, text: String?)
    /// An internal note.
    case note(text: String?)
    /// A file that the host keeps.
    case attach(Attachment)
    /// Working time.
    case logWork(minutes: UInt32, activity: TermReference?, mode: WorkMode?)
    /// A cause; a confidence in percent where an automation states it.
    case diagnose(CauseClass, cause: TermReference?, confidence: UInt8?)
    /// A relation of this ticket to the target.
    case link(Relation, Target)
    /// Such a relation is none any more.
    case unlink(Relation, Target)
    /// The ticket goes on as part of another.
    case merge(into: TicketReference)
    /// The ticket is solved.
    case resolve(Resolution)
    /// A resolved or closed ticket is taken up again.
    case reopen(ReopeningReason, text: String?)
    /// A resolved ticket is closed.
    case close(ClosureReason)
    /// The ticket is given up unresolved.
    case cancel(CancellationReason, text: String?)
    /// The requester's rating, from 1 (bad) to 5 (good).
    case rate(score: UInt8, text: String?)
    /// A review of one reply.
    case reviewMessage(MessageReview)
    /// A knowledge article was tried.
    case applyArticle(TermReference, helped: Bool)
    /// An automation's suggestion, with a confidence in percent.
    case suggest(SuggestionKind, confidence: UInt8)
    /// A suggestion was followed; the submission's cause names it.
    case acceptSuggestion(SuggestionKind)
    /// A suggestion was set aside; the submission's cause names it.
    case overrideSuggestion(SuggestionKind)
    /// Nothing but the time of the ticket's last event changes.
    case touch

    /// A dimension by name, a present name, and the name to be.
    case renameTerm(dimension: String, TermReference, to: String)
    /// A dimension by name, and a name in it that is not to be used any more.
    case retireTerm(dimension: String, TermReference)
    /// The ledger's own rules.
    case adoptRules(LedgerRules)
    /// A nil instant is "always" for the first of that name, else the moment of adoption.
    case adoptCalendar(ServiceCalendar, effectiveFrom: Instant?)
    /// A nil instant is "always" for the first policy, else the moment of adoption.
    case adoptPolicy(ServicePolicy, effectiveFrom: Instant?)
    /// Word to users, before they asked; a nil service is all of them.
    case broadcastNotice(service: TermReference?, text: String?)
    /// What a probe or supervision tool saw; a nil service is an unknown one.
    case raiseSignal(service: TermReference?, SignalSeverity, what: String?)
  }

  /// What a ticket is opened with.
  public struct Opening: Hashable, Sendable {
    /// What is asked for.
    public var kind: TicketKind
    /// The way the demand came.
    public var channel: Channel
    /// Who asks.
    public var requester: PersonReference?
    /// Terms by the name of their dimension.
    public var classification: [String: TermReference]
    /// Impact, urgency and priority.
    public var prioritisation: Prioritisation
    /// The demand in one line.
    public var summary: String?
    /// The demand in full.
    public var description: String?

    /// Creates an opening.
    public init(
      kind: TicketKind = .incident,
      channel: Channel = .other,
      requester: PersonReference? = nil,
      classification: [String: TermReference] = [:],
      prioritisation: Prioritisation = Prioritisation(),
      summary: String? = nil,
      description: String? = nil
    ) {
      self.kind = kind
      self.channel = channel
      self.requester = requester
      self.classification = classification
      self.prioritisation = prioritisation
      self.summary = summary
      self.description = description
    }
  }

  /// A file that the host keeps; the ledger holds what proves it.
  public struct Attachment: Hashable, Sendable {
    /// The file's name.
    public var name: String
    /// Its size.
    public var sizeInBytes: UInt64
    /// Its digest, in the host's notation.
    public var digest: String?
    /// Where the host keeps it.
    public var location: String?

    /// Creates an attachment.
    public init(name: String, sizeInBytes: UInt64, digest: String? = nil, location: String? = nil) {
      self.name = name
      self.sizeInBytes = sizeInBytes
      self.digest = digest
      self.location = location
    }
  }

  /// How a ticket was resolved, by names.
  public struct Resolution: Hashable, Sendable {
    /// The resolution code.
    public var code: TermReference?
    /// The class of the cause.
    public var causeClass: CauseClass?
    /// The knowledge article that served.
    public var article: TermReference?
    /// What was done.
    public var text: String?

    /// Creates a resolution.
    public init(
      code: TermReference? = nil,
      causeClass: CauseClass? = nil,
      article: TermReference? = nil,
      text: String? = nil
    ) {
      self.code = code
      self.causeClass = causeClass
      self.article = article
      self.text = text
    }
  }

  /// The other end of a link.
  public enum Target: Hashable, Sendable {
    /// Another ticket of this ledger.
    case ticket(TicketReference)
    /// Something outside, by its reference there.
    case outside(String)
  }
}

extension Command.Action {
  /// The kind of event that is asked for.
  public var kind: EventKind {
    switch self {
    case .open: .opened
    case .classify: .classified
    case .prioritise: .prioritised
    case .route: .routed
    case .escalate: .escalated
    case .assign: .assigned
    case .start: .started
    case .pause: .paused
    case .resume: .resumed
    case .reply: .replied
    case .recordRequesterReply: .requesterReplied
    case .note: .noted
    case .attach: .attached
    case .logWork: .workLogged
    case .diagnose: .diagnosed
    case .link: .linked
    case .unlink: .unlinked
    case .merge: .merged
    case .resolve: .resolved
    case .reopen: .reopened
    case .close: .closed
    case .cancel: .cancelled
    case .rate: .rated
    case .reviewMessage: .messageReviewed
    case .applyArticle: .articleApplied
    case .suggest: .suggested
    case .acceptSuggestion: .suggestionAccepted
    case .overrideSuggestion: .suggestionOverridden
    case .touch: .touched
    case .renameTerm: .termRenamed
    case .retireTerm: .termRetired
    case .adoptRules: .rulesAdopted
    case .adoptCalendar: .calendarAdopted
    case .adoptPolicy: .policyAdopted
    case .broadcastNotice: .noticeBroadcast
    case .raiseSignal: .signalRaised
    }
  }
}
