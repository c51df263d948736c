import TicketLedger

/// Where the fields of tickets and events stand in a row: the key `fields` of a mapping.
struct FieldRules: Sendable {
  // What a ticket is opened with; read from its first row.
  var requester: ColumnRule<MappedText>?
  var openedBy: ColumnRule<MappedText>?
  var kind: ColumnRule<MappedWord<TicketKind>>?
  var channel: ColumnRule<MappedWord<Channel>>?
  var summary: ColumnRule<MappedText>?
  var description: ColumnRule<MappedText>?

  // What is compared from row to row.
  var team: ColumnRule<MappedText>?
  var level: ColumnRule<MappedNumber<LevelBounds>>?
  var agent: ColumnRule<MappedText>?
  var impact: ColumnRule<MappedNumber<GradeBounds>>?
  var urgency: ColumnRule<MappedNumber<GradeBounds>>?
  var priority: ColumnRule<MappedNumber<GradeBounds>>?

  // What single events carry; read only in rows that have such an event.
  var resolutionCode: ColumnRule<MappedText>?
  var causeClass: ColumnRule<MappedWord<CauseClass>>?
  var cause: ColumnRule<MappedText>?
  var article: ColumnRule<MappedText>?
  var text: ColumnRule<MappedText>?
  var minutes: ColumnRule<MappedNumber<MinuteBounds>>?
  var workActivity: ColumnRule<MappedText>?
  var score: ColumnRule<MappedNumber<ScoreBounds>>?
  var escalatedTo: ColumnRule<MappedText>?

  static let keys = [
    "requester", "openedBy", "kind", "channel", "summary", "description", "team", "level", "agent",
    "impact", "urgency", "priority", "resolutionCode", "causeClass", "cause", "article", "text",
    "minutes", "workActivity", "score", "escalatedTo",
  ]

  /// Reads the rules; none where the mapping has no fields.
  init(_ node: MappingNode?) throws(ImportError) {
    guard let node else { return }
    let members = try node.members(FieldRules.keys)
    func rule<Value>(_ key: String) throws(ImportError) -> ColumnRule<Value>? {
      guard let node = members[key] else { return nil }
      return try ColumnRule<Value>(node)
    }
    requester = try rule("requester")
    openedBy = try rule("openedBy")
    kind = try rule("kind")
    channel = try rule("channel")
    summary = try rule("summary")
    description = try rule("description")
    team = try rule("team")
    level = try rule("level")
    agent = try rule("agent")
    impact = try rule("impact")
    urgency = try rule("urgency")
    priority = try rule("priority")
    resolutionCode = try rule("resolutionCode")
    causeClass = try rule("causeClass")
    cause = try rule("cause")
    article = try rule("article")
    text = try rule("text")
    minutes = try rule("minutes")
    workActivity = try rule("workActivity")
    score = try rule("score")
    escalatedTo = try rule("escalatedTo")
  }

  /// The field that an event cannot do without, where the mapping lacks it.
  func missing(for event: MappedEvent) -> String? {
    switch event.kind {
    case .rated where score == nil: "score"
    case .workLogged where minutes == nil: "minutes"
    case .articleApplied where article == nil: "article"
    case .diagnosed where event.causeClass == nil && causeClass == nil: "causeClass"
    default: nil
    }
  }
}
