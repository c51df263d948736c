/// The tickets that a question looks at, told apart by pattern.
struct PatternGroups {
  /// A ticket of a pattern.
  struct Member: BitwiseCopyable {
    /// Its row.
    let row: UInt32
    /// When it was opened.
    let openedAt: Instant
    /// Whether it was opened in the period asked for.
    let isCounted: Bool
  }

  /// What the tickets of each pattern share.
  private(set) var keys: [[PatternTerm]] = []
  /// The tickets of each pattern by their openings, those opened at once by number.
  private(set) var members: [[Member]] = []
  /// The tickets of the period that have no term in a part asked for.
  private(set) var leftOut = 0

  /// - Complexity: O(n log n) in the tickets.
  init(_ question: RecurrenceQuestion, in map: RecurrenceMap) {
    var patterns: [[PatternTerm]: Int] = [:]
    // What a classification and cause amount to: spelt out once for each, not once a ticket.
    let asksForCauses = question.parts.contains(.causeClass)
    var known: [Subject: Int?] = [:]
    for (place, row) in map.rows.enumerated() where question.looks(at: row) {
      let isCounted = question.counts(row.openedAt)
      let subject = Subject(row.classification, asksForCauses ? row.cause : 0)
      let group: Int?
      if let found = known[subject] {
        group = found
      } else {
        group = self.group(of: row, by: question.parts, among: &patterns)
        known[subject] = .some(group)
      }
      guard let group else {
        if isCounted { leftOut += 1 }
        continue
      }
      members[group].append(
        Member(row: UInt32(place), openedAt: row.openedAt, isCounted: isCounted)
      )
    }
    for group in members.indices {
      members[group].sort { ($0.openedAt, $0.row) < ($1.openedAt, $1.row) }
    }
  }

  /// What decides which pattern a ticket is of.
  private struct Subject: Hashable {
    let classification: Classification
    let cause: UInt8

    init(_ classification: Classification, _ cause: UInt8) {
      self.classification = classification
      self.cause = cause
    }
  }

  /// The place of a ticket's pattern, made where it is new; nil where the ticket is of none.
  private mutating func group(
    of row: RecurrenceRow,
    by parts: [PatternPart],
    among patterns: inout [[PatternTerm]: Int]
  ) -> Int? {
    guard let key = PatternGroups.key(of: row, by: parts) else { return nil }
    if let known = patterns[key] { return known }
    let group = keys.count
    patterns[key] = group
    keys.append(key)
    members.append([])
    return group
  }

  /// What a ticket has in each part; nil where it has nothing in one.
  private static func key(of row: RecurrenceRow, by parts: [PatternPart]) -> [PatternTerm]? {
    var key: [PatternTerm] = []
    for part in parts {
      switch part {
      case .dimension(let dimension):
        guard let term = row.classification[dimension] else { return nil }
        key.append(.term(term))
      case .causeClass:
        guard let cause = CauseClass(rawValue: row.cause), cause != .unknown else { return nil }
        key.append(.causeClass(cause))
      }
    }
    return key
  }

  /// The resolutions of a pattern's tickets, told apart by requester or not.
  func resolutions(
    of members: [Member],
    byRequester: Bool,
    in map: RecurrenceMap
  ) -> ResolutionOrder {
    var entries: [ResolutionOrder.Entry] = []
    for member in members {
      let row = map.rows[Int(member.row)]
      // Nobody known repeats nothing.
      if byRequester, row.requester == 0 { continue }
      for instant in map.resolutions(of: row) {
        entries.append(
          ResolutionOrder.Entry(
            requester: byRequester ? row.requester : 0,
            at: instant,
            openedAt: row.openedAt,
            row: member.row
          )
        )
      }
    }
    return ResolutionOrder(entries)
  }
}
