extension ServiceLevels {
  /// Whether a cycle that ends has missed a target, as cheaply as that can be told.
  ///
  /// - Complexity: O(w) in the waits of the cycle; most are in time, which the passed time alone shows.
  func verdict(
    of place: Int,
    _ slot: ClockSlot,
    _ row: Int,
    at instant: Instant
  ) -> CycleVerdict {
    let target = agreements.targets[place]
    let isPlain = slot.breached == 0 && slot.boundAt == slot.start && target.hideMask == 0
    guard isPlain, case .duration(let limit) = target.limit else {
      return breach(of: place, slot, row, at: instant).map { .breached($0) } ?? .met
    }
    // Open time is never more than time.
    guard instant.milliseconds(since: slot.start) > limit,
      elapsed(of: place, slot, row, until: instant) > limit
    else { return .met }
    // More was counted than promised, so it became late before: when follows from the waits.
    return .breached(nil)
  }

  /// When a running cycle missed a target before an instant; nil where it had not by then.
  ///
  /// - Complexity: O(w log m) in the waits of the cycle and the calendar.
  func breach(of place: Int, _ slot: ClockSlot, _ row: Int, at instant: Instant) -> Breach? {
    if slot.breached & 1 << agreements.targets[place].ordinal != 0 {
      return earlyBreach(of: place, cycle: slot.cycle, row)
    }
    let passed = instant.milliseconds(since: slot.start)
    switch agreements.targets[place].limit {
    case .none: return nil
    case .duration(let limit):
      guard passed > limit, elapsed(of: place, slot, row, until: instant) > limit else {
        return nil
      }
    case .workingDays(let days, let endOfDay):
      // n working days later is n dates later at least; zones and ends of days take less than the rest.
      guard passed > Int64(days - (endOfDay ? 3 : 2)) * 86_400_000 else { return nil }
    }
    return derivedBreach(of: place, from: slot.start, boundAt: slot.boundAt, row, at: instant)
  }

  /// When a cycle that was breached became late.
  func breach(of outcome: ClockOutcome, _ row: Int) -> Breach? {
    guard outcome.breach == ClockWait.none else { return breaches[Int(outcome.breach)] }
    let targets = agreements.targets(of: outcome.clock, under: outcome.rule)
    guard Int(outcome.ordinal) < targets.count else { return nil }
    return derivedBreach(
      of: targets.lowerBound + Int(outcome.ordinal),
      from: outcome.startedAt,
      boundAt: outcome.startedAt,
      row,
      at: outcome.stoppedAt
    )
  }

  private func derivedBreach(
    of place: Int,
    from start: Instant,
    boundAt: Instant,
    _ row: Int,
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

/// How a cycle ends for a target.
enum CycleVerdict: Equatable {
  case met
  /// Late; since when follows from the cycle's start, end and waits where it is not given.
  case breached(Breach?)
}
