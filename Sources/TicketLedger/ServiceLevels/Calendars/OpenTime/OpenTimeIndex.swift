/// Open time as a function of the moment, F(t), with its inverse: what ``OpenTime`` looks up.
///
/// While a zone's offset stays, open time runs as it does by the wall clock. So a calendar is one
/// function of wall time, ``LocalOpenTime``, and a list of spans of equal offset that lead to it.
/// Hours skipped or shown twice, even whole dates, need no rule of their own.
///
/// Two things make the usual years fast: a table of the wall clock's days, and one of the spans
/// that begin in every 12 days. Moments are milliseconds since 1970 from the beginning of year 1 to
/// that of year 10000, included.
final class OpenTimeIndex: Sendable {
  /// A time in which the offset stays.
  struct Span: BitwiseCopyable, Sendable {
    /// When it begins.
    var start: Int64
    /// F at its start.
    var openBefore: Int64
    /// What is added to the local function of its moments to give F.
    var base: Int64
    /// What is added to a moment to give wall time.
    var offset: Int64
  }

  /// A day of the wall clock in the usual years.
  struct Day: BitwiseCopyable, Sendable {
    /// The local function at its midnight.
    var openBefore: Int64
    /// What is open on it.
    var hours: DaySegments.Hours
    /// The days with open time before it, from a fixed one.
    var workingBefore: Int32
  }

  /// The usual years, as moments.
  static let window: Range<Int64> = 0..<4_133_980_800_000
  /// The days of the wall clock that the usual years touch.
  static let windowDays = -2..<47_849
  /// The moments of the years 1 to 9999.
  static let moments = Instant.range.lowerBound..<Instant.range.upperBound + 1
  /// How many bits of a moment tell one from others in the same bucket of the span table.
  static let bucketBits = 30

  /// Where the calendar is local.
  let zone: ZoneRules
  /// Open time by the wall clock.
  let local: LocalOpenTime
  /// The spans, in order; the first begins with year 1.
  let spans: [Span]
  /// All the open time there is.
  let total: Int64
  /// For each bucket of the usual years, and their end, the span in which it begins.
  private let spanOfBucket: [UInt32]
  private let days: [Day]
  private let segments: DaySegments
  /// Dates with hours by the wall clock that all were skipped, as days since 1970, in order.
  let skippedDays: [Int]
  /// Runs of holidays by date, as days since 1970.
  let dates: CalendarDates

  /// Builds the index of a calendar.
  ///
  /// - Complexity: O(*y* + *n* log *n*) in the years there are and the dated entries.
  init(_ calendar: ServiceCalendar) {
    zone = calendar.zone
    dates = CalendarDates(calendar)
    local = LocalOpenTime(dates)
    segments = local.segments
    spans = OpenTimeIndex.spans(of: zone, local)
    let last = spans[spans.count - 1]
    total = last.base + local.open(until: OpenTimeIndex.moments.upperBound + last.offset)
    spanOfBucket = OpenTimeIndex.buckets(of: spans)
    skippedDays = OpenTimeIndex.skippedDays(spans, local)
    days = OpenTimeIndex.days(local, skipping: skippedDays)
  }

  /// F: the open milliseconds until a moment, from the beginning of year 1.
  ///
  /// - Complexity: O(log *n*) in the transitions and dated entries; in the usual years, only in
  ///   those of the same days.
  func open(until moment: Int64) -> Int64 {
    let sinceWindow = UInt64(bitPattern: moment &- OpenTimeIndex.window.lowerBound)
    guard sinceWindow < UInt64(OpenTimeIndex.window.count) else {
      return distantOpen(until: moment)
    }
    let span = usualSpan(at: sinceWindow)
    let (number, time) = OpenTimeIndex.place(in: span, of: moment)
    let day = days[number]
    return span.base + day.openBefore + segments.open(day.hours, until: time)
  }

  /// The days with open time before the date of a moment in the usual years, from a fixed one, and
  /// whether that date is one of them; nil for any other moment.
  ///
  /// - Complexity: Constant, but for many transitions close together.
  func usualWorkingDays(before moment: Int64) -> (before: Int32, until: Int32)? {
    let sinceWindow = UInt64(bitPattern: moment &- OpenTimeIndex.window.lowerBound)
    guard sinceWindow < UInt64(OpenTimeIndex.window.count) else { return nil }
    let (number, _) = OpenTimeIndex.place(in: usualSpan(at: sinceWindow), of: moment)
    guard number + 1 < days.count else { return nil }
    return (days[number].workingBefore, days[number + 1].workingBefore)
  }

  /// The span of a moment in the usual years.
  private func usualSpan(at sinceWindow: UInt64) -> Span {
    let bucket = Int(sinceWindow >> UInt64(OpenTimeIndex.bucketBits))
    let moment = OpenTimeIndex.window.lowerBound + Int64(sinceWindow)
    var low = Int(spanOfBucket[bucket])
    var high = Int(spanOfBucket[bucket + 1])
    while low < high {
      let middle = (low + high + 1) / 2
      if spans[middle].start <= moment { low = middle } else { high = middle - 1 }
    }
    return spans[low]
  }

  /// The place among ``days`` of a moment's date, and the wall time.
  private static func place(in span: Span, of moment: Int64) -> (day: Int, time: Int32) {
    let wall = UInt64(bitPattern: moment + span.offset - Int64(windowDays.lowerBound) * 86_400_000)
    let (number, time) = wall.quotientAndRemainder(dividingBy: 86_400_000)
    return (Int(number), Int32(time))
  }

  /// The earliest moment until which so much was open.
  ///
  /// - Precondition: It is more than nothing and at most ``total``.
  /// - Complexity: O(log *n*) in the transitions and dated entries.
  func moment(ofOpen open: Int64) -> Int64 {
    let span = spans[spans.partitioningIndex { $0.openBefore >= open } - 1]
    return local.wall(ofOpen: open - span.base) - span.offset
  }

  /// The spans that show wall times of a day, in order, each cut to them, as wall times.
  static func stays(on day: Int, in spans: [Span]) -> [(span: Span, wall: Range<Int64>)] {
    let midnights = Int64(day) * 86_400_000..<Int64(day + 1) * 86_400_000
    let offsets = ZoneRule.offsets
    let first = midnights.lowerBound - Int64(offsets.upperBound) * 1000
    let last = midnights.upperBound - Int64(offsets.lowerBound) * 1000
    var index = max(spans.partitioningIndex { $0.start > first } - 1, 0)
    var found: [(span: Span, wall: Range<Int64>)] = []
    while index < spans.count, spans[index].start < last {
      let span = spans[index]
      index += 1
      let end = index < spans.count ? spans[index].start : moments.upperBound
      let wall = (span.start + span.offset..<end + span.offset).clamped(to: midnights)
      if !wall.isEmpty { found.append((span, wall)) }
    }
    return found
  }

  private func distantOpen(until moment: Int64) -> Int64 {
    let span = spans[max(spans.partitioningIndex { $0.start > moment } - 1, 0)]
    return span.base + local.open(until: moment + span.offset)
  }
}
