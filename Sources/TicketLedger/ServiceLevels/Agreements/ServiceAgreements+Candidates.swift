extension ServiceAgreements {
  private static let kinds = 16
  private static let priorities = Int(Prioritisation.range.upperBound) + 1

  /// Where the candidate of a kind and priority, 0 for none, stands.
  static func candidate(of period: Int, _ kind: UInt8, _ priority: UInt8) -> Int {
    (period * kinds + Int(kind)) * priorities + Int(priority)
  }

  /// For each period, kind and priority, in that order, the first rule that such a ticket can match;
  /// ``noRule`` where there is none.
  static func candidates(of periods: [Period], _ rules: [CompiledRule]) -> ContiguousArray<UInt32> {
    var candidates: ContiguousArray<UInt32> = []
    candidates.reserveCapacity(periods.count * kinds * priorities)
    for period in periods {
      for kind in 0..<UInt8(kinds) {
        for priority in 0..<UInt8(priorities) {
          let first = period.rules.first { rules[$0].matches(kind, priority) }
          candidates.append(first.map { UInt32($0) } ?? noRule)
        }
      }
    }
    return candidates
  }
}
