/// The teams, in three levels.
enum Team: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  case deskNorth
  case deskSouth
  case workstation
  case network
  case applications
  case access
  case printing
  case infrastructureExperts
  case applicationExperts
  case securityExperts

  /// What the catalogue calls it.
  var name: String {
    switch self {
    case .deskNorth: "Service desk North"
    case .deskSouth: "Service desk South"
    case .workstation: "Workstation support"
    case .network: "Network support"
    case .applications: "Application support"
    case .access: "Access management"
    case .printing: "Print and telephony"
    case .infrastructureExperts: "Infrastructure experts"
    case .applicationExperts: "Application experts"
    case .securityExperts: "Security experts"
    }
  }

  /// The support level it works at.
  var level: UInt8 {
    switch self {
    case .deskNorth, .deskSouth: 1
    case .workstation, .network, .applications, .access, .printing: 2
    case .infrastructureExperts, .applicationExperts, .securityExperts: 3
    }
  }

  /// When it works.
  var hours: WorkingHours { level == 1 ? .desk : .office }

  /// The share of all agents who belong to it, in thousandths; all teams together have 1000.
  var share: Int {
    switch self {
    case .deskNorth, .deskSouth: 260
    case .workstation, .applications: 110
    case .network: 80
    case .access: 60
    case .printing: 50
    case .infrastructureExperts: 30
    case .applicationExperts: 25
    case .securityExperts: 15
    }
  }

  /// The service desk that answers for a site.
  static func desk(ofSite site: UInt8) -> Team { site % 2 == 0 ? .deskNorth : .deskSouth }

  /// The teams of the second level.
  static let secondLevel: InlineArray<5, Team> = [
    .workstation, .network, .applications, .access, .printing,
  ]
}
