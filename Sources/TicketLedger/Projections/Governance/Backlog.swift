/// How many tickets were open at an instant, by level; tickets of no team are at level 1.
public struct Backlog: Hashable, Sendable {
  /// The instant: what happened then and before is counted.
  public let at: Instant
  /// By level; levels without open tickets are left out.
  public internal(set) var byLevel: [UInt8: Int] = [:]

  /// Open tickets of all levels.
  public var open: Int { byLevel.values.reduce(0, +) }
}

/// How far apart the points of a backlog series are.
public enum BacklogStep: String, CaseIterable, Sendable {
  /// The end of each day, in UTC.
  case day
  /// The end of each Sunday, in UTC.
  case week
}

extension LedgerView {
  /// How many tickets were open at some instants, by level.
  ///
  /// - Parameters:
  ///   - instants: The instants, in order.
  ///   - filter: Which tickets; its period plays no part.
  /// - Returns: A backlog for each instant.
  /// - Precondition: ``Governance`` and ``Flow`` are among the ledger's projections.
  /// - Complexity: O(n log m) in the changes and the instants.
  public func backlog(
    at instants: [Instant],
    _ filter: FigureFilter = FigureFilter()
  ) -> [Backlog] {
    let chosen = chosenTickets(filter)
    var series = instants.map { Backlog(at: $0) }
    guard !instants.isEmpty else { return series }
    // What changes at a point stays so until the last.
    for change in self[Governance.self].changes where chosen.contains(change.ticket) {
      let place = instants.firstPlace(notBefore: change.at)
      guard place < instants.count else { continue }
      if change.wasOpen { series[place].byLevel[change.fromLevel, default: 0] -= 1 }
      if change.isOpen { series[place].byLevel[change.toLevel, default: 0] += 1 }
    }
    for place in 1..<max(instants.count, 1) {
      series[place].byLevel.merge(series[place - 1].byLevel, uniquingKeysWith: +)
    }
    for place in series.indices {
      series[place].byLevel = series[place].byLevel.filter { $0.value != 0 }
    }
    return series
  }

  /// How many tickets were open at the end of each day or week of a period, by level.
  ///
  /// - Parameters:
  ///   - period: The period; what lies before the first event or after the last is left out.
  ///   - step: How far apart the points are.
  ///   - filter: Which tickets.
  ///   - instant: The instant asked for; what lies after it is left out.
  /// - Returns: A backlog for each point, the last at the end of the time asked for, whatever day or
  ///   hour it is; at most ``maximumBacklogPoints`` and that, the latest.
  public func backlog(
    in period: Period = .always,
    every step: BacklogStep,
    _ filter: FigureFilter = FigureFilter(),
    asOf instant: Instant
  ) -> [Backlog] {
    guard let first = firstOccurredAt, let last = lastOccurredAt else { return [] }
    let day: Int64 = 86_400_000
    let start = max(period.from ?? first, first)
    let end = min(period.until?.advanced(byMilliseconds: -1) ?? instant, min(instant, last))
    guard start <= end else { return [] }
    var instants: [Instant] = []
    var point = start.millisecondsSince1970.dividedDown(by: day)
    if step == .week {
      // 1970-01-01 was a Thursday: day 3 was the first Sunday.
      point += (3 - point % 7 + 7) % 7
    }
    let length: Int64 = step == .day ? 1 : 7
    let lastDay = end.millisecondsSince1970.dividedDown(by: day)
    let most = Int64(LedgerView.maximumBacklogPoints)
    point = max(point, lastDay - (lastDay - point) % length - (most - 1) * length)
    while point <= lastDay {
      instants.append(
        min(Instant(millisecondsSince1970: (point + 1) * day - 1), end)
      )
      point += length
    }
    if instants.last != end { instants.append(end) }
    return backlog(at: instants, filter)
  }

  /// The most points that a backlog series has.
  public static var maximumBacklogPoints: Int { 4_000 }
}

extension [Instant] {
  /// The place of the first that is not before an instant; the count where there is none.
  fileprivate func firstPlace(notBefore instant: Instant) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < instant { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
