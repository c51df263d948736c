import TicketLedger

/// What users are served with; each service has its category, its teams, its ways to fail.
enum Service: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  case workstation
  case operatingSystem
  case mail
  case vpn
  case wifi
  case fileShare
  case printing
  case telephony
  case erp
  case payroll
  case intranet
  case meetings
  case directory

  /// How many symptoms every service has.
  static let symptomCount = 4
  /// How many subcategories every service has.
  static let subcategoryCount = 3
  /// How many knowledge articles every service has.
  static let articleCount = 3

  /// The second-level team that knows it.
  var secondLevel: Team {
    switch self {
    case .workstation, .operatingSystem: .workstation
    case .vpn, .wifi: .network
    case .mail, .erp, .payroll, .intranet, .meetings: .applications
    case .fileShare, .directory: .access
    case .printing, .telephony: .printing
    }
  }

  /// The third-level team behind it.
  var thirdLevel: Team {
    switch self {
    case .workstation, .operatingSystem, .wifi, .fileShare, .printing, .telephony:
      .infrastructureExperts
    case .mail, .erp, .payroll, .intranet, .meetings: .applicationExperts
    case .vpn, .directory: .securityExperts
    }
  }

  /// Draws the service of a demand of a kind.
  static func draw(for kind: TicketKind, _ random: inout RandomStream) -> Service {
    let place =
      switch kind {
      case .incident, .problem: random.weighted(incidentWeights)
      case .accessRequest: random.weighted(accessWeights)
      case .serviceRequest: random.weighted(requestWeights)
      case .question: random.weighted(questionWeights)
      case .change: random.weighted(changeWeights)
      }
    return Service(rawValue: UInt8(place)) ?? .workstation
  }

  /// Draws a service that fails for many at once.
  static func drawFailing(_ random: inout RandomStream) -> Service {
    Service(rawValue: UInt8(random.weighted(outbreakWeights))) ?? .mail
  }

  // In the order of the cases.
  private static let incidentWeights: InlineArray<13, Int> = [
    14, 11, 12, 9, 8, 7, 12, 5, 8, 3, 3, 5, 3,
  ]
  private static let accessWeights: InlineArray<13, Int> = [
    1, 1, 6, 9, 2, 22, 1, 1, 16, 8, 5, 2, 26,
  ]
  private static let requestWeights: InlineArray<13, Int> = [
    30, 16, 8, 4, 1, 4, 9, 13, 6, 1, 2, 5, 1,
  ]
  private static let questionWeights: InlineArray<13, Int> = [
    5, 12, 16, 5, 3, 8, 8, 7, 15, 9, 6, 14, 2,
  ]
  private static let changeWeights: InlineArray<13, Int> = [
    5, 12, 8, 9, 8, 9, 4, 6, 15, 8, 8, 4, 4,
  ]
  private static let outbreakWeights: InlineArray<13, Int> = [
    0, 4, 18, 14, 12, 10, 6, 8, 14, 3, 6, 8, 12,
  ]
}
