/// What a rule looks at, as numbers.
struct CompiledRule: Sendable {
  /// The period it belongs to, by place.
  let period: Int
  /// Its place in the policy.
  let index: Int
  /// A bit for each kind that matches; 0 matches any.
  private let kinds: UInt16
  /// A bit for each priority that matches; 0 matches any.
  private let priorities: UInt16
  private let levels: Set<UInt8>
  private let teams: Set<UInt32>
  private let terms: [(dimension: TermDimension, terms: Set<UInt32>)]

  init(
    _ rule: ServiceRule,
    at index: Int,
    of period: Int,
    names: TermNames
  ) {
    self.period = period
    self.index = index
    kinds = rule.match.kinds.reduce(0) { $0 | 1 << UInt16($1.rawValue) }
    priorities = rule.match.priorities.reduce(0) { $0 | 1 << UInt16($1) }
    levels = rule.match.levels
    teams = Set(rule.match.teams.map { names.number(of: $0, in: "team") })
    terms = rule.match.terms
      .filter { !$0.value.isEmpty }
      .map { name, values in
        let dimension = names.dimension(name) ?? TermDimension(rawValue: 0)
        return (dimension, Set(values.map { names.number(of: $0, in: name) }))
      }
      .sorted { $0.dimension < $1.dimension }
    looksAtMasksOnly = levels.isEmpty && teams.isEmpty && terms.isEmpty
  }

  /// Whether it looks at nothing but kind and priority.
  let looksAtMasksOnly: Bool

  /// Whether it looks at where a ticket is.
  var looksAtQueue: Bool { !levels.isEmpty || !teams.isEmpty }
  /// Whether it looks at what a ticket is about.
  var looksAtTerms: Bool { !terms.isEmpty }
  /// Whether it looks at the priority.
  var looksAtPriority: Bool { priorities != 0 }

  /// Whether a ticket of a kind and priority, 0 for none, can be one of those it is for.
  func matches(_ kind: UInt8, _ priority: UInt8) -> Bool {
    if kinds != 0, kinds & 1 << UInt16(kind) == 0 { return false }
    // Bit 0 stands for no priority and is never set in a rule.
    return priorities == 0 || priorities & 1 << UInt16(priority) != 0
  }

  /// Whether a ticket is one of those it is for.
  func matches(_ fields: borrowing MatchedFields) -> Bool {
    guard matches(fields.kind.rawValue, fields.priority) else { return false }
    if looksAtMasksOnly { return true }
    if !levels.isEmpty, !levels.contains(fields.level) { return false }
    if !teams.isEmpty, !teams.contains(fields.team) { return false }
    for condition in terms {
      guard let term = fields.classification[condition.dimension],
        condition.terms.contains(term.rawValue)
      else { return false }
    }
    return true
  }
}

/// What rules look at in a ticket.
struct MatchedFields {
  var kind: TicketKind
  /// 0 where none is set.
  var priority: UInt8
  var level: UInt8
  /// The team's number; 0 where no team holds it.
  var team: UInt32
  var classification: Classification

  init(_ ticket: Ticket) {
    kind = ticket.kind
    priority = ticket.prioritisation.priority ?? 0
    level = ticket.level
    team = ticket.team?.rawValue ?? 0
    classification = ticket.classification
  }
}

/// Leads from names to the numbers that clocks compare.
struct TermNames {
  let dimension: (String) -> TermDimension?
  let term: (String, TermDimension) -> TermID?

  /// The number of a name; one that no ticket can have where the name is not known.
  func number(of name: String, in dimension: String) -> UInt32 {
    self.dimension(dimension).flatMap { term(name, $0) }?.rawValue ?? .max
  }
}

extension TermNames {
  init(_ catalogue: Catalogue) {
    dimension = { catalogue.dimension(named: $0) }
    term = { catalogue.term($0, in: $1) }
  }
}
