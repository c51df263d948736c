extension ServiceLevels {
  /// When a running cycle missed a target before an instant; nil where it had not by then.
  ///
  /// - Complexity: O(w log m) in the waits of the cycle and the calendar; most cycles are in time,
  ///   which is found without looking for the due instant.
  func breach(of place: Int, _ slot: ClockSlot, _ row: Int, at instant: Instant) -> Breach? {
    if slot.breached & 1 << agreements.targets[place].ordinal != 0 {
      return earlyBreach(of: place, cycle: slot.cycle, row)
    }
    // Open time is never more than time, and n working days never take three days less than n days:
    // most cycles are in time by these alone.
    let passed = instant.milliseconds(since: slot.start)
    switch agreements.targets[place].limit {
    case .none: return nil
    case .duration(let limit):
      guard passed > limit, elapsed(of: place, slot, row, until: instant) > limit else {
        return nil
      }
    case .workingDays(let days, _):
      guard passed > Int64(days - 3) * 86_400_000 else { return nil }
    }
    let target = agreements.targets[place]
    let reading = target.reading(
      of: pieces(of: row, from: slot.start, until: instant),
      in: agreements.calendars[target.calendar],
      boundAt: slot.boundAt
    )
    guard let dueAt = reading.dueAt, let breachedAt = reading.breachedAt, breachedAt < instant
    else {
      return nil
    }
    return Breach(dueAt: dueAt, breachedAt: breachedAt)
  }

  /// The breach that a retargeting or reopening carried on.
  private func earlyBreach(of target: Int, cycle: UInt16, _ row: Int) -> Breach? {
    let clock = agreements.targets[target].clock
    let ordinal = agreements.targets[target].ordinal
    var place = rows[row].lastEarlyBreach
    while place != ClockWait.none {
      let breach = earlyBreaches[Int(place)]
      if breach.clock == clock, breach.ordinal == ordinal, breach.cycle == cycle {
        return Breach(dueAt: breach.dueAt, breachedAt: breach.breachedAt)
      }
      place = breach.previous
    }
    return nil
  }

  /// The open time that a target counts from the start of its cycle until an instant.
  private func elapsed(
    of target: Int,
    _ slot: ClockSlot,
    _ row: Int,
    until instant: Instant
  ) -> Int64 {
    let mask = agreements.targets[target].pauseMask
    let openTime = agreements.calendars[agreements.targets[target].calendar]
    var end = instant
    var sum: Int64 = 0
    var place = rows[row].lastWait
    while place != ClockWait.none {
      let wait = waits[Int(place)]
      let from = max(wait.from, slot.start)
      if from < end {
        if !wait.isIn(mask) { sum += openTime.milliseconds(from: from, to: end) }
        end = from
      }
      guard wait.from > slot.start else { return sum }
      place = wait.previous
    }
    return slot.start < end ? sum + openTime.milliseconds(from: slot.start, to: end) : sum
  }

  /// The stretches of a ticket's life between two instants, in order of time; one at least, where the
  /// instants are not in disorder.
  func pieces(of row: Int, from start: Instant, until instant: Instant) -> [ClockPiece] {
    var pieces: [ClockPiece] = []
    var end = max(start, instant)
    var place = rows[row].lastWait
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
