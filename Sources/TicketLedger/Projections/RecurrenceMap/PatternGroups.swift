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
    // What a ticket's classification and cause amount to: looked up once for each, not once a ticket.
    let asksForCauses = question.parts.contains(.causeClass)
    // No class, whose byte is the highest, comes after the classes.
    let noCause = Int(CauseClass.allCases.map(\.rawValue).max() ?? 0) + 1
    let causes = asksForCauses ? noCause + 1 : 1
    var known = [Int](repeating: PatternGroups.unseen, count: map.classifications.count * causes)
    for (place, row) in map.rows.enumerated() where question.looks(at: row) {
      let isCounted = question.counts(row.openedAt)
      let slot =
        Int(row.classification) * causes + (asksForCauses ? min(Int(row.cause), noCause) : 0)
      if known[slot] == PatternGroups.unseen {
        known[slot] = PatternGroups.none
        if let key = PatternGroups.key(of: row, by: question.parts, in: map) {
          known[slot] = patterns[key] ?? keys.count
          if known[slot] == keys.count {
            patterns[key] = keys.count
            keys.append(key)
            members.append([])
          }
        }
      }
      guard known[slot] != PatternGroups.none else {
        if isCounted { leftOut += 1 }
        continue
      }
      members[known[slot]].append(
        Member(row: UInt32(place), openedAt: row.openedAt, isCounted: isCounted)
      )
    }
    for group in members.indices {
      members[group].sort { ($0.openedAt, $0.row) < ($1.openedAt, $1.row) }
    }
  }

  private static let unseen = -2
  private static let none = -1

  /// What a ticket has in each part; nil where it has nothing in one.
  private static func key(
    of row: RecurrenceRow,
    by parts: [PatternPart],
    in map: RecurrenceMap
  ) -> [PatternTerm]? {
    var key: [PatternTerm] = []
    for part in parts {
      switch part {
      case .dimension(let dimension):
        guard let term = map.classifications.term(in: dimension, of: row.classification) else {
          return nil
        }
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
