/// How a zone goes on after its last known transition: daylight saving by rule, year after year.
///
/// This is what the footer of a zone file says, a POSIX `TZ` value with the extensions of RFC 9636:
/// the clock changes on the same days of every year.
public struct ZoneRule: Hashable, BitwiseCopyable, Sendable {
  /// What clocks show outside daylight saving, in seconds ahead of UTC.
  public let standardOffsetInSeconds: Int
  /// What they show in it, in seconds ahead of UTC; in Ireland, less than outside it.
  public let daylightOffsetInSeconds: Int
  /// When daylight saving begins, in standard time.
  public let start: Change
  /// When it ends, in daylight saving time.
  public let end: Change

  /// The day of a year on which clocks change, and when.
  public struct Change: Hashable, BitwiseCopyable, Sendable {
    /// The day.
    public let day: Day
    /// Seconds from that day's midnight to the change, -604,799 to 604,799.
    public let secondsAfterMidnight: Int
  }

  /// A day that every year has.
  public enum Day: Hashable, BitwiseCopyable, Sendable {
    /// A weekday (0 for Sunday to 6) of a week (1 to 4, 5 for the last one) of a month: `Mm.w.d`.
    case weekday(Int, week: Int, month: Int)
    /// The day of the year, 1 to 365, with 29 February left out: `Jn`.
    case number(Int)
    /// The days since 1 January, 0 to 365, with 29 February counted: `n`.
    case daysSinceNewYear(Int)
  }

  /// The range of offsets that RFC 9636 foresees, in seconds: from 25 hours behind to 26 ahead.
  static let offsets = -89_999...93_599
  /// The range of a change's time, in seconds: up to seven days either way.
  static let times = -604_799...604_799

  /// The offset that the rule gives a moment (in seconds since 1970), in seconds.
  func offset(at second: Int64) -> Int {
    let year = ZoneRule.year(ofSecond: second)
    var latest = (at: Int64.min, offset: standardOffsetInSeconds)
    // A change may be stated seven days outside its year.
    for number in 2 * (year - 2)..<2 * (year + 2) {
      let change = change(number)
      if change.at <= second && change.at >= latest.at { latest = change }
    }
    return latest.offset
  }

  /// The transitions later than `start` and not later than `end` (seconds since 1970), in order.
  func transitions(after start: Int64, through end: Int64) -> [ZoneTransition] {
    guard start < end else { return [] }
    let numbers =
      2 * (ZoneRule.year(ofSecond: start) - 1)..<2 * (ZoneRule.year(ofSecond: end) + 2)
    var changes: [(at: Int64, offset: Int)] = []
    changes.reserveCapacity(numbers.count)
    for number in numbers {
      let change = change(number)
      guard change.at > start && change.at <= end else { continue }
      // Changes are in order but for rules that state one near New Year; so the search is short.
      let place = (changes.lastIndex { $0.at <= change.at } ?? -1) + 1
      changes.insert(change, at: place)
    }
    var transitions: [ZoneTransition] = []
    transitions.reserveCapacity(changes.count)
    var offset = self.offset(at: start)
    for (index, change) in changes.enumerated() {
      let isLastOfItsMoment = index + 1 == changes.count || changes[index + 1].at > change.at
      guard isLastOfItsMoment, change.offset != offset else { continue }
      offset = change.offset
      transitions.append(ZoneTransition(secondsSince1970: change.at, offsetInSeconds: offset))
    }
    return transitions
  }

  /// A change: that of number 2*y* begins the daylight saving of year *y*, 2*y* + 1 ends it.
  ///
  /// Of two changes at one moment, that of the higher number holds. So a rule that ends daylight
  /// saving at New Year, when it begins again, has it all year (RFC 9636, section 3.3.1).
  private func change(_ number: Int) -> (at: Int64, offset: Int) {
    let (year, which) = number.flooringDivision(by: 2)
    let newYear = Gregorian.firstDay(ofYear: year)
    let isLeap = Gregorian.isLeap(year)
    guard which == 1 else {
      let wall = start.seconds(afterNewYear: newYear, isLeap: isLeap)
      return (wall - Int64(standardOffsetInSeconds), daylightOffsetInSeconds)
    }
    let wall = end.seconds(afterNewYear: newYear, isLeap: isLeap)
    return (wall - Int64(daylightOffsetInSeconds), standardOffsetInSeconds)
  }

  private static func year(ofSecond second: Int64) -> Int {
    Gregorian.year(ofDay: Int(second).flooringDivision(by: 86_400).quotient)
  }
}
