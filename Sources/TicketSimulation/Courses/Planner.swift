import TicketLedger

/// Plans the whole course of one ticket when it is opened, from a random stream of its own.
///
/// The verbs below keep the ledger's table of states, so that every plan is legal; the extensions
/// compose them into what people do.
struct Planner {
  /// Where the ticket stands at the present point of the plan.
  enum State {
    case new
    case working
    case waiting(WaitingReason)
    case resolved
    case over
  }

  let number: UInt32
  let demand: Demand
  let staffing: Staffing
  /// Another ticket that may be related, and may be open.
  let neighbour: Demand.OpenTicket?
  let openedAt: Int64
  /// When the simulation's period ends; nothing after it needs a plan.
  let end: Int64
  var random: RandomStream

  var steps: [Step] = []
  /// The demands that follow from this ticket.
  var revivals: [Revival] = []
  /// When the ticket first leaves the open ones, as planned so far.
  var openUntil = Int64.max

  var now: Int64
  var state = State.new
  var team: Team
  var agent: UInt32 = 0
  var impact: UInt8
  var urgency: UInt8
  var cause: CauseClass
  var minutes: Int64 = 0
  var reopenings = 0

  /// Creates the planner of a ticket opened at a moment.
  init(
    _ number: UInt32,
    _ demand: Demand,
    at moment: Int64,
    until end: Int64,
    beside neighbour: Demand.OpenTicket?,
    staffing: Staffing,
    random: RandomStream
  ) {
    self.number = number
    self.demand = demand
    self.staffing = staffing
    self.end = end
    self.neighbour = neighbour
    self.random = random
    openedAt = moment
    now = moment
    team = Team.desk(ofSite: demand.site)
    impact = demand.impact
    urgency = demand.urgency
    cause = .unknown
    cause = Catalogue.cause(of: demand.kind, demand.service, &self.random)
    steps.reserveCapacity(16)
  }

  /// Plans the course.
  mutating func plan() {
    switch demand.role {
    case .problem(let chain): investigate(chain)
    case .change(let problem): carryOut(for: problem)
    case .duplicate(let other): followDuplicate(of: other)
    case .victim(let other): followOutbreak(other)
    case .plain where demand.kind == .problem: investigate(Demand.Chain())
    case .plain where demand.kind == .change: carryOut(for: 0)
    case .plain, .master, .recurrence: serve()
    }
  }

  /// The course of most tickets: taken in, worked on, settled.
  private mutating func serve() {
    takeIn()
    if isPinned || !random.chance(22) {
      pickUp()
      if case .recurrence(let chain) = demand.role { recognise(chain) }
      if let neighbour, random.chance(45) { relate(to: neighbour) }
      work()
      settle()
    } else {
      withdraw()
    }
  }

  /// Whether other tickets count on this one being resolved.
  private var isPinned: Bool {
    switch demand.role {
    case .master, .recurrence: true
    default: false
    }
  }
}

extension Planner {
  /// From 1 (highest) to 5, by the ledger's default matrix.
  var priority: Int { min(max(Int(impact) + Int(urgency) - 1, 1), 5) }

  /// Whether somebody can be asked.
  var hasRequester: Bool { demand.requester != 0 }

  /// Whether work goes on at night and on holidays.
  var isUrgent: Bool { priority == 1 }

  /// Lets time pass.
  mutating func pass(_ span: Int64) { now += span }

  /// Lets the team's working time pass.
  mutating func passWork(median: Int64) {
    let span = random.skewed(median: median)
    now = isUrgent ? now + span : team.hours.adding(span, to: now)
  }

  /// Lets the requester's working time pass.
  mutating func passRequester(median: Int64) {
    now = WorkingHours.requesters.adding(random.skewed(median: median), to: now)
  }

  /// Lets a moment pass, as between two entries made one after the other.
  mutating func passMoment() { now += random.span(2 * Span.second...90 * Span.second) }

  /// Plans a step now.
  mutating func add(_ act: Step.Act, by hand: Step.Hand) {
    steps.append(Step(at: now, hand: hand, act: act))
  }

  /// Plans a step of the present agent, or of the desk's lead where nobody has the ticket.
  mutating func add(_ act: Step.Act) {
    add(act, by: .agent(agent == 0 ? staffing.lead(of: team) : agent))
  }
}

extension Planner {
  /// Begins or goes on with work where that is possible.
  mutating func start() {
    switch state {
    case .new, .waiting:
      add(.start)
      state = .working
    case .working, .resolved, .over: break
    }
  }

  /// Lets the ticket wait for a reason it does not wait for already.
  mutating func pause(for reason: WaitingReason, expecting span: Int64) {
    switch state {
    case .waiting(reason), .resolved, .over: return
    case .new, .working, .waiting: break
    }
    add(.pause(reason, until: span == 0 ? 0 : now + span))
    state = .waiting(reason)
  }

  /// Ends a wait.
  mutating func resume() {
    guard case .waiting = state else { return }
    if random.chance(850) {
      add(.resume)
    } else {
      add(.start)
    }
    state = .working
  }

  /// Lets the requester answer, which ends a wait for the requester.
  mutating func hear() {
    add(.hear, by: .requester)
    if case .waiting(.requester) = state { state = .working }
  }

  /// Moves the ticket to another team, where nobody has it yet.
  mutating func route(to other: Team, _ reason: RoutingReason, by hand: Step.Hand) {
    add(.route(other, reason), by: hand)
    team = other
    agent = 0
  }

  /// Ends the ticket for good, unresolved.
  mutating func leave(_ act: Step.Act, by hand: Step.Hand) {
    add(act, by: hand)
    state = .over
    openUntil = min(openUntil, now)
  }

  /// Resolves the ticket.
  mutating func resolve(code: Int, article: UInt8?) {
    add(.resolve(code: UInt8(code), cause, article: article))
    state = .resolved
    openUntil = min(openUntil, now)
  }
}
