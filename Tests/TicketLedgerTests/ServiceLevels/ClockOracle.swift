import TicketLedger

/// Service levels as a child would work them out: minute by minute, with a tally for each clock.
///
/// Written from the rules alone: no open time is computed, nothing is derived, every minute is looked
/// at. Times are whole minutes since the first day, a Monday, began.
struct ClockOracle {
  /// What one clock of a rule promises.
  struct Promise {
    var limit: Int
    var isOfficeOnly: Bool
    var pausedBy: Set<WaitingReason>
    var hides: Bool
    var onChange: ChangeEffect
    var onReopening: ReopeningEffect
    var countsAutomation: Bool
  }

  /// A cycle of a clock.
  struct Cycle {
    let clock: ServiceClock
    let number: Int
    var start: Int
    var boundAt: Int
    var promise: Promise?
    /// The priority that the promise was made for.
    var priority: UInt8
    var stoppedAt: Int?
    var isCutShort = false
    var isVoid = false
    var breachedAt: Int?
    /// Late at a change, had the new promise always been made.
    var isLateAtChange = false
    /// The minutes counted so far under the present promise.
    var tally = 0
  }

  /// What happens to the ticket.
  enum Event {
    case opened(priority: UInt8)
    case prioritised(UInt8)
    case routed(team: Int?)
    case assigned
    case replied(byAutomation: Bool)
    case requesterReplied
    case paused(WaitingReason)
    case resumed
    case resolved
    case closed
    case reopened
    case cancelled
  }

  private enum Phase {
    case running
    case waiting(WaitingReason)
    case over
  }

  private let promises: [UInt8: [ServiceClock: Promise]]
  private(set) var cycles: [Cycle] = []
  /// For each minute lived through: what the ticket waited for, and whether it was over.
  private var waits: [WaitingReason?] = []
  private var overs: [Bool] = []
  private var phase = Phase.running
  private var priority: UInt8 = 0
  private var team: Int?
  private let first: Int

  /// Lives through the minutes until an instant.
  init(
    _ events: [(minute: Int, event: Event)],
    _ promises: [UInt8: [ServiceClock: Promise]],
    until end: Int
  ) {
    self.promises = promises
    first = events.first?.minute ?? 0
    var next = 0
    for minute in first...max(end, first) {
      while next < events.count, events[next].minute == minute {
        take(events[next].event, at: minute)
        next += 1
      }
      if minute < end { live(minute) }
    }
  }

  static func isOpen(_ minute: Int, officeOnly: Bool) -> Bool {
    guard officeOnly else { return true }
    let ofDay = minute % 1440
    return minute / 1440 % 7 < 5 && (480..<720 ~= ofDay || 780..<1080 ~= ofDay)
  }

  // MARK: Minutes

  private mutating func live(_ minute: Int) {
    if case .waiting(let reason) = phase { waits.append(reason) } else { waits.append(nil) }
    if case .over = phase { overs.append(true) } else { overs.append(false) }
    for index in cycles.indices where cycles[index].stoppedAt == nil {
      guard let promise = cycles[index].promise else { continue }
      let isLate =
        (cycles[index].isLateAtChange && !isHidden(minute, promise))
        || (cycles[index].tally >= promise.limit && isRunning(minute, promise))
      if isLate, cycles[index].breachedAt == nil { cycles[index].breachedAt = minute }
      if counts(minute, promise) { cycles[index].tally += 1 }
    }
  }

  /// Whether a minute is open and not paused, and so one in which a promise can become late.
  private func isRunning(_ minute: Int, _ promise: Promise) -> Bool {
    let place = minute - first
    guard !overs[place] else { return false }
    if let reason = waits[place], promise.pausedBy.contains(reason) { return false }
    return ClockOracle.isOpen(minute, officeOnly: promise.isOfficeOnly)
  }

  private func isHidden(_ minute: Int, _ promise: Promise) -> Bool {
    guard let reason = waits[minute - first] else { return false }
    return promise.hides && promise.pausedBy.contains(reason)
  }

  private func counts(_ minute: Int, _ promise: Promise) -> Bool {
    let place = minute - first
    guard !overs[place] else { return false }
    if let reason = waits[place], promise.pausedBy.contains(reason), !promise.hides {
      return false
    }
    return ClockOracle.isOpen(minute, officeOnly: promise.isOfficeOnly)
  }

  /// The minutes a cycle counts before one.
  func elapsed(_ cycle: Cycle, until minute: Int) -> Int {
    guard let promise = cycle.promise, cycle.start < minute else { return 0 }
    return (cycle.start..<minute).count { counts($0, promise) }
  }

  // MARK: Events

  private mutating func take(_ event: Event, at minute: Int) {
    switch event {
    case .opened(let priority):
      self.priority = priority
      for clock in [
        ServiceClock.firstResponse, .ownership, .update, .resolution, .requesterWait, .agentWork,
      ] { start(clock, at: minute) }
    case .prioritised(let priority):
      guard priority != self.priority else { return }
      self.priority = priority
      for index in cycles.indices where cycles[index].stoppedAt == nil { change(index, at: minute) }
    case .routed(let team):
      guard team != self.team else { return }
      self.team = team
      stop(.teamResolution, at: minute)
      stop(.teamResponse, at: minute, isVoid: true)
      // A stay that has ended is not carried on by a reopening.
      for index in cycles.indices
      where [.teamResponse, .teamResolution].contains(cycles[index].clock) {
        cycles[index].isCutShort = false
      }
      guard team != nil, !isOver else { return }
      start(.teamResponse, at: minute)
      start(.teamResolution, at: minute)
    case .assigned:
      stop(.ownership, at: minute)
      stop(.teamResponse, at: minute)
    case .replied(let byAutomation): answer(byAutomation, at: minute)
    case .requesterReplied:
      if !isOver, running(.nextResponse) == nil { start(.nextResponse, at: minute) }
    case .paused(let reason): enter(.waiting(reason), at: minute)
    case .resumed, .reopened: enter(.running, at: minute)
    case .resolved, .closed:
      for clock in ServiceClock.allCases { stop(clock, at: minute, isCutShort: true) }
      phase = .over
    case .cancelled:
      for clock in ServiceClock.allCases { stop(clock, at: minute, isVoid: true) }
      phase = .over
    }
  }

  private var isOver: Bool {
    if case .over = phase { true } else { false }
  }

  private func running(_ clock: ServiceClock) -> Int? {
    cycles.lastIndex { $0.clock == clock && $0.stoppedAt == nil }
  }

  private mutating func start(_ clock: ServiceClock, at minute: Int) {
    let number = cycles.filter { $0.clock == clock }.map(\.number).max() ?? 0
    cycles.append(
      Cycle(
        clock: clock,
        number: number + 1,
        start: minute,
        boundAt: minute,
        promise: promises[priority]?[clock],
        priority: priority
      )
    )
  }

  private mutating func stop(
    _ clock: ServiceClock,
    at minute: Int,
    isVoid: Bool = false,
    isCutShort: Bool = false
  ) {
    guard let index = running(clock) else { return }
    cycles[index].stoppedAt = minute
    cycles[index].isCutShort = isCutShort
    cycles[index].isVoid = isVoid && cycles[index].breachedAt == nil
  }

  private mutating func answer(_ byAutomation: Bool, at minute: Int) {
    for clock in [ServiceClock.firstResponse, .nextResponse, .teamResponse] {
      guard let index = running(clock) else { continue }
      if byAutomation, cycles[index].promise?.countsAutomation != true { continue }
      stop(clock, at: minute)
    }
    if let index = running(.update) {
      if byAutomation, cycles[index].promise?.countsAutomation != true { return }
      stop(.update, at: minute)
    } else if byAutomation {
      return
    }
    if !isOver { start(.update, at: minute) }
  }

  private mutating func enter(_ next: Phase, at minute: Int) {
    if isOver { reopen(at: minute) }
    phase = next
  }

  private mutating func reopen(at minute: Int) {
    for clock in ServiceClock.allCases {
      let last = cycles.lastIndex { $0.clock == clock }
      let wasCutShort = last.map { cycles[$0].isCutShort && cycles[$0].stoppedAt != nil } ?? false
      let isMeasure = clock == .requesterWait || clock == .agentWork
      let effect =
        isMeasure ? .continue : last.flatMap { cycles[$0].promise?.onReopening } ?? .newCycle
      if let last, wasCutShort, effect == .continue {
        cycles[last].stoppedAt = nil
        cycles[last].isCutShort = false
        // What changed while it stood still takes effect now.
        if cycles[last].priority != priority { change(last, at: minute) }
        continue
      }
      let restarts = wasCutShort && effect == .restart
      if let last, restarts { cycles[last].isVoid = cycles[last].breachedAt == nil }
      if let last { cycles[last].isCutShort = false }
      let isStay = (clock == .teamResponse || clock == .teamResolution) && team != nil
      if restarts || isStay || clock == .resolution || isMeasure { start(clock, at: minute) }
    }
  }

  /// The ticket matches another rule.
  private mutating func change(_ index: Int, at minute: Int) {
    let cycle = cycles[index]
    let next = promises[priority]?[cycle.clock]
    switch cycle.promise?.onChange ?? .retarget {
    case .keep: return
    case .restart:
      cycles[index].stoppedAt = minute
      cycles[index].isVoid = cycle.breachedAt == nil
      start(cycle.clock, at: minute)
    case .retarget:
      cycles[index].promise = next
      cycles[index].priority = priority
      cycles[index].boundAt = minute
      cycles[index].isLateAtChange = false
      cycles[index].tally = 0
      guard let next else { return }
      // Late already, had the new promise always been made: then it is late from the change on.
      for passed in cycle.start..<max(minute, cycle.start) {
        if cycles[index].tally >= next.limit, isRunning(passed, next) {
          cycles[index].isLateAtChange = true
        }
        if counts(passed, next) { cycles[index].tally += 1 }
      }
    }
  }
}
