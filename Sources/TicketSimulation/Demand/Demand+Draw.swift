import TicketLedger

extension Demand {
  /// Draws a demand that follows from nothing before.
  init(of staffing: Staffing, _ random: inout RandomStream) {
    let kinds: InlineArray<7, Int> = [0, 570, 175, 135, 92, 6, 22]
    let kind = TicketKind(rawValue: UInt8(random.weighted(kinds))) ?? .incident
    let service = Service.draw(for: kind, &random)
    let requester = staffing.requester(&random)
    let site = staffing.site(of: requester)
    self.init(
      kind: kind,
      channel: Demand.channel(of: kind, &random),
      requester: requester,
      service: service,
      subcategory: UInt8(random.weighted([5, 3, 2])),
      symptom: UInt8(random.weighted([5, 3, 2, 1])),
      site: site,
      department: staffing.department(of: requester),
      asset: Asset.draw(service, requester: requester, site: site, &random),
      impact: UInt8(1 + random.weighted([2, 10, 58, 30])),
      urgency: UInt8(1 + random.weighted([6, 26, 46, 22]))
    )
    if channel == .monitoring { self.requester = 0 }
  }

  /// Draws a ticket of an outbreak.
  init(_ outbreak: Outbreak, role: Role, of staffing: Staffing, _ random: inout RandomStream) {
    let requester =
      if let site = outbreak.site {
        staffing.requester(ofSite: site, &random)
      } else {
        staffing.requester(&random)
      }
    self.init(
      kind: .incident,
      channel: Demand.channel(of: .incident, &random),
      requester: requester,
      service: outbreak.service,
      subcategory: 0,
      symptom: outbreak.symptom,
      site: staffing.site(of: requester),
      department: staffing.department(of: requester),
      asset: .none,
      impact: 2,
      urgency: UInt8(random.within(1...3)),
      role: role
    )
    if channel == .monitoring { channel = .phone }
    if case .master = role { (impact, urgency) = (1, 1) }
  }

  /// The demand as it is when its time has come: recurrences come from the same requester or from
  /// another one of the site.
  func revived(of staffing: Staffing, _ random: inout RandomStream) -> Demand {
    guard case .recurrence(let chain) = role else { return self }
    var revived = self
    revived.channel = Demand.channel(of: .incident, &random)
    if revived.channel == .monitoring { revived.channel = .mail }
    revived.requester =
      chain.origin != 0 && random.chance(480)
      ? chain.origin : staffing.requester(ofSite: site, &random)
    revived.department = staffing.department(of: revived.requester)
    return revived
  }

  /// The same demand, sent again.
  func repeated(of ticket: OpenTicket, _ random: inout RandomStream) -> Demand {
    var again = self
    again.role = .duplicate(of: ticket)
    again.channel = random.chance(600) ? .mail : .phone
    return again
  }

  private static func channel(of kind: TicketKind, _ random: inout RandomStream) -> Channel {
    // Phone, mail, portal, chat, walk-in, monitoring, interface, other.
    let place =
      switch kind {
      case .incident: random.weighted([380, 190, 220, 110, 40, 45, 10, 5])
      case .serviceRequest, .accessRequest: random.weighted([80, 220, 620, 40, 15, 0, 25, 0])
      case .question: random.weighted([360, 220, 120, 240, 55, 0, 0, 5])
      case .problem, .change: random.weighted([0, 50, 850, 0, 0, 0, 100, 0])
      }
    return Channel(rawValue: UInt8(place + 1)) ?? .other
  }
}
