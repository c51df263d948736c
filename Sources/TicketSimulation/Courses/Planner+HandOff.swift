import TicketLedger

extension Planner {
  /// Gives the ticket to a team that may know better.
  mutating func handOff() {
    if random.chance(450) {
      logWork()
      passMoment()
    }
    if random.chance(400) {
      add(.note)
      passMoment()
    }
    let giver = hand
    let (next, reason) = destination()
    if team.level == 2, random.chance(40) {
      // Put down first, so that nobody holds it for a while.
      add(.unroute, by: giver)
      passWork(median: Span.hour)
    }
    route(to: next, reason, by: giver)
    if hasRequester, random.chance(150) {
      passMoment()
      add(.reply(.inform), by: giver)
    }
  }

  /// Logs the time worked since the last log.
  mutating func logWork() {
    let activity =
      switch cause {
      case .technicalFault, .external: random.weighted([4, 5, 2, 1, 2])
      case .usageError, .trainingGap, .ergonomics, .documentation: random.weighted([2, 0, 1, 7, 1])
      case .access, .unknown: random.weighted([1, 0, 6, 2, 1])
      }
    let onSite = team == .workstation || team == .printing ? random.chance(450) : random.chance(40)
    let logged = UInt32(min(minutes, 1440))
    add(.logWork(minutes: logged, activity: UInt8(activity), onSite: onSite))
  }

  /// Where to, and why.
  private mutating func destination() -> (Team, RoutingReason) {
    let right = demand.service.secondLevel
    switch team.level {
    case 1:
      if random.chance(isStorm ? 160 : 45) {
        return (team == .deskNorth ? .deskSouth : .deskNorth, .overload)
      }
      if random.chance(80) { return (wrongTeam(), .functionalEscalation) }
      return (right, random.chance(780) ? .functionalEscalation : .skill)
    case 2:
      if team != right {
        if random.chance(550) { return (Team.desk(ofSite: demand.site), .return) }
        return (right, .skill)
      }
      if random.chance(660) { return (demand.service.thirdLevel, .functionalEscalation) }
      if random.chance(600) { return (Team.desk(ofSite: demand.site), .return) }
      if random.chance(750) { return (wrongTeam(), .skill) }
      return (wrongTeam(), .overload)
    default:
      return (right, .return)
    }
  }

  private mutating func wrongTeam() -> Team {
    let right = demand.service.secondLevel
    let drawn = Team.secondLevel[random.below(Team.secondLevel.count)]
    if drawn != right, drawn != team { return drawn }
    return right == .applications ? .workstation : .applications
  }

  private var isStorm: Bool {
    switch demand.role {
    case .master, .victim: true
    default: false
    }
  }
}
