/// The kinds of events, with the numbers envelopes hold; a number is given once and never reused.
///
/// 1–31 belong to the ledger as a whole, 32–95 to tickets. 96–127 are kept for kinds to come:
/// 96 knownErrorRecorded, 97 rootCauseFound, 98 changeAuthorised, 99 changeScheduled,
/// 100 changeImplemented, 101 changeRolledBack, 102 changeReviewed, 103 articlePublished,
/// 104 articleRetired, 105 serviceStageChanged.
public enum EventKind: UInt16, CaseIterable, Hashable, BitwiseCopyable, Sendable {
  /// The ledger came into being; position 0, and only there.
  case ledgerCreated = 1
  /// A name got its number.
  case termDefined = 2
  /// A term got another name.
  case termRenamed = 3
  /// A term is not to be used any more.
  case termRetired = 4
  /// A person got a number.
  case personRegistered = 5
  /// A calendar was adopted.
  case calendarAdopted = 6
  /// A service-level policy was adopted.
  case policyAdopted = 7
  /// The ledger's own rules were set.
  case rulesAdopted = 8
  /// Users were told about a service before they asked.
  case noticeBroadcast = 9
  /// A probe or supervision tool saw something.
  case signalRaised = 10
  /// A service-level threshold was reached.
  case alarmRaised = 11
  /// A person's words were erased.
  case personErased = 12
  /// An import was carried out.
  case importAdvanced = 13
  /// From here on the log's checkpoints are signed with another key, or with a first one.
  case signingKeyAdopted = 14

  /// The ticket came into being.
  case opened = 32
  /// What the ticket is about was set or changed.
  case classified = 33
  /// Impact, urgency or priority was set.
  case prioritised = 34
  /// The ticket moved to another team or level, or out of every queue.
  case routed = 35
  /// A superior was called upon.
  case escalated = 36
  /// An agent took or was given the ticket, or released it.
  case assigned = 37
  /// Work began, or went on without a word of why it had waited.
  case started = 38
  /// Work stopped for a reason outside the team.
  case paused = 39
  /// What the ticket waited for came.
  case resumed = 40
  /// An agent wrote or spoke to the requester.
  case replied = 41
  /// The requester answered.
  case requesterReplied = 42
  /// An internal note was made.
  case noted = 43
  /// A file was attached.
  case attached = 44
  /// Working time was logged.
  case workLogged = 45
  /// A cause was found or supposed.
  case diagnosed = 46
  /// A relation to another ticket or to something outside was stated.
  case linked = 47
  /// A stated relation was withdrawn.
  case unlinked = 48
  /// The ticket went on as part of another.
  case merged = 49
  /// The ticket was resolved and left its queue.
  case resolved = 50
  /// A resolved or closed ticket was taken up again.
  case reopened = 51
  /// A resolved ticket was closed.
  case closed = 52
  /// The ticket was given up unresolved.
  case cancelled = 53
  /// The requester rated the service.
  case rated = 54
  /// A reply was reviewed for its quality.
  case messageReviewed = 55
  /// A knowledge article was tried.
  case articleApplied = 56
  /// An automation suggested something.
  case suggested = 57
  /// A suggestion was followed.
  case suggestionAccepted = 58
  /// A suggestion was set aside.
  case suggestionOverridden = 59
  /// The source of an import touched the ticket without changing anything tracked.
  case touched = 60

  /// The word in answers and exports: the name of the case, in the past tense.
  public var name: String { String(describing: self) }

  /// Creates the kind of a word; nil where there is none of that name.
  ///
  /// - Complexity: O(n) in the number of kinds.
  public init?(name: String) {
    guard let kind = EventKind.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }

  /// The command that asks for an event of this kind, in the imperative.
  public var commandName: String {
    switch self {
    case .ledgerCreated: "create"
    case .termDefined: "defineTerm"
    case .termRenamed: "renameTerm"
    case .termRetired: "retireTerm"
    case .personRegistered: "registerPerson"
    case .calendarAdopted: "adoptCalendar"
    case .policyAdopted: "adoptPolicy"
    case .rulesAdopted: "adoptRules"
    case .noticeBroadcast: "broadcastNotice"
    case .signalRaised: "raiseSignal"
    case .alarmRaised: "raiseAlarm"
    case .personErased: "erasePerson"
    case .importAdvanced: "advanceImport"
    case .signingKeyAdopted: "adoptSigningKey"
    case .opened: "open"
    case .classified: "classify"
    case .prioritised: "prioritise"
    case .routed: "route"
    case .escalated: "escalate"
    case .assigned: "assign"
    case .started: "start"
    case .paused: "pause"
    case .resumed: "resume"
    case .replied: "reply"
    case .requesterReplied: "recordRequesterReply"
    case .noted: "note"
    case .attached: "attach"
    case .workLogged: "logWork"
    case .diagnosed: "diagnose"
    case .linked: "link"
    case .unlinked: "unlink"
    case .merged: "merge"
    case .resolved: "resolve"
    case .reopened: "reopen"
    case .closed: "close"
    case .cancelled: "cancel"
    case .rated: "rate"
    case .messageReviewed: "reviewMessage"
    case .articleApplied: "applyArticle"
    case .suggested: "suggest"
    case .suggestionAccepted: "acceptSuggestion"
    case .suggestionOverridden: "overrideSuggestion"
    case .touched: "touch"
    }
  }
}

extension TicketEvent {
  /// The kind of the event.
  public var kind: EventKind {
    switch self {
    case .opened: .opened
    case .classified: .classified
    case .prioritised: .prioritised
    case .routed: .routed
    case .escalated: .escalated
    case .assigned: .assigned
    case .started: .started
    case .paused: .paused
    case .resumed: .resumed
    case .replied: .replied
    case .requesterReplied: .requesterReplied
    case .noted: .noted
    case .attached: .attached
    case .workLogged: .workLogged
    case .diagnosed: .diagnosed
    case .linked: .linked
    case .unlinked: .unlinked
    case .merged: .merged
    case .resolved: .resolved
    case .reopened: .reopened
    case .closed: .closed
    case .cancelled: .cancelled
    case .rated: .rated
    case .messageReviewed: .messageReviewed
    case .articleApplied: .articleApplied
    case .suggested: .suggested
    case .suggestionAccepted: .suggestionAccepted
    case .suggestionOverridden: .suggestionOverridden
    case .touched: .touched
    }
  }
}

extension LedgerEvent {
  /// The kind of the event.
  public var kind: EventKind {
    switch self {
    case .ledgerCreated: .ledgerCreated
    case .termDefined: .termDefined
    case .termRenamed: .termRenamed
    case .termRetired: .termRetired
    case .personRegistered: .personRegistered
    case .calendarAdopted: .calendarAdopted
    case .policyAdopted: .policyAdopted
    case .rulesAdopted: .rulesAdopted
    case .noticeBroadcast: .noticeBroadcast
    case .signalRaised: .signalRaised
    case .alarmRaised: .alarmRaised
    case .personErased: .personErased
    case .importAdvanced: .importAdvanced
    case .signingKeyAdopted: .signingKeyAdopted
    }
  }
}

extension Event {
  /// The kind of the event.
  public var kind: EventKind {
    switch self {
    case .ticket(let event): event.kind
    case .ledger(let event): event.kind
    }
  }
}
