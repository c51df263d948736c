/// Who works in which team, and who asks: people are numbers from 1.
struct Staffing: BitwiseCopyable, Sendable {
  private var firsts = InlineArray<11, UInt32>(repeating: 0)
  private let seed: UInt64
  private let agents: Int
  private let requesters: Int

  /// Creates the staff of a scenario: teams hold consecutive numbers.
  init(_ scenario: Scenario) {
    seed = scenario.seed
    agents = scenario.agents
    requesters = scenario.requesters
    var share = 0
    for team in Team.allCases {
      firsts[Int(team.rawValue)] = UInt32(agents * share / 1000)
      share += team.share
    }
    firsts[Team.allCases.count] = UInt32(agents)
  }

  /// An agent of a team; a small helpdesk has agents in several.
  func agent(of team: Team, _ random: inout RandomStream) -> UInt32 {
    let first = Int(firsts[Int(team.rawValue)])
    let count = max(Int(firsts[Int(team.rawValue) + 1]) - first, 1)
    return UInt32(min(first + random.below(count), agents - 1)) + 1
  }

  /// The agent who leads a team: its first.
  func lead(of team: Team) -> UInt32 {
    UInt32(min(Int(firsts[Int(team.rawValue)]), agents - 1)) + 1
  }

  /// Someone who asks; the low numbers ask more often.
  func requester(_ random: inout RandomStream) -> UInt32 {
    UInt32(min(random.below(requesters), random.below(requesters))) + 1
  }

  /// Someone of a site who asks; anyone where chance finds nobody there soon.
  func requester(ofSite site: UInt8, _ random: inout RandomStream) -> UInt32 {
    for _ in 0..<40 {
      let candidate = requester(&random)
      if self.site(of: candidate) == site { return candidate }
    }
    return requester(&random)
  }

  /// Where a requester works.
  func site(of requester: UInt32) -> UInt8 {
    UInt8(RandomStream.mix(seed, .people, index: UInt64(requester)) % UInt64(Catalogue.sites.count))
  }

  /// The part of the organisation a requester belongs to.
  func department(of requester: UInt32) -> UInt8 {
    let drawn = RandomStream.mix(seed, .people, index: UInt64(requester)) >> 32
    return UInt8(drawn % UInt64(Catalogue.departments.count))
  }
}
