/// What is promised for which tickets: an ordered list of rules, of which the first that matches wins.
public struct ServicePolicy: Hashable, Sendable {
  /// What answers call it.
  public var name: String
  /// Which version of the policy a running clock follows.
  public var versions: Versions
  /// The rules, in order.
  public var rules: [ServiceRule]

  /// Creates a policy.
  public init(name: String, versions: Versions = .atStart, rules: [ServiceRule]) {
    self.name = name
    self.versions = versions
    self.rules = rules
  }

  /// Which version of policy and calendars a running clock follows.
  public enum Versions: UInt8, Vocabulary {
    /// Those in force when the clock started.
    case atStart = 0
    /// Those in force now: adopting this policy retargets running clocks too.
    case latest = 1
  }
}

/// The targets of the tickets that match.
public struct ServiceRule: Hashable, Sendable {
  /// What answers call it.
  public var name: String
  /// Which tickets.
  public var match: TicketMatch
  /// What is promised for them.
  public var targets: [ServiceTarget]

  /// Creates a rule.
  public init(name: String, match: TicketMatch = TicketMatch(), targets: [ServiceTarget]) {
    self.name = name
    self.match = match
    self.targets = targets
  }
}

/// Which tickets a rule is for: each list names what is allowed, an empty one allows anything.
public struct TicketMatch: Hashable, Sendable {
  /// Kinds of ticket.
  public var kinds: Set<TicketKind> = []
  /// Priorities, 1 the highest; a ticket without one matches an empty list only.
  public var priorities: Set<UInt8> = []
  /// Support levels.
  public var levels: Set<UInt8> = []
  /// The names of teams; a ticket of no team matches an empty list only.
  public var teams: Set<String> = []
  /// By the name of a dimension that classifies tickets: the names of its terms.
  public var terms: [String: Set<String>] = [:]

  /// Creates a match of every ticket.
  public init() {}
}

/// A promise about one clock.
public struct ServiceTarget: Hashable, Sendable {
  /// What is measured.
  public var clock: ServiceClock
  /// How long it may take; nil only measures.
  public var limit: TargetLimit?
  /// The name of the calendar whose open time counts; nil counts around the clock.
  public var calendar: String?
  /// The waits that pause it.
  public var pausedBy: Set<WaitingReason>
  /// What a pause does.
  public var whilePaused: PauseEffect
  /// What a change of a matched field does while it runs.
  public var onChange: ChangeEffect
  /// What a reopening does to a clock that resolving or closing stopped.
  public var onReopening: ReopeningEffect
  /// Whether an automation's reply answers the requester.
  public var countsAutomation: Bool
  /// When to raise alarms.
  public var thresholds: [TargetThreshold]

  /// Creates a target.
  public init(
    _ clock: ServiceClock,
    limit: TargetLimit?,
    calendar: String? = nil,
    pausedBy: Set<WaitingReason> = [],
    whilePaused: PauseEffect = .exclude,
    onChange: ChangeEffect = .retarget,
    onReopening: ReopeningEffect = .newCycle,
    countsAutomation: Bool = false,
    thresholds: [TargetThreshold] = TargetThreshold.standard
  ) {
    self.clock = clock
    self.limit = limit
    self.calendar = calendar
    self.pausedBy = pausedBy
    self.whilePaused = whilePaused
    self.onChange = onChange
    self.onReopening = onReopening
    self.countsAutomation = countsAutomation
    self.thresholds = thresholds
  }
}

/// What a target measures; the numbers are those of ``Alarm/clock``.
public enum ServiceClock: UInt8, Vocabulary {
  /// From the opening to the first reply of an agent.
  case firstResponse = 1
  /// From the opening until an agent has the ticket.
  case ownership = 2
  /// From the requester's oldest unanswered reply to an agent's.
  case nextResponse = 3
  /// From an agent's reply, else the opening, to the next.
  case update = 4
  /// From the opening or a reopening until resolved.
  case resolution = 5
  /// As resolution, without the time that waited for the requester.
  case requesterWait = 6
  /// As resolution, without any time that waited.
  case agentWork = 7
  /// From coming to a team until one of its agents has the ticket or replies.
  case teamResponse = 8
  /// From coming to a team until it goes away or is resolved.
  case teamResolution = 9
}

/// How long something may take.
public enum TargetLimit: Hashable, Sendable {
  /// Open time of the target's calendar, in milliseconds; without a calendar, elapsed time.
  case duration(milliseconds: Int64)
  /// Working days of the target's calendar: due at the same time of day, or when that day's work ends.
  case workingDays(Int, endOfDay: Bool)
}

/// What a pause does to a clock.
public enum PauseEffect: UInt8, Vocabulary {
  /// Paused time is not counted: the due time moves.
  case exclude = 0
  /// Paused time is counted, the due time is not shown, and returns unchanged.
  case hide = 1
}

/// What a change of a matched field does to a running clock.
public enum ChangeEffect: UInt8, Vocabulary {
  /// The new target counts from the clock's own start, pauses carried.
  case retarget = 0
  /// The new target counts from the change.
  case restart = 1
  /// The clock keeps the target it has.
  case keep = 2
}

/// What a reopening does to a clock that resolving or closing stopped.
public enum ReopeningEffect: UInt8, Vocabulary {
  /// A new cycle begins; the old one keeps its verdict.
  case newCycle = 0
  /// The same clock goes on; the time in between counts as paused.
  case `continue` = 1
  /// A new cycle begins, and the old one counts only if it was breached.
  case restart = 2
}

/// When an alarm is raised on the way to a target and past it.
public enum TargetThreshold: Hashable, Sendable {
  /// A share of the target's time, in percent, from 1.
  case percent(Int)
  /// So much of the target's time before the due instant, or after where positive, in milliseconds.
  case offset(milliseconds: Int64)
  /// So many working days before the due instant, or after where positive.
  case workingDays(Int)

  /// The thresholds where a policy names none.
  public static let standard: [TargetThreshold] = [
    .percent(50), .percent(75), .percent(90), .percent(100),
  ]
}
