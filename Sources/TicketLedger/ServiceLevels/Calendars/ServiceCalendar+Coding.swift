/// The bytes of a calendar, little-endian; every list begins with a 4-byte count and is in order:
///
/// ```
/// name                 text: 4-byte count, UTF-8
/// zone                 as ZoneRules writes it
/// weekly               seven lists of intervals, Monday first
/// holidays             days (4)
/// yearly holidays      month (1) · day (1)
/// ranges of holidays   first day (4) · last day (4)
/// exceptions, breaks   each: day (4) · a list of intervals
///   day                days since 1970-01-01
///   interval           start (2) · end (2), minutes since midnight
/// ```
extension ServiceCalendar {
  /// The same calendar with its intervals and ranges in order, as it is written.
  public var inOrder: ServiceCalendar {
    var calendar = self
    calendar.weekly = (0..<7).map { hours(ofWeekday: $0).sorted(by: DayInterval.isBefore) }
    calendar.holidayRanges.sort {
      ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
    }
    calendar.exceptions = exceptions.mapValues { $0.sorted(by: DayInterval.isBefore) }
    calendar.breaks = breaks.mapValues { $0.sorted(by: DayInterval.isBefore) }
    return calendar
  }

  /// Writes the one encoding that calendars share whose lists differ in order alone.
  ///
  /// - Precondition: The calendar has no ``problems()``; what is written of one that has is not
  ///   read.
  public func encode(into writer: inout ByteWriter) {
    let calendar = inOrder
    writer.write(calendar.name)
    calendar.zone.encode(into: &writer)
    for hours in calendar.weekly { writer.write(hours) }
    writer.write(UInt32(clamping: calendar.holidays.count))
    for date in calendar.holidays.sorted() { writer.write(date) }
    writer.write(UInt32(clamping: calendar.yearlyHolidays.count))
    for day in calendar.yearlyHolidays.sorted() {
      writer.write(UInt8(clamping: day.month))
      writer.write(UInt8(clamping: day.day))
    }
    writer.write(UInt32(clamping: calendar.holidayRanges.count))
    for range in calendar.holidayRanges {
      writer.write(range.lowerBound)
      writer.write(range.upperBound)
    }
    for dated in [calendar.exceptions, calendar.breaks] {
      writer.write(UInt32(clamping: dated.count))
      for (date, hours) in dated.sorted(by: { $0.key < $1.key }) {
        writer.write(date)
        writer.write(hours)
      }
    }
  }

  /// Reads a calendar and checks that it can be adopted.
  ///
  /// - Throws: ``DecodingFailure`` where the bytes are not the one encoding of a calendar without
  ///   ``problems()``.
  public init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let name = try reader.readText()
    let zone = try ZoneRules(decoding: &reader)
    self.init(name: name, zone: zone, weekly: [])
    for weekday in weekly.indices { weekly[weekday] = try reader.readIntervals() }
    holidays = Set(try reader.readDates())
    yearlyHolidays = try reader.readYearDays()
    holidayRanges = try reader.readRanges()
    exceptions = try reader.readHoursOfDates()
    breaks = try reader.readHoursOfDates()
    guard problems().isEmpty else { throw .invalidValue(offset: reader.offset) }
  }
}

extension ByteWriter {
  fileprivate mutating func write(_ date: CivilDate) {
    write(Int32(date.daysSince1970))
  }

  fileprivate mutating func write(_ hours: [DayInterval]) {
    write(UInt32(clamping: hours.count))
    for interval in hours {
      write(UInt16(clamping: interval.start))
      write(UInt16(clamping: interval.end))
    }
  }
}

extension ByteReader {
  fileprivate mutating func readDate() throws(DecodingFailure) -> CivilDate {
    let day: Int32 = try read()
    guard Gregorian.days.contains(Int(day)) else { throw .invalidValue(offset: offset) }
    return CivilDate(daysSince1970: Int(day))
  }

  fileprivate mutating func readDates() throws(DecodingFailure) -> [CivilDate] {
    var dates: [CivilDate] = []
    for _ in 0..<(try readListCount(taking: 4)) {
      let date = try readDate()
      try check(dates.last.map { $0 < date })
      dates.append(date)
    }
    return dates
  }

  fileprivate mutating func readYearDays() throws(DecodingFailure) -> Set<YearDay> {
    var days: [YearDay] = []
    for _ in 0..<(try readListCount(taking: 2)) {
      let month: UInt8 = try read()
      let day: UInt8 = try read()
      let next = YearDay(month: Int(month), day: Int(day))
      try check(days.last.map { $0 < next })
      days.append(next)
    }
    return Set(days)
  }

  fileprivate mutating func readRanges() throws(DecodingFailure) -> [ClosedRange<CivilDate>] {
    var ranges: [ClosedRange<CivilDate>] = []
    for _ in 0..<(try readListCount(taking: 8)) {
      let first = try readDate()
      let last = try readDate()
      try check(first <= last)
      try check(ranges.last.map { ($0.lowerBound, $0.upperBound) <= (first, last) })
      ranges.append(first...last)
    }
    return ranges
  }

  fileprivate mutating func readHoursOfDates()
    throws(DecodingFailure) -> [CivilDate: [DayInterval]]
  {
    var hours: [CivilDate: [DayInterval]] = [:]
    var previous: CivilDate?
    for _ in 0..<(try readListCount(taking: 8)) {
      let date = try readDate()
      try check(previous.map { $0 < date })
      hours[date] = try readIntervals()
      previous = date
    }
    return hours
  }

  fileprivate mutating func readIntervals() throws(DecodingFailure) -> [DayInterval] {
    var hours: [DayInterval] = []
    for _ in 0..<(try readListCount(taking: 4)) {
      let start: UInt16 = try read()
      let end: UInt16 = try read()
      let interval = DayInterval(Int(start), Int(end))
      try check(hours.last.map { !DayInterval.isBefore(interval, $0) })
      hours.append(interval)
    }
    return hours
  }

  /// The count of a list that is no longer than any list of a calendar.
  private mutating func readListCount(taking width: Int) throws(DecodingFailure) -> Int {
    let count = try readCount(ofEntriesTaking: width)
    try check(count <= ServiceCalendar.maximumDateCount)
    return count
  }

  private func check(_ isInOrder: Bool?) throws(DecodingFailure) {
    guard isInOrder ?? true else { throw .invalidValue(offset: offset) }
  }
}
