/// The kinds of events, with the numbers envelopes hold; a number is given once and never reused.
///
/// 1–31 belong to the ledger as a whole, 32–95 to tickets. 96–127 are kept for kinds to come:
/// 96 knownErrorRecorded, 97 rootCauseFound, 98 changeAuthorised, 99 changeScheduled,
/// 100 changeImplemented, 101 changeRolledBack, 102 changeReviewed, 103 articlePublished,
/// 104 articleRetired, 105 serviceStageChanged.
public enum EventKind: UInt16, CaseIterable, Hashable, BitwiseCopyable, Sendable {
  case ledgerCreated = 1
  case termDefined = 2
  case termRenamed = 3
  case termRetired = 4
  case personRegistered = 5
  case calendarAdopted = 6
  case policyAdopted = 7
  case rulesAdopted = 8
  case noticeBroadcast = 9
  case signalRaised = 10
  case alarmRaised = 11
  case personErased = 12
  case importAdvanced = 13
  case signingKeyAdopted = 14

  case opened = 32
  case classified = 33
  case prioritised = 34
  case routed = 35
  case escalated = 36
  case assigned = 37
  case started = 38
  case paused = 39
  case resumed = 40
  case replied = 41
  case requesterReplied = 42
  case noted = 43
  case attached = 44
  case workLogged = 45
  case diagnosed = 46
  case linked = 47
  case unlinked = 48
  case merged = 49
  case resolved = 50
  case reopened = 51
  case closed = 52
  case cancelled = 53
  case rated = 54
  case messageReviewed = 55
  case articleApplied = 56
  case suggested = 57
  case suggestionAccepted = 58
  case suggestionOverridden = 59
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
