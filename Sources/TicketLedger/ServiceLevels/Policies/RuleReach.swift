/// Finds the rules that never apply, because earlier ones match whatever they match.
///
/// What a rule matches is a product of sets, one for each field. A rule is out of reach where nothing
/// is left of its product once those of the earlier rules are taken away. What is left is a list of
/// products; taking one product from another leaves at most one for each field. So the answer is exact,
/// but for ``budget``: past it a rule is taken to be in reach.
struct RuleReach {
  /// Which earlier rules match whatever a rule matches, by place.
  enum Covering: Equatable {
    /// One does alone: the first that does.
    case one(Int)
    /// Some do together, in order.
    case together([Int])
  }

  /// By field: what is allowed; a field that allows anything is missing.
  private typealias Reach = [Field: Allowed]

  /// Fields have an order, so that the same policy always takes the same budget.
  private enum Field: Hashable, Comparable {
    case kind
    case priority
    case level
    case team
    case dimension(String)
  }

  /// Some values of a field, or all but some; a ticket without a value is none of those named.
  private enum Allowed {
    case only(Set<Int>)
    case allBut(Set<Int>)
  }

  private var earlier: [Reach] = []
  /// The fields of each, in order.
  private var fields: [[Field]] = []
  private var numbers: [String: Int] = [:]
  /// How many values are still compared to find rules that only several cover together.
  private var budget = 10_000_000
  /// The most products that are left of a rule.
  private static let maximumRest = 256

  /// Adds the next rule.
  ///
  /// - Returns: The earlier rules that match every ticket this one matches; nil where some are left.
  mutating func add(_ match: TicketMatch) -> Covering? {
    let reach = reach(of: match)
    defer {
      earlier.append(reach)
      fields.append(reach.keys.sorted())
    }
    if let one = earlier.firstIndex(where: { RuleReach.covers($0, reach) }) { return .one(one) }
    guard let several = cover(of: reach) else { return nil }
    return several.count == 1 ? .one(several[0]) : .together(several)
  }

  private mutating func reach(of match: TicketMatch) -> Reach {
    var reach: Reach = [:]
    // Every ticket has a kind: all of them are as good as none.
    if !match.kinds.isEmpty, match.kinds.count < TicketKind.allCases.count {
      reach[.kind] = .only(Set(match.kinds.map { Int($0.rawValue) }))
    }
    let others: [(Field, Set<Int>)] = [
      (.priority, Set(match.priorities.map { Int($0) })),
      (.level, Set(match.levels.map { Int($0) })), (.team, numbers(of: match.teams)),
    ]
    for (field, values) in others where !values.isEmpty { reach[field] = .only(values) }
    for (dimension, names) in match.terms where !names.isEmpty {
      reach[.dimension(dimension)] = .only(numbers(of: names))
    }
    return reach
  }

  private mutating func numbers(of names: Set<String>) -> Set<Int> {
    Set(
      names.map { name in
        if let number = numbers[name] { return number }
        numbers[name] = numbers.count
        return numbers.count - 1
      }
    )
  }

  private static func covers(_ wide: Reach, _ narrow: Reach) -> Bool {
    wide.allSatisfy { field, allowed in
      guard case .only(let allowed) = allowed, case .only(let wanted)? = narrow[field] else {
        return false
      }
      return wanted.count <= allowed.count && wanted.isSubset(of: allowed)
    }
  }
}

extension RuleReach {
  /// The earlier rules that leave nothing of a rule; nil where something is left, or it takes too long
  /// to tell.
  private mutating func cover(of reach: Reach) -> [Int]? {
    var rest = [reach]
    var used: [Int] = []
    for place in earlier.indices {
      var left: [Reach] = []
      var isUsed = false
      for part in rest {
        guard budget > 0 else { return nil }
        guard let pieces = subtract(place, from: part) else {
          left.append(part)
          continue
        }
        isUsed = true
        left += pieces
      }
      if isUsed { used.append(place) }
      if left.isEmpty { return used }
      guard left.count <= RuleReach.maximumRest else { return nil }
      rest = left
    }
    return nil
  }

  /// What is left of a product without that of an earlier rule; nil where they have nothing in common.
  private mutating func subtract(_ place: Int, from part: Reach) -> [Reach]? {
    var common = part
    var pieces: [Reach] = []
    for field in fields[place] {
      guard case .only(let taken)? = earlier[place][field] else { continue }
      let (inside, outside) = divide(part[field], by: taken, of: field)
      guard let inside else { return nil }
      if let outside {
        var piece = common
        piece[field] = outside
        pieces.append(piece)
      }
      common[field] = inside
    }
    return pieces
  }

  /// Divides what a field allows into what some values are, and what they are not; nil for nothing.
  private mutating func divide(
    _ allowed: Allowed?,
    by taken: Set<Int>,
    of field: Field
  ) -> (inside: Allowed?, outside: Allowed?) {
    let inside: Set<Int>
    let outside: Allowed
    switch allowed {
    case .only(let values)?:
      budget -= min(values.count, taken.count) + 1
      inside = values.intersection(taken)
      guard !inside.isEmpty else { return (nil, allowed) }
      budget -= values.count
      outside = .only(values.subtracting(inside))
    case .allBut(let values)?:
      budget -= taken.count + values.count + 1
      inside = taken.subtracting(values)
      guard !inside.isEmpty else { return (nil, allowed) }
      outside = .allBut(values.union(inside))
    case nil:
      budget -= taken.count + 1
      (inside, outside) = (taken, .allBut(taken))
    }
    return (.only(inside), RuleReach.isEmpty(outside, of: field) ? nil : outside)
  }

  private static func isEmpty(_ allowed: Allowed, of field: Field) -> Bool {
    switch allowed {
    case .only(let values): values.isEmpty
    case .allBut(let values):
      switch field {
      // These are the only ones that every ticket has, and whose values are known.
      case .kind: values.count >= TicketKind.allCases.count
      case .level: values.isSuperset(of: 1...255)
      case .priority, .team, .dimension: false
      }
    }
  }
}
