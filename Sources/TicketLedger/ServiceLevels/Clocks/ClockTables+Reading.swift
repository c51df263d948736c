extension ClockTables {
  /// When the present cycle of a clock missed a target before an instant; nil where it had not by then.
  ///
  /// - Complexity: O(w log m) in the waits of the cycle and the calendar.
  func breach(
    of place: Int,
    _ clock: ServiceClock,
    _ row: ClockRow,
    at instant: Instant
  ) -> Breach? {
    let slot = row[clock]
    if slot.breached & 1 << agreements.targets[place].ordinal != 0 {
      let ordinal = agreements.targets[place].ordinal
      return earlyBreach(of: clock, ordinal, cycle: slot.cycle, row).map {
        earlyBreaches[$0].breach
      }
    }
    guard mayBeLate(for: place, from: slot.start, row, at: instant) else { return nil }
    let boundAt = boundAt(clock, row)
    return derivedBreach(of: place, from: slot.start, boundAt: boundAt, row, at: instant)
  }

  /// Whether a cycle can have missed a target before an instant; for a duration, whether more than that
  /// was counted.
  private func mayBeLate(
    for place: Int,
    from start: Instant,
    _ row: ClockRow,
    at instant: Instant
  ) -> Bool {
    switch agreements.targets[place].limit {
    case .none: false
    case .duration(let limit):
      // Open time is never more than time.
      instant.milliseconds(since: start) > limit
        && elapsed(of: place, from: start, row, until: instant) > limit
    case .workingDays(let days, _):
      agreements.calendars[agreements.targets[place].calendar]
        .workingDays(after: start, until: instant) >= days
    }
  }

  /// When a cycle missed a target before it ended; nil where it did not.
  func breach(of place: Int, _ outcome: ClockOutcome, _ row: ClockRow) -> Breach? {
    let (start, end) = (outcome.startedAt, outcome.stoppedAt)
    guard mayBeLate(for: place, from: start, row, at: end) else { return nil }
    return derivedBreach(of: place, from: start, boundAt: start, row, at: end)
  }

  private func derivedBreach(
    of place: Int,
    from start: Instant,
    boundAt: Instant,
    _ row: ClockRow,
    at instant: Instant
  ) -> Breach? {
    let target = agreements.targets[place]
    let reading = target.reading(
      of: pieces(of: row, from: start, until: instant),
      in: agreements.calendars[target.calendar],
      boundAt: boundAt
    )
    guard let dueAt = reading.dueAt, let breachedAt = reading.breachedAt, breachedAt < instant
    else {
      return nil
    }
    return Breach(dueAt: dueAt, breachedAt: breachedAt)
  }

  /// What the present cycle of a clock was late for under rules that had more targets for it than the
  /// present one.
  func orphans(of clock: ServiceClock, _ row: ClockRow) -> [EarlyBreach] {
    let slot = row[clock]
    let followed = agreements.targets(of: clock, under: slot.rule).count
    guard slot.breached >> UInt8(clamping: followed) != 0 else { return [] }
    return chain(from: row.lastEarlyBreach, in: earlyBreaches) { $0.previous }
      .filter { $0.clock == clock && $0.cycle == slot.cycle && Int($0.ordinal) >= followed }
  }

  /// Where the breach stands that a retargeting or reopening carried on.
  func earlyBreach(
    of clock: ServiceClock,
    _ ordinal: UInt8,
    cycle: UInt16,
    _ row: ClockRow
  ) -> Int? {
    var place = row.lastEarlyBreach
    while place != ClockWait.none {
      let breach = earlyBreaches[Int(place)]
      if breach.clock == clock, breach.ordinal == ordinal, breach.cycle == cycle {
        return Int(place)
      }
      place = breach.previous
    }
    return nil
  }

  /// The open time that a target counts from the start of its cycle until an instant.
  private func elapsed(
    of target: Int,
    from start: Instant,
    _ row: ClockRow,
    until instant: Instant
  ) -> Int64 {
    let mask = agreements.targets[target].pauseMask
    let openTime = agreements.calendars[agreements.targets[target].calendar]
    var end = instant
    var sum: Int64 = 0
    var place = row.lastWait
    while place != ClockWait.none {
      let wait = waits[Int(place)]
      let from = max(wait.from, start)
      if from < end {
        if !wait.isIn(mask) { sum += openTime.milliseconds(from: from, to: end) }
        end = from
      }
      guard wait.from > start else { return sum }
      place = wait.previous
    }
    return start < end ? sum + openTime.milliseconds(from: start, to: end) : sum
  }

  /// The stretches of a ticket's life between two instants, in order of time; one at least, where the
  /// instants are not in disorder.
  func pieces(of row: ClockRow, from start: Instant, until instant: Instant)
    -> [ClockPiece]
  {
    var pieces: [ClockPiece] = []
    var end = max(start, instant)
    var place = row.lastWait
    while place != ClockWait.none, pieces.isEmpty || end > start {
      let wait = waits[Int(place)]
      let from = max(wait.from, start)
      if from < end || (wait.from <= end && pieces.isEmpty) {
        pieces.append(ClockPiece(from: from, to: end, code: wait.code))
        end = from
      }
      place = wait.previous
    }
    if end > start || pieces.isEmpty {
      pieces.append(ClockPiece(from: start, to: end, code: ClockWait.running))
    }
    pieces.reverse()
    return pieces
  }
}
