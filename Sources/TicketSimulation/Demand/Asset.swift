/// The machine concerned.
enum Asset: BitwiseCopyable, Hashable, Sendable {
  case none
  /// The requester's own computer.
  case computer(UInt32)
  case printer(site: UInt8, UInt8)
  case accessPoint(site: UInt8, UInt8)
  case phone(UInt32)
  case server(Service)

  /// What the catalogue calls it; nil where no machine is concerned.
  var name: String? {
    switch self {
    case .none: nil
    case .computer(let number): Label.numbered("PC-", number, width: 5)
    case .printer(let site, let number):
      Label.numbered("Printer ", UInt32(site) * 10 + UInt32(number), width: 3)
    case .accessPoint(let site, let number):
      Label.numbered("AP-", UInt32(site) * 10 + UInt32(number), width: 3)
    case .phone(let number): Label.numbered("Phone ", number, width: 5)
    case .server(let service): Label.numbered("Server ", UInt32(service.rawValue) + 1, width: 2)
    }
  }

  /// Draws the machine behind a demand.
  static func draw(
    _ service: Service,
    requester: UInt32,
    site: UInt8,
    _ random: inout RandomStream
  ) -> Asset {
    switch service {
    case .workstation, .operatingSystem: .computer(requester)
    case .vpn, .mail, .meetings: random.chance(500) ? .computer(requester) : .none
    case .wifi: .accessPoint(site: site, UInt8(random.below(6)))
    case .printing: .printer(site: site, UInt8(random.below(8)))
    case .telephony: .phone(requester)
    case .fileShare, .erp, .payroll, .intranet: random.chance(400) ? .server(service) : .none
    case .directory: .none
    }
  }
}
