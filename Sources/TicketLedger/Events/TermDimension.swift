/// A list of the catalogue: teams, services, categories, and the host's own lists.
///
/// Numbers 1 to 31 belong to the library, 32 to 255 to the host. A host's dimension comes into being
/// on first use of its name: it is itself a term, of the dimension ``dimension``.
public struct TermDimension: RawRepresentable, Hashable, Comparable, BitwiseCopyable, Sendable {
  /// The number of the list.
  public let rawValue: UInt8

  /// Creates the dimension of that number.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The list of the host's own dimensions.
  public static let dimension = TermDimension(rawValue: 0)
  /// The teams that hold tickets.
  public static let team = TermDimension(rawValue: 1)
  /// What users are served with: mail, VPN, payroll.
  public static let service = TermDimension(rawValue: 2)
  /// What a ticket is about, in the helpdesk's own sorting.
  public static let category = TermDimension(rawValue: 3)
  /// Where: a building, a plant, a town.
  public static let site = TermDimension(rawValue: 4)
  /// The requester's part of the organisation.
  public static let department = TermDimension(rawValue: 5)
  /// The machine or configuration item concerned.
  public static let asset = TermDimension(rawValue: 6)
  /// Causes found by diagnosis.
  public static let cause = TermDimension(rawValue: 7)
  /// How tickets end: the resolution codes.
  public static let resolutionCode = TermDimension(rawValue: 8)
  /// Knowledge articles.
  public static let article = TermDimension(rawValue: 9)
  /// Kinds of logged work.
  public static let activity = TermDimension(rawValue: 10)
  /// Automations that act, each with its version.
  public static let automation = TermDimension(rawValue: 11)
  /// Probes, supervision tools and imported logs.
  public static let source = TermDimension(rawValue: 12)

  /// The first number of the host's own dimensions.
  static let firstOfHost: UInt8 = 32
  /// The term that a host's dimension is; nil for the library's own.
  package var definingTerm: TermID? {
    guard rawValue >= TermDimension.firstOfHost else { return nil }
    return TermID(.dimension, Int(rawValue - TermDimension.firstOfHost) + 1)
  }
  /// How many dimensions of its own a host can have.
  static let maximumOfHost = 256 - Int(firstOfHost)

  /// The library's own dimensions, by number from 1 on.
  public static let builtIn: [TermDimension] = [
    .team, .service, .category, .site, .department, .asset, .cause, .resolutionCode, .article,
    .activity, .automation, .source,
  ]

  /// Whether a ticket may be classified by it.
  ///
  /// A team is where a ticket *is*, not what it is about, and causes, codes, articles and actors have
  /// events of their own.
  public var classifiesTickets: Bool {
    switch self {
    case .service, .category, .site, .department, .asset: true
    default: rawValue >= TermDimension.firstOfHost
    }
  }

  /// What commands, answers and mappings call a built-in dimension; nil for the host's.
  public var builtInName: String? {
    switch self {
    case .dimension: "dimension"
    case .team: "team"
    case .service: "service"
    case .category: "category"
    case .site: "site"
    case .department: "department"
    case .asset: "asset"
    case .cause: "cause"
    case .resolutionCode: "resolutionCode"
    case .article: "article"
    case .activity: "activity"
    case .automation: "automation"
    case .source: "source"
    default: nil
    }
  }

  /// The built-in dimension of a name, ``dimension`` among them; nil where it is not the library's.
  init?(builtInName name: String) {
    let known = ([.dimension] + TermDimension.builtIn).first { $0.builtInName == name }
    guard let known else { return nil }
    self = known
  }

  public static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.rawValue < rhs.rawValue
  }
}
