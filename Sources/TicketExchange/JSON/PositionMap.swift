import TicketLedger

/// Where the events of one log stand in another; runs of neighbours take one entry.
struct PositionMap: Sendable {
  private struct Run {
    var old: UInt64
    var new: UInt64
    var count: UInt64
  }

  /// In the order of old positions.
  private var runs: [Run] = []
  /// What was added out of order.
  private var strays: [Position: Position] = [:]

  /// The new place of an old one; nil where it was not added.
  ///
  /// - Complexity: O(log n) in the number of runs.
  subscript(old: Position) -> Position? {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].old <= old.rawValue { low = middle + 1 } else { high = middle }
    }
    if low > 0 {
      let run = runs[low - 1]
      let distance = old.rawValue - run.old
      if distance < run.count { return Position(run.new + distance) }
    }
    return strays[old]
  }

  /// Adds a pair.
  ///
  /// - Complexity: O(1) amortised.
  mutating func add(_ old: Position, at new: Position) {
    guard let last = runs.last else {
      runs.append(Run(old: old.rawValue, new: new.rawValue, count: 1))
      return
    }
    let next = last.old + last.count
    if old.rawValue == next, new.rawValue == last.new + last.count {
      runs[runs.count - 1].count += 1
    } else if old.rawValue >= next {
      runs.append(Run(old: old.rawValue, new: new.rawValue, count: 1))
    } else {
      strays[old] = new
    }
  }
}
