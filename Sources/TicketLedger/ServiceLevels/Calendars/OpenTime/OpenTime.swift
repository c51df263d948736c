/// The open time of a calendar: how much of it passes, and when so much has passed.
///
/// All of it follows from one function, F(t): the open milliseconds until a moment. Answers are
/// exact to the millisecond in the years 1 to 9999, whatever the distance. A moment is open until
/// the next millisecond; an opening instant is open, a closing instant is closed.
///
/// A value is one reference to an index that never changes, and may be used from any thread. The
/// index takes about a megabyte and some milliseconds to build, more with very many dated entries:
/// keep it while the calendar is in force.
public struct OpenTime: Sendable {
  let index: OpenTimeIndex
  /// Whether nothing is ever closed, so that open time is time.
  private let isUnbroken: Bool

  /// Time around the clock; its dates are those of UTC.
  public static let always = OpenTime(
    ServiceCalendar(
      name: "always",
      zone: .utc,
      weekly: Array(repeating: [DayInterval(0, 1440)], count: 7)
    )
  )

  /// Builds the index of a calendar.
  ///
  /// A calendar with ``ServiceCalendar/problems()`` has open time too: overlapping intervals count
  /// once, times outside a day are cut.
  ///
  /// - Complexity: O(*n* log *n*) in the number of dated entries, after a constant part.
  public init(_ calendar: ServiceCalendar) {
    index = OpenTimeIndex(calendar)
    isUnbroken = index.total == Int64(OpenTimeIndex.moments.count)
  }

  /// F: the open milliseconds from the beginning of year 1 until a moment.
  ///
  /// Only differences matter. It never decreases.
  ///
  /// - Complexity: Constant in the years 1970 to 2100, but for many transitions or intervals close
  ///   together; else O(log *n*) in transitions and dated entries.
  public func elapsed(until instant: Instant) -> Int64 {
    open(until: instant.millisecondsSince1970)
  }

  /// The open milliseconds from one moment to another; 0 where that is not later.
  public func milliseconds(from start: Instant, to end: Instant) -> Int64 {
    max(0, elapsed(until: end) - elapsed(until: start))
  }

  /// The earliest moment from `start` on at which so many open milliseconds have passed.
  ///
  /// It may be a closing instant: work that is due when a day ends is due then, and not the next
  /// morning. Zero gives the first open moment from `start` on; less than zero goes back, as
  /// ``subtracting(_:from:)`` does. Nil where so much open time does not come before year 9999
  /// ends.
  ///
  /// - Complexity: O(log *n*) in transitions and dated entries.
  public func adding(_ milliseconds: Int64, to start: Instant) -> Instant? {
    guard milliseconds > 0 else {
      guard milliseconds < 0 else { return nextOpen(from: start) }
      return milliseconds == .min ? nil : subtracting(-milliseconds, from: start)
    }
    let before = elapsed(until: start)
    guard milliseconds <= index.total - before else { return nil }
    return instant(moment(ofOpen: before + milliseconds))
  }

  /// The latest moment until `end` from which so many open milliseconds passed.
  ///
  /// It may be an opening instant. Zero gives the last moment until `end` that open time ran up to:
  /// `end` itself, or the closing instant before it. Less than zero goes forward, as
  /// ``adding(_:to:)`` does. Nil where there was not so much open time since year 1 began.
  ///
  /// - Complexity: O(log *n*) in transitions and dated entries.
  public func subtracting(_ milliseconds: Int64, from end: Instant) -> Instant? {
    guard milliseconds >= 0 else {
      return milliseconds == .min ? nil : adding(-milliseconds, to: end)
    }
    let before = elapsed(until: end)
    guard milliseconds > 0 else { return before > 0 ? instant(moment(ofOpen: before)) : nil }
    guard milliseconds <= before else { return nil }
    return instant(moment(ofOpen: before - milliseconds + 1) - 1)
  }

  /// Whether a moment is open.
  public func isOpen(at instant: Instant) -> Bool {
    let moment = instant.millisecondsSince1970
    return open(until: moment + 1) > open(until: moment)
  }

  /// The first open moment that is not before another; nil where none comes any more.
  ///
  /// - Complexity: O(log *n*) in transitions and dated entries.
  public func nextOpen(from start: Instant) -> Instant? {
    let before = elapsed(until: start)
    guard before < index.total else { return nil }
    return instant(moment(ofOpen: before + 1) - 1)
  }

  /// Whether the calendar names a date as a holiday, which an exception may open nevertheless.
  public func isHoliday(_ date: CivilDate) -> Bool {
    index.dates.isHoliday(date.daysSince1970)
  }

  /// F of a moment from the beginning of year 1 to that of year 10000.
  func open(until moment: Int64) -> Int64 {
    isUnbroken ? moment - OpenTimeIndex.moments.lowerBound : index.open(until: moment)
  }

  /// The earliest moment until which so much, which there is, was open.
  private func moment(ofOpen open: Int64) -> Int64 {
    isUnbroken ? open + OpenTimeIndex.moments.lowerBound : index.moment(ofOpen: open)
  }

  private func instant(_ moment: Int64) -> Instant? {
    Instant.range.contains(moment) ? Instant(millisecondsSince1970: moment) : nil
  }
}
