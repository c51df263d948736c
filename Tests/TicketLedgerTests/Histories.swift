import Testing
import TicketLedger
import TicketSimulation

/// A simulated history and the ways to bring it into a ledger.
struct SimulatedHistory {
  let submissions: [Submission]
  /// The earliest and latest times of the submissions.
  let first: Instant
  let last: Instant

  init(seed: UInt64, tickets: Int, days: Int = 40) {
    self.init(Scenario(seed: seed, tickets: tickets, durationInDays: days))
  }

  init(_ scenario: Scenario) {
    submissions = Array(HelpdeskSimulation(scenario))
    first = scenario.start
    last = scenario.end
  }

  init(_ submissions: [Submission], from first: Instant, to last: Instant) {
    self.submissions = submissions
    self.first = first
    self.last = last
  }

  /// The same with times in whole units: many events of a ticket at one instant, as imports have them.
  func rounded(toMilliseconds unit: Int64) -> SimulatedHistory {
    var submissions = submissions
    for place in submissions.indices {
      submissions[place].occurredAt = submissions[place].occurredAt.map { instant in
        let past = instant.millisecondsSince1970 % unit
        return instant.advanced(byMilliseconds: -past)
      }
    }
    return SimulatedHistory(submissions, from: first.advanced(byMilliseconds: -unit), to: last)
  }

  /// Submits the history as commands, in groups of random sizes, under a clock that follows it.
  func submit(
    to ledger: Ledger,
    clock: TestClock,
    generator: inout SeededGenerator
  ) async throws {
    var start = 0
    while start < submissions.count {
      let end = min(start + Int.random(in: 1...200, using: &generator), submissions.count)
      try await submit(start..<end, to: ledger, clock: clock)
      start = end
    }
  }

  /// Submits a part of the history as commands; each must be accepted.
  func submit(_ part: Range<Int>, to ledger: Ledger, clock: TestClock) async throws {
    let group = Array(submissions[part])
    clock.now = group.compactMap(\.occurredAt).reduce(clock.now, max)
    for answer in try await ledger.submit(contentsOf: group) { _ = try answer.get() }
  }

  /// Records the history as facts, in groups.
  func record(in ledger: Ledger, clock: TestClock) async throws {
    clock.now = last
    try await SimulatedHistory.record(submissions, in: ledger)
  }

  /// Records facts in groups, in the order given.
  static func record(_ facts: [Submission], in ledger: Ledger) async throws {
    var start = 0
    while start < facts.count {
      let end = min(start + 250, facts.count)
      try await ledger.record(Array(facts[start..<end]))
      start = end
    }
  }

  /// Some moments between the first and the last.
  func moments(_ count: Int, using generator: inout SeededGenerator) -> [Instant] {
    (0..<count).map { _ in
      let span = last.milliseconds(since: first)
      return first.advanced(byMilliseconds: Int64.random(in: 0...span, using: &generator))
    }
  }
}

extension SimulatedHistory {
  /// Facts of one ticket that give every team, person and activity its number in a fixed order.
  var prelude: [Submission] {
    var teams: [TermReference] = []
    var people: [PersonReference] = []
    var activities: [TermReference] = []
    for submission in submissions {
      if case .person(let person) = submission.actor { people.append(person) }
      switch submission.command.action {
      case .open(let opening): people += opening.requester.map { [$0] } ?? []
      case .route(let team, _, _): teams += team.map { [$0] } ?? []
      case .assign(let agent): people += agent.map { [$0] } ?? []
      case .logWork(_, let activity, _): activities += activity.map { [$0] } ?? []
      case .escalate(let superior, _, _): people += superior.map { [$0] } ?? []
      default: break
      }
    }
    let name: TicketReference = "prelude"
    var facts = [Submission(.open("prelude"), by: "usher", at: first)]
    facts += teams.map { Submission(.route(name, to: $0), by: "usher", at: first) }
    facts += people.map { Submission(.note(name, ""), by: .person($0), at: first) }
    facts += activities.map {
      Submission(.logWork(name, minutes: 1, activity: $0), by: "usher", at: first)
    }
    facts.append(Submission(.cancel(name), by: "usher", at: first))
    return facts
  }
}

extension Ledger {
  /// Every event of the log, read in groups of no round number.
  func allEvents() throws -> [RecordedEvent] {
    var events: [RecordedEvent] = []
    while case let group = try self.events(from: Position(UInt64(events.count)), atMost: 701),
      !group.isEmpty
    {
      events += group
    }
    return events
  }
}

/// The canonical encodings of the library's projections, for comparison.
struct Encodings: Hashable, Sendable {
  let queues: [UInt8]
  let levels: [UInt8]
  let recurrences: [UInt8]
  let flow: [UInt8]
  let governance: [UInt8]
  let workload: [UInt8]
  let satisfaction: [UInt8]

  init(_ fold: HandFold) {
    queues = encoding(of: fold.queues)
    levels = encoding(of: fold.levels)
    recurrences = encoding(of: fold.recurrences)
    flow = encoding(of: fold.flow)
    governance = encoding(of: fold.governance)
    workload = encoding(of: fold.workload)
    satisfaction = encoding(of: fold.satisfaction)
  }

  init(_ view: borrowing LedgerView) {
    queues = encoding(of: view[Queues.self])
    levels = encoding(of: view[ServiceLevels.self])
    recurrences = encoding(of: view[RecurrenceMap.self])
    flow = encoding(of: view[Flow.self])
    governance = encoding(of: view[Governance.self])
    workload = encoding(of: view[Workload.self])
    satisfaction = encoding(of: view[Satisfaction.self])
  }
}

/// A projection written and read again.
func decoded<P: Projection>(_ projection: P) throws -> P {
  var reader = ByteReader(encoding(of: projection))
  let decoded = try P(decoding: &reader)
  try reader.finish()
  return decoded
}

func encoding(of projection: some Projection) -> [UInt8] {
  var writer = ByteWriter()
  projection.encode(into: &writer)
  return writer.bytes
}

/// The library's projections folded by hand, through nothing but the public protocols.
struct HandFold {
  private(set) var queues = Queues()
  private(set) var levels = ServiceLevels()
  private(set) var recurrences = RecurrenceMap()
  private(set) var flow = Flow()
  private(set) var governance = Governance()
  private(set) var workload = Workload()
  private(set) var satisfaction = Satisfaction()
  private(set) var tickets: [TicketID: Ticket] = [:]

  /// Folds events, measuring by agreements that are known from the beginning.
  init(_ events: some Sequence<RecordedEvent>, under agreements: ServiceAgreements = .none) {
    levels.adopt(agreements)
    for recorded in events { apply(recorded) }
  }

  mutating func apply(_ recorded: RecordedEvent) {
    let id = recorded.ticket ?? TicketID(0)
    var ticket = tickets[id] ?? Ticket(id: id)
    queues.apply(recorded, to: ticket)
    levels.apply(recorded, to: ticket)
    recurrences.apply(recorded, to: ticket)
    flow.apply(recorded, to: ticket)
    governance.apply(recorded, to: ticket)
    workload.apply(recorded, to: ticket)
    satisfaction.apply(recorded, to: ticket)
    guard case .ticket(let event) = recorded.event else { return }
    ticket.evolve(with: event, of: recorded)
    tickets[id] = ticket
  }

  var encodings: Encodings { Encodings(self) }

  /// The same fold with every projection written and read again.
  func readAgain(under agreements: ServiceAgreements) throws -> HandFold {
    var fold = self
    fold.queues = try decoded(queues)
    fold.levels = try decoded(levels)
    fold.levels.adopt(agreements)
    fold.recurrences = try decoded(recurrences)
    fold.flow = try decoded(flow)
    fold.governance = try decoded(governance)
    fold.workload = try decoded(workload)
    fold.satisfaction = try decoded(satisfaction)
    return fold
  }
}
