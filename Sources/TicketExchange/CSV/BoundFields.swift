import TicketLedger

/// The field rules of a mapping, bound to one file's columns.
struct BoundFields {
  let requester: BoundRule<MappedText>?
  let openedBy: BoundRule<MappedText>?
  let kind: BoundRule<MappedWord<TicketKind>>?
  let channel: BoundRule<MappedWord<Channel>>?
  let summary: BoundRule<MappedText>?
  let description: BoundRule<MappedText>?
  let team: BoundRule<MappedText>?
  let level: BoundRule<MappedNumber<LevelBounds>>?
  let agent: BoundRule<MappedText>?
  let impact: BoundRule<MappedNumber<GradeBounds>>?
  let urgency: BoundRule<MappedNumber<GradeBounds>>?
  let priority: BoundRule<MappedNumber<GradeBounds>>?
  let resolutionCode: BoundRule<MappedText>?
  let causeClass: BoundRule<MappedWord<CauseClass>>?
  let cause: BoundRule<MappedText>?
  let article: BoundRule<MappedText>?
  let text: BoundRule<MappedText>?
  let minutes: BoundRule<MappedNumber<MinuteBounds>>?
  let workActivity: BoundRule<MappedText>?
  let score: BoundRule<MappedNumber<ScoreBounds>>?
  let escalatedTo: BoundRule<MappedText>?

  init(_ rules: FieldRules, _ binder: inout ColumnBinder) throws(ImportError) {
    requester = try binder.bind(rules.requester)
    openedBy = try binder.bind(rules.openedBy)
    kind = try binder.bind(rules.kind)
    channel = try binder.bind(rules.channel)
    summary = try binder.bind(rules.summary)
    description = try binder.bind(rules.description)
    team = try binder.bind(rules.team)
    level = try binder.bind(rules.level)
    agent = try binder.bind(rules.agent)
    impact = try binder.bind(rules.impact)
    urgency = try binder.bind(rules.urgency)
    priority = try binder.bind(rules.priority)
    binder.bindsEventFields = true
    resolutionCode = try binder.bind(rules.resolutionCode)
    causeClass = try binder.bind(rules.causeClass)
    cause = try binder.bind(rules.cause)
    article = try binder.bind(rules.article)
    text = try binder.bind(rules.text)
    minutes = try binder.bind(rules.minutes)
    workActivity = try binder.bind(rules.workActivity)
    score = try binder.bind(rules.score)
    escalatedTo = try binder.bind(rules.escalatedTo)
    binder.bindsEventFields = false
  }
}

/// Finds the columns of rules in a file's header, and remembers which it found.
struct ColumnBinder {
  private let mapping: CSVMapping
  private let header: [String]
  private let places: [String: Int]
  /// Whether the rules bound now are read only in rows that have an event for them.
  var bindsEventFields = false
  /// The columns read in every row.
  private(set) var everyRow: Set<String> = []
  /// The columns read only in rows that have an event for them.
  private(set) var eventRows: Set<String> = []

  /// Creates a binder.
  ///
  /// - Throws: Where two columns have one name.
  init(_ mapping: CSVMapping, header: [String], file: String) throws(ImportError) {
    self.mapping = mapping
    self.header = header
    var places: [String: Int] = [:]
    for (index, name) in header.enumerated() {
      // A name that comes twice is a fault only where the mapping asks for it.
      places[name] = places[name] == nil ? index : -1
    }
    self.places = places
  }

  mutating func bind<Value>(_ rule: ColumnRule<Value>?) throws(ImportError) -> BoundRule<Value>? {
    guard let rule else { return nil }
    var columns: [Int] = []
    for name in rule.columns { columns.append(try column(name, of: rule.path)) }
    return BoundRule(rule, columns: columns, matching: mapping.matching)
  }

  mutating func bind(_ rule: TimeRule) throws(ImportError) -> BoundTime {
    var columns: [Int] = []
    for name in rule.columns { columns.append(try column(name, of: rule.path)) }
    var zoneColumn: Int?
    if let name = rule.zoneColumn { zoneColumn = try column(name, of: rule.path) }
    return BoundTime(rule, columns: columns, zoneColumn: zoneColumn)
  }

  /// The place of a column.
  mutating func column(_ name: String, of path: String) throws(ImportError) -> Int {
    guard let place = places[name] else {
      let shown = header.prefix(40).joined(separator: ", ")
      throw ImportError(
        file: mapping.file,
        problem: "\(path): the file has no column \"\(name)\"",
        remedy: header.count == 1
          ? "its only column is \"\(header[0].prefix(200))\": is \"delimiter\" right?"
          : "its columns are \(shown)"
      )
    }
    guard place >= 0 else {
      throw ImportError(
        file: mapping.file,
        problem: "\(path): the file has more than one column \"\(name)\"",
        remedy: "rename one of them in the file's header"
      )
    }
    if bindsEventFields { eventRows.insert(name) } else { everyRow.insert(name) }
    return place
  }

  /// The places of some of the columns found, in the order of their names.
  func places(of names: Set<String>) -> [Int] {
    names.sorted().compactMap { places[$0] }
  }
}
