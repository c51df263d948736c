extension ServiceCalendar {
  /// The longest name, as for every name of the ledger.
  static let maximumNameSizeInBytes = 255
  /// The most dated entries.
  static let maximumDateCount = 100_000
  /// The longest run of holidays.
  static let maximumRangeInDays = 3660

  /// What keeps the calendar from being adopted; empty where nothing does.
  ///
  /// In the order of the fields: the name, weekly hours, holidays, exceptions and breaks by date,
  /// then whether it is ever open. Intervals that touch do not overlap, nor do breaks, which may. A
  /// range of holidays counts as one dated entry, an exception or break as one for each interval
  /// and at least one.
  ///
  /// - Complexity: O(*n* log *n*) in the number of intervals and dates.
  public func problems() -> [CalendarFault] {
    var faults: [CalendarFault] = []
    let nameSize = name.utf8.count
    if !(1...ServiceCalendar.maximumNameSizeInBytes ~= nameSize) {
      faults.append(.name(sizeInBytes: nameSize))
    }
    if name.hasControls { faults.append(.controlInName) }
    if weekly.count != 7 { faults.append(.weekdays(count: weekly.count)) }
    faults += weeklyFaults()
    faults += yearlyHolidays.filter { !$0.isValid }.sorted().map { .noSuchDay($0) }
    for range in holidayRanges {
      let days = range.upperBound.daysSince1970 - range.lowerBound.daysSince1970 + 1
      if days > ServiceCalendar.maximumRangeInDays { faults.append(.tooLong(range)) }
    }
    let count = datedEntryCount
    guard count <= ServiceCalendar.maximumDateCount else {
      return faults + [.tooManyDates(count)]
    }
    for (date, hours) in exceptions.sorted(by: { $0.key < $1.key }) {
      faults += hours.filter { !$0.isValid }.map { .time(.exception(date), $0) }
      let placed = hours.filter(\.isValid).map {
        PlacedInterval(place: .exception(date), interval: $0, offset: 0)
      }
      faults += PlacedInterval.overlaps(placed, around: nil)
    }
    for (date, hours) in breaks.sorted(by: { $0.key < $1.key }) {
      faults += hours.filter { !$0.isValid }.map { .time(.break(date), $0) }
    }
    if !isEverOpen { faults.append(.neverOpen) }
    return faults
  }

  /// Holidays and ranges, and the intervals of exceptions and breaks.
  private var datedEntryCount: Int {
    holidays.count + holidayRanges.count
      + exceptions.values.reduce(0) { $0 + max($1.count, 1) }
      + breaks.values.reduce(0) { $0 + max($1.count, 1) }
  }

  private var isEverOpen: Bool {
    let local = LocalOpenTime(CalendarDates(self))
    let days = Gregorian.days
    return local.workingDays(before: days.lowerBound) < local.workingDays(before: days.upperBound)
  }

  private func weeklyFaults() -> [CalendarFault] {
    var faults: [CalendarFault] = []
    var placed: [PlacedInterval] = []
    for (weekday, hours) in weekly.prefix(7).enumerated() {
      faults += hours.filter { !$0.isValid }.map { .time(.weekday(weekday), $0) }
      placed += hours.filter(\.isValid).map {
        PlacedInterval(place: .weekday(weekday), interval: $0, offset: weekday * 1440)
      }
    }
    return faults + PlacedInterval.overlaps(placed, around: 7 * 1440)
  }
}

/// An interval on a line of minutes.
private struct PlacedInterval {
  let place: CalendarFault.Place
  let interval: DayInterval
  let minutes: Range<Int>

  init(place: CalendarFault.Place, interval: DayInterval, offset: Int) {
    self.place = place
    self.interval = interval
    let end = interval.end + (interval.crossesMidnight ? 1440 : 0)
    minutes = offset + interval.start..<offset + end
  }

  /// The overlaps of each interval with the one that reaches furthest among those before it.
  ///
  /// Where the line is a circle, `length` is once around it.
  static func overlaps(_ intervals: [PlacedInterval], around length: Int?) -> [CalendarFault] {
    let sorted = intervals.sorted {
      ($0.minutes.lowerBound, $0.minutes.upperBound)
        < ($1.minutes.lowerBound, $1.minutes.upperBound)
    }
    guard var furthest = sorted.first else { return [] }
    var faults: [CalendarFault] = []
    func fault(_ next: PlacedInterval) {
      faults.append(.overlap(furthest.place, furthest.interval, next.place, next.interval))
    }
    for next in sorted.dropFirst() {
      if next.minutes.lowerBound < furthest.minutes.upperBound { fault(next) }
      if next.minutes.upperBound > furthest.minutes.upperBound { furthest = next }
    }
    guard let length else { return faults }
    for next in sorted where next.minutes.lowerBound + length < furthest.minutes.upperBound {
      fault(next)
    }
    return faults
  }
}
