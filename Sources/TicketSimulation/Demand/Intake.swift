import TicketLedger

/// Opens tickets: decides when the next demand comes, what it is about, and how it will go.
struct Intake: Sendable {
  /// A ticket opened lately.
  private struct Recent: BitwiseCopyable, Sendable {
    let ticket: Demand.OpenTicket
    let demand: Demand
  }

  /// The outbreaks of the period, in order of time.
  let outbreaks: [Outbreak]
  /// How many tickets have been opened.
  private(set) var opened: UInt32 = 0

  private let seed: UInt64
  private let end: Int64
  private let staffing: Staffing
  private var arrivals: ArrivalStream
  private var nextPlain: Int64?
  private var storms: StormStream
  private var masters: [Demand.OpenTicket?]
  private var revivals = BinaryHeap<Revival>()
  private var recents: [Recent] = []

  /// Begins the intake of a scenario.
  init(_ scenario: Scenario, _ staffing: Staffing) {
    self.staffing = staffing
    seed = scenario.seed
    end = scenario.end.millisecondsSince1970
    let profile = DemandProfile(scenario)
    var total: UInt64 = 0
    for hour in 0..<profile.hours { total += profile.weight(ofHour: hour) }
    outbreaks = Outbreak.all(in: scenario, profile: profile, total: total)
    let stormy = outbreaks.reduce(0) { $0 + $1.size }
    arrivals = ArrivalStream(
      scenario,
      count: scenario.tickets - stormy,
      profile: profile,
      total: total
    )
    storms = StormStream(scenario, outbreaks)
    masters = Array(repeating: nil, count: outbreaks.count)
    nextPlain = arrivals.next()
  }

  /// When the next ticket is opened; nil after the last.
  var nextArrival: Int64? {
    guard let storm = storms.first?.at else { return nextPlain }
    return min(storm, nextPlain ?? .max)
  }

  /// Opens the next ticket; nil after the last.
  mutating func open() -> (Course, Submission)? {
    guard let moment = nextArrival else { return nil }
    opened += 1
    var random = RandomStream(seed: seed, .tickets, index: UInt64(opened))
    var outbreak: Int?
    let demand: Demand
    if let storm = storms.first, storm.at == moment {
      outbreak = storm.outbreak
      storms.removeFirst()
      demand = stormDemand(storm.outbreak, &random)
    } else {
      nextPlain = arrivals.next()
      demand = plainDemand(at: moment, &random)
    }
    var planner = Planner(
      opened,
      demand,
      at: moment,
      until: end,
      beside: recents.isEmpty ? nil : recents[random.below(recents.count)].ticket,
      staffing: staffing,
      random: random
    )
    planner.plan()
    for revival in planner.revivals where revival.at < end { revivals.insert(revival) }
    let ticket = Demand.OpenTicket(number: opened, openUntil: planner.openUntil)
    if let outbreak, masters[outbreak] == nil { masters[outbreak] = ticket }
    remember(Recent(ticket: ticket, demand: demand))
    let course = Course(opened, demand, planner.steps, seed: seed)
    return (course, course.opening(at: moment, by: planner.opener))
  }

  private func stormDemand(_ outbreak: Int, _ random: inout RandomStream) -> Demand {
    let role: Demand.Role =
      masters[outbreak].map { .victim(of: $0) } ?? .master(outbreak: outbreak)
    return Demand(outbreaks[outbreak], role: role, of: staffing, &random)
  }

  private mutating func plainDemand(at moment: Int64, _ random: inout RandomStream) -> Demand {
    if let revival = revivals.first, revival.at <= moment {
      revivals.removeFirst()
      return revival.demand.revived(of: staffing, &random)
    }
    if random.chance(14), !recents.isEmpty {
      let first = recents[random.below(recents.count)]
      if case .plain = first.demand.role, first.demand.requester != 0,
        first.demand.kind == .incident, moment < first.ticket.openUntil
      {
        return first.demand.repeated(of: first.ticket, &random)
      }
    }
    return Demand(of: staffing, &random)
  }

  /// Keeps the last eight tickets.
  private mutating func remember(_ recent: Recent) {
    if recents.count < 8 {
      recents.append(recent)
    } else {
      recents[Int(opened % 8)] = recent
    }
  }
}
