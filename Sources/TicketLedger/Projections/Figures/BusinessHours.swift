/// The hours by which business time is counted.
public struct BusinessHours: Sendable {
  /// The name of the calendar; nil for around the clock.
  public let calendar: String?
  let openTime: OpenTime

  /// The business milliseconds from one moment to another; 0 where that is not later.
  func milliseconds(from start: Instant, to end: Instant) -> Int64 {
    openTime.milliseconds(from: start, to: end)
  }
}

extension LedgerView {
  /// The hours of a calendar that the ledger has adopted, in its version in force at an instant.
  ///
  /// - Parameters:
  ///   - name: The calendar; nil for the first that the policy in force names, in the order of its rules
  ///     and their targets, and for around the clock where it names none or there is no policy.
  ///   - instant: The instant asked for.
  /// - Returns: Nil where the ledger knows of no calendar of that name.
  public func businessHours(of name: String? = nil, asOf instant: Instant) -> BusinessHours? {
    let targets = agreements.policy(at: instant)?.rules.lazy.flatMap(\.targets)
    guard let calendar = name ?? targets?.compactMap(\.calendar).first else {
      return BusinessHours(calendar: nil, openTime: .always)
    }
    return agreements.openTime(ofCalendar: calendar, at: instant).map {
      BusinessHours(calendar: calendar, openTime: $0)
    }
  }
}
