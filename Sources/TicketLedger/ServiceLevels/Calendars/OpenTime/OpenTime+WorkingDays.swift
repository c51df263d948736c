extension OpenTime {
  /// The moment so many working days after another (before it, where negative).
  ///
  /// A working day is a date of the calendar's zone on which there is open time. The date of
  /// `start` is not counted: one working day after any moment of a week-end is Monday. Zero stays
  /// on the date of `start` or, where that is no working day, goes on to the next one.
  ///
  /// - Parameters:
  ///   - days: The number of working days.
  ///   - start: The moment from which they are counted.
  ///   - endOfDay: Whether the answer is the instant at which that day's open time ends; else it is
  ///     the same time of day as at `start`, open or not, by the rules of
  ///     ``ZoneRules/instant(ofWallMilliseconds:)``.
  /// - Returns: Nil where it lies outside the years 1 to 9999.
  /// - Complexity: O(log *d* · log *n*) in the days to go, and the transitions and dated entries.
  public func addingWorkingDays(
    _ days: Int,
    to start: Instant,
    endOfDay: Bool
  ) -> Instant? {
    let wall = index.zone.wallMilliseconds(at: start)
    let (day, time) = wall.quotientAndRemainder(flooringBy: 86_400_000)
    let startDay = Int(day)
    guard let day = index.workingDay(days, from: startDay) else { return nil }
    let moment: Int64
    if endOfDay {
      moment = index.closing(of: day)
    } else {
      // Resolving its own wall time could go back to the first of two that are equal.
      guard day != startDay else { return start }
      moment = index.zone.milliseconds(ofWallMilliseconds: Int64(day) * 86_400_000 + time)
    }
    return Instant.range.contains(moment) ? Instant(millisecondsSince1970: moment) : nil
  }

  /// The number of working days after the date of one moment and until that of another, itself
  /// included; 0 where that is not later.
  ///
  /// ``addingWorkingDays(_:to:endOfDay:)`` with more than so many leads to a date after that of `end`.
  ///
  /// - Complexity: Constant in the years 1970 to 2100, but for many transitions close together; else
  ///   O(log *n*) in the transitions and dated entries.
  public func workingDays(after start: Instant, until end: Instant) -> Int {
    let (first, last) = (start.millisecondsSince1970, end.millisecondsSince1970)
    if let from = index.usualWorkingDays(before: first),
      let to = index.usualWorkingDays(before: last)
    {
      return max(0, Int(to.until - from.until))
    }
    let days = [start, end].map { instant in
      index.zone.wallMilliseconds(at: instant).quotientAndRemainder(flooringBy: 86_400_000).quotient
    }
    return max(
      0,
      index.workingDays(before: Int(days[1]) + 1) - index.workingDays(before: Int(days[0]) + 1)
    )
  }

  /// Whether there is open time on a date of the calendar's zone.
  ///
  /// - Complexity: O(log *n*) in the transitions and dated entries.
  public func isWorkingDay(_ date: CivilDate) -> Bool {
    let day = date.daysSince1970
    return index.workingDays(before: day) < index.workingDays(before: day + 1)
  }
}

extension OpenTimeIndex {
  /// The days with open time before a day, from a fixed one.
  fileprivate func workingDays(before day: Int) -> Int {
    local.workingDays(before: day) - skippedDays.partitioningIndex { $0 >= day }
  }

  /// The working day so many after a day, which is not counted, or before it; 0 is the day or the
  /// next.
  fileprivate func workingDay(_ number: Int, from day: Int) -> Int? {
    let all = Gregorian.days
    guard number.magnitude <= UInt(all.count) else { return nil }
    guard number >= 0 else {
      // The latest day from which on there are so many before the start.
      let open = workingDays(before: day) + number
      let next = partition(back: day, until: all.lowerBound) { workingDays(before: $0) <= open }
      return next
    }
    let start = number == 0 ? day : day + 1
    let open = workingDays(before: start) + max(number, 1)
    let end = partition(from: start, until: all.upperBound) { workingDays(before: $0) >= open }
    return end.map { $0 - 1 }
  }

  /// The first day in a range after its beginning from which on a condition holds.
  private func partition(from day: Int, until end: Int, _ holds: (Int) -> Bool) -> Int? {
    var step = 1
    var low = day
    while low < end {
      let high = min(low + step, end)
      if holds(high) {
        let days = low + 1...high
        return days[days.partitioningIndex(where: holds)]
      }
      low = high
      step *= 2
    }
    return nil
  }

  /// The last day in a range before its end until which a condition holds.
  private func partition(back day: Int, until start: Int, _ holds: (Int) -> Bool) -> Int? {
    partition(from: -day, until: -start) { holds(-$0) }.map { -$0 }
  }

  /// The moment at which the open time of a working day ends for good.
  fileprivate func closing(of day: Int) -> Int64 {
    for (span, wall) in OpenTimeIndex.stays(on: day, in: spans).reversed() {
      let open = local.open(until: wall.upperBound)
      guard open > local.open(until: wall.lowerBound) else { continue }
      return local.wall(ofOpen: open) - span.offset
    }
    return Int64(day + 1) * 86_400_000 - (spans.last?.offset ?? 0)
  }
}
