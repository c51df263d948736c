extension ServiceLevels {
  /// When a running cycle missed a target before an instant; nil where it had not by then.
  ///
  /// - Complexity: O(w log m) in the waits of the cycle and the calendar; most cycles are in time,
  ///   which is found without looking for the due instant.
  func breach(
    of target: CompiledTarget,
    _ slot: ClockSlot,
    _ row: Int,
    at instant: Instant
  ) -> (dueAt: Instant, breachedAt: Instant)? {
    if slot.breached & 1 << target.ordinal != 0 {
      return earlyBreach(of: target.clock, target.ordinal, cycle: slot.cycle, row)
    }
    switch target.limit {
    case .none: return nil
    case .duration(let limit):
      guard elapsed(of: target, slot, row, until: instant) > limit else { return nil }
    case .workingDays: break
    }
    let reading = target.reading(
      of: pieces(of: row, from: slot.start, until: instant),
      in: agreements.calendars[target.calendar],
      boundAt: slot.boundAt
    )
    guard let dueAt = reading.dueAt, let breachedAt = reading.breachedAt, breachedAt < instant
    else {
      return nil
    }
    return (dueAt, breachedAt)
  }

  /// The breach that a retargeting or reopening carried on.
  func earlyBreach(
    of clock: ServiceClock,
    _ ordinal: UInt8,
    cycle: UInt16,
    _ row: Int
  ) -> (dueAt: Instant, breachedAt: Instant)? {
    var place = rows[row].lastEarlyBreach
    while place != ClockWait.none {
      let breach = earlyBreaches[Int(place)]
      if breach.clock == clock, breach.ordinal == ordinal, breach.cycle == cycle {
        return (breach.dueAt, breach.breachedAt)
      }
      place = breach.previous
    }
    return nil
  }

  /// The open time that a target counts from the start of its cycle until an instant.
  func elapsed(
    of target: CompiledTarget,
    _ slot: ClockSlot,
    _ row: Int,
    until instant: Instant
  ) -> Int64 {
    var end = instant
    var sum: Int64 = 0
    var place = rows[row].lastWait
    while place != ClockWait.none {
      let wait = waits[Int(place)]
      let from = max(wait.from, slot.start)
      if from < end {
        if !wait.isIn(target.pauseMask) {
          sum += agreements.calendars[target.calendar].milliseconds(from: from, to: end)
        }
        end = from
      }
      guard wait.from > slot.start else { return sum }
      place = wait.previous
    }
    guard slot.start < end else { return sum }
    return sum + agreements.calendars[target.calendar].milliseconds(from: slot.start, to: end)
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
