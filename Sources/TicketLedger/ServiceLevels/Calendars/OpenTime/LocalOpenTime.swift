/// The open time of a calendar by its wall clock, as if clocks were never changed.
///
/// Wall time is cut into runs of days: regular ones, closed ones, and single days with hours of
/// their own. Their number is that of the calendar's dated entries, whatever the years between
/// them.
struct LocalOpenTime: Sendable {
  private struct Run: BitwiseCopyable, Sendable {
    var openBefore: Int64
    var firstDay: Int32
    var workingBefore: Int32
    /// The hours of its days; nil where they are regular.
    var hours: DaySegments.Hours?
  }

  /// What is open on each day.
  private(set) var segments = DaySegments()
  private var runs: [Run] = []
  private let regular: RegularYears

  /// Wall time goes on for two days on both sides of the years 1 to 9999: no offset is larger.
  private static let days = Gregorian.days.lowerBound - 2..<Gregorian.days.upperBound + 2
  private static let day: Int64 = 86_400_000

  /// Builds the index.
  ///
  /// - Complexity: O(*n* log *n*) in the number of dated entries.
  init(_ dates: CalendarDates) {
    var segments = DaySegments()
    let weekdays = (0..<7).map { segments.add(dates.minutes(ofWeekday: $0)) }
    regular = RegularYears(weekdays: weekdays, in: segments, isClosed: dates.isClosedYearly)
    self.segments = segments
    var special = dates.special[...]
    var closures = dates.closures[...]
    var day = LocalOpenTime.days.lowerBound
    while day < LocalOpenTime.days.upperBound {
      let nextSpecial = special.first ?? LocalOpenTime.days.upperBound
      closures = closures.drop { $0.upperBound < day }
      if nextSpecial == day {
        special = special.dropFirst()
        append(self.segments.add(dates.minutes(of: day)), from: day)
        day += 1
      } else if let closure = closures.first, closure.lowerBound <= day {
        append(.closed, from: day)
        day = min(nextSpecial, closure.upperBound + 1)
      } else {
        append(nil, from: day)
        let nextClosure = closures.first?.lowerBound ?? LocalOpenTime.days.upperBound
        day = min(nextSpecial, nextClosure)
      }
    }
  }

  private mutating func append(_ hours: DaySegments.Hours?, from day: Int) {
    var run = Run(openBefore: 0, firstDay: Int32(day), workingBefore: 0, hours: hours)
    if let last = runs.last {
      run.openBefore = last.openBefore + open(of: last, before: day)
      run.workingBefore = last.workingBefore + Int32(workingDays(of: last, before: day))
    }
    runs.append(run)
  }

  /// The open milliseconds until a wall time, in milliseconds since 1970, from a fixed one.
  ///
  /// - Complexity: O(log *n*) in the number of dated entries.
  func open(until wall: Int64) -> Int64 {
    let (day, time) = wall.quotientAndRemainder(flooringBy: LocalOpenTime.day)
    let run = run(of: Int(day))
    let before = run.openBefore + open(of: run, before: Int(day))
    return before + segments.open(hours(of: Int(day), in: run), until: Int32(time))
  }

  /// The earliest wall time until which so much was open.
  ///
  /// - Precondition: It is more than nothing and at most all there is.
  /// - Complexity: O(log *n*) in the number of dated entries.
  func wall(ofOpen open: Int64) -> Int64 {
    let next = runs.partitioningIndex { $0.openBefore >= open }
    let run = runs[max(next - 1, 0)]
    let rest = open - run.openBefore
    if let hours = run.hours {
      return Int64(run.firstDay) * LocalOpenTime.day + segments.time(hours, ofOpen: rest)
    }
    let regularRest = rest + regular.open(before: Int(run.firstDay))
    let (day, openBefore) = regular.day(ofOpen: regularRest)
    return Int64(day) * LocalOpenTime.day
      + segments.time(regular.hours(of: day), ofOpen: regularRest - openBefore)
  }

  /// The days with open time before a day, from a fixed one.
  ///
  /// - Complexity: O(log *n*) in the number of dated entries.
  func workingDays(before day: Int) -> Int {
    let run = run(of: day)
    return Int(run.workingBefore) + workingDays(of: run, before: day)
  }

  /// The hours of consecutive days, with the open time before each.
  func days(_ days: Range<Int>) -> [(openBefore: Int64, hours: DaySegments.Hours)] {
    var found: [(openBefore: Int64, hours: DaySegments.Hours)] = []
    found.reserveCapacity(days.count)
    var index = index(of: days.lowerBound)
    var open = open(until: Int64(days.lowerBound) * LocalOpenTime.day)
    for day in days {
      if index + 1 < runs.count, runs[index + 1].firstDay <= day { index += 1 }
      let hours = hours(of: day, in: runs[index])
      found.append((open, hours))
      open += segments.open(hours)
    }
    return found
  }

  private func hours(of day: Int, in run: Run) -> DaySegments.Hours {
    run.hours ?? regular.hours(of: day)
  }

  /// The open time of a run from its first day until another.
  private func open(of run: Run, before day: Int) -> Int64 {
    let days = day - Int(run.firstDay)
    guard days > 0 else { return 0 }
    guard let hours = run.hours else {
      return regular.open(before: day) - regular.open(before: Int(run.firstDay))
    }
    return Int64(days) * segments.open(hours)
  }

  private func workingDays(of run: Run, before day: Int) -> Int {
    let days = day - Int(run.firstDay)
    guard let hours = run.hours else {
      return regular.workingDays(before: day) - regular.workingDays(before: Int(run.firstDay))
    }
    return segments.open(hours) > 0 ? days : 0
  }

  private func run(of day: Int) -> Run {
    runs[index(of: day)]
  }

  private func index(of day: Int) -> Int {
    max(runs.partitioningIndex { $0.firstDay > day } - 1, 0)
  }
}
