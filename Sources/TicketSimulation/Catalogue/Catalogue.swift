import TicketLedger

/// The names that no service owns.
enum Catalogue {
  /// Where people work.
  static let sites = [
    "Site 1", "Site 2", "Site 3", "Site 4", "Site 5", "Site 6", "Site 7", "Site 8", "Site 9",
    "Site 10", "Site 11", "Site 12",
  ]
  /// The parts of the organisation.
  static let departments = [
    "Finance", "Purchasing", "Production", "Logistics", "Sales", "Human resources", "Legal",
    "Research", "Quality",
  ]
  /// Kinds of logged work.
  static let activities = ["Analysis", "Repair", "Configuration", "User guidance", "Coordination"]
  /// How tickets end.
  static let resolutionCodes = [
    "Fixed", "Workaround", "Configured", "Replaced", "Explained", "Access granted", "Delivered",
    "Not reproducible", "Fixed by vendor", "Implemented",
  ]
  /// Causes found, three for each class of cause from the technical fault on.
  static let causes: [[String]] = [
    ["Worn part", "Faulty update", "Service overloaded"],
    ["Wrong entry", "Cable unplugged", "Wrong printer chosen"],
    ["Never shown", "New in the job", "Feature unknown"],
    ["Button hard to find", "Misleading message", "Too many steps"],
    ["Guide outdated", "Guide missing", "Guide unclear"],
    ["Right missing", "Password expired", "Role changed"],
    ["Carrier fault", "Vendor fault", "Power cut"],
  ]

  /// Draws the class of what was behind a ticket.
  static func cause(
    of kind: TicketKind,
    _ service: Service,
    _ random: inout RandomStream
  ) -> CauseClass {
    let place =
      switch kind {
      case .accessRequest: random.weighted(accessCauses)
      case .question: random.weighted(questionCauses)
      case .serviceRequest: random.weighted(requestCauses)
      case .problem, .change: random.weighted(deepCauses)
      case .incident:
        switch service {
        case .workstation, .printing, .telephony, .operatingSystem: random.weighted(deviceCauses)
        case .vpn, .wifi: random.weighted(networkCauses)
        case .fileShare, .directory: random.weighted(directoryCauses)
        case .mail, .erp, .payroll, .intranet, .meetings: random.weighted(applicationCauses)
        }
      }
    return CauseClass(rawValue: UInt8(place)) ?? .unknown
  }

  // By the numbers of the classes: unknown, technical fault, usage error, training gap, ergonomics,
  // documentation, access, external.
  private static let accessCauses: InlineArray<8, Int> = [3, 2, 3, 3, 1, 2, 84, 2]
  private static let questionCauses: InlineArray<8, Int> = [4, 2, 14, 42, 12, 24, 2, 0]
  private static let requestCauses: InlineArray<8, Int> = [62, 10, 3, 8, 2, 4, 7, 4]
  private static let deepCauses: InlineArray<8, Int> = [2, 68, 1, 3, 6, 6, 2, 12]
  private static let deviceCauses: InlineArray<8, Int> = [4, 62, 16, 6, 3, 2, 2, 5]
  private static let networkCauses: InlineArray<8, Int> = [5, 54, 11, 5, 2, 3, 6, 14]
  private static let directoryCauses: InlineArray<8, Int> = [3, 14, 17, 7, 4, 3, 50, 2]
  private static let applicationCauses: InlineArray<8, Int> = [4, 34, 21, 18, 10, 7, 4, 2]
}
