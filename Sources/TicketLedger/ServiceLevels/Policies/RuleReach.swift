/// Finds the rules that never apply, because an earlier one matches whatever they match.
///
/// Each field of a match becomes a sorted list of numbers, so that telling a subset is one walk over two
/// lists, whatever the names.
struct RuleReach {
  /// By field: what is allowed, in ascending order, never empty; a field that allows anything is missing.
  private typealias Reach = [Field: [Int]]

  private enum Field: Hashable {
    case kind
    case priority
    case level
    case team
    case dimension(String)
  }

  private var earlier: [Reach] = []
  private var numbers: [String: Int] = [:]

  /// Adds the next rule.
  ///
  /// - Returns: The first earlier rule that matches every ticket this one matches; nil where there is
  ///   none.
  mutating func add(_ match: TicketMatch) -> Int? {
    let reach = reach(of: match)
    let covering = earlier.firstIndex { RuleReach.covers($0, reach) }
    earlier.append(reach)
    return covering
  }

  private mutating func reach(of match: TicketMatch) -> Reach {
    var reach: Reach = [:]
    // Every ticket has a kind: all of them are as good as none.
    if match.kinds.count < TicketKind.allCases.count {
      reach[.kind] = match.kinds.map { Int($0.rawValue) }.sorted()
    }
    reach[.priority] = match.priorities.map { Int($0) }.sorted()
    reach[.level] = match.levels.map { Int($0) }.sorted()
    reach[.team] = numbers(of: match.teams)
    for (dimension, terms) in match.terms { reach[.dimension(dimension)] = numbers(of: terms) }
    return reach.filter { !$0.value.isEmpty }
  }

  private mutating func numbers(of names: Set<String>) -> [Int] {
    names.map { name in
      if let number = numbers[name] { return number }
      numbers[name] = numbers.count
      return numbers.count - 1
    }.sorted()
  }

  private static func covers(_ wide: Reach, _ narrow: Reach) -> Bool {
    wide.allSatisfy { field, allowed in
      guard let wanted = narrow[field], wanted.count <= allowed.count else { return false }
      var place = 0
      for number in wanted {
        while place < allowed.count, allowed[place] < number { place += 1 }
        guard place < allowed.count, allowed[place] == number else { return false }
        place += 1
      }
      return true
    }
  }
}
