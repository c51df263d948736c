/// A stretch of a cycle in which nothing about waiting changes; half-open.
struct ClockPiece: BitwiseCopyable {
  var from: Instant
  var to: Instant
  /// Why the ticket waits, as in ``ClockWait/code``.
  var code: UInt8

  func isIn(_ mask: UInt16) -> Bool {
    mask & ClockWait.bit(code) != 0
  }
}

/// How one target of one cycle stands at an instant; all of it follows from the cycle's pieces.
struct TargetReading {
  /// Open time counted until the instant, in milliseconds.
  var elapsed: Int64 = 0
  /// Whether the clock is paused at the instant.
  var isPaused = false
  /// When the target's time is used up; nil while that cannot be said.
  var dueAt: Instant?
  /// From when on it is late: past or to come, if nothing else happens; nil while that cannot be said.
  var breachedAt: Instant?
}

extension CompiledTarget {
  /// Reads the target from its cycle's pieces.
  ///
  /// They are in order of time, without gaps, the last ending at the instant asked for. The target
  /// cannot have been late before the clock was bound to it.
  ///
  /// - Complexity: O(n log m) in the pieces and the calendar.
  func reading(
    of pieces: [ClockPiece],
    in openTime: OpenTime,
    boundAt: Instant
  ) -> TargetReading {
    var reading = TargetReading()
    guard let last = pieces.last else { return reading }
    reading.elapsed = elapsed(in: pieces, openTime)
    reading.isPaused = last.isIn(pauseMask | hideMask)
    switch limit {
    case .none: break
    case .duration(let limit):
      reading.dueAt = instant(whenElapsed: limit, in: pieces, openTime)
      reading.breachedAt = reading.dueAt.flatMap { firstRunning(from: $0, in: pieces, openTime) }
    case .workingDays(let days, let endOfDay):
      reading.dueAt = due(days, endOfDay: endOfDay, in: pieces, openTime)
      reading.breachedAt = reading.dueAt
    }
    reading.breachedAt = reading.breachedAt.flatMap { shown(from: max($0, boundAt), in: pieces) }
    // While it is hidden nothing is due but what was late before.
    if last.isIn(hideMask), reading.breachedAt == nil { reading.dueAt = nil }
    return reading
  }

  /// The first instant from one on at which the due time is not hidden; nil where the last piece hides
  /// it.
  private func shown(from instant: Instant, in pieces: [ClockPiece]) -> Instant? {
    guard hideMask != 0 else { return instant }
    for (place, piece) in pieces.enumerated() where !piece.isIn(hideMask) {
      if piece.to > instant || place == pieces.count - 1 { return max(instant, piece.from) }
    }
    return nil
  }

  /// The open time counted in pieces after an instant, in milliseconds.
  func elapsed(
    in pieces: [ClockPiece],
    _ openTime: OpenTime,
    after instant: Instant = .distantPast
  ) -> Int64 {
    pieces.reduce(0) { sum, piece in
      guard !piece.isIn(pauseMask), piece.to > instant else { return sum }
      return sum + openTime.milliseconds(from: max(piece.from, instant), to: piece.to)
    }
  }

  /// The instant at which so much open time is counted; nil where the last piece is paused before.
  func instant(
    whenElapsed limit: Int64,
    in pieces: [ClockPiece],
    _ openTime: OpenTime
  ) -> Instant? {
    var left = max(limit, 0)
    for (place, piece) in pieces.enumerated() where !piece.isIn(pauseMask) {
      let open = openTime.milliseconds(from: piece.from, to: piece.to)
      if open >= left || place == pieces.count - 1 {
        return openTime.adding(left, to: piece.from)
      }
      left -= open
    }
    return nil
  }

  /// The first instant from one on at which the calendar is open and the clock runs.
  private func firstRunning(
    from instant: Instant,
    in pieces: [ClockPiece],
    _ openTime: OpenTime
  ) -> Instant? {
    for (place, piece) in pieces.enumerated() where !piece.isIn(pauseMask | hideMask) {
      let isLast = place == pieces.count - 1
      guard isLast || piece.to > instant else { continue }
      guard let open = openTime.nextOpen(from: max(instant, piece.from)) else { return nil }
      if isLast || open < piece.to { return open }
    }
    return nil
  }

  /// The instant due by working days: pauses that begin before it push it by the open time paused.
  private func due(
    _ days: Int,
    endOfDay: Bool,
    in pieces: [ClockPiece],
    _ openTime: OpenTime
  ) -> Instant? {
    guard let start = pieces.first?.from else { return nil }
    var due = openTime.addingWorkingDays(days, to: start, endOfDay: endOfDay)
    for (place, piece) in pieces.enumerated() where piece.isIn(pauseMask) {
      guard let known = due, piece.from < known else { break }
      // While it is paused nobody knows by how much.
      if place == pieces.count - 1 { return nil }
      let paused = openTime.milliseconds(from: piece.from, to: piece.to)
      if paused > 0 { due = openTime.adding(paused, to: known) }
    }
    return due
  }

  /// When a threshold is reached, past or to come; nil while that cannot be said.
  func instant(
    of threshold: TargetThreshold,
    in pieces: [ClockPiece],
    _ openTime: OpenTime
  ) -> Instant? {
    guard let start = pieces.first?.from else { return nil }
    switch (limit, threshold) {
    case (.none, _): return nil
    case (.duration(let limit), .percent(let percent)):
      return instant(whenElapsed: share(percent, of: limit), in: pieces, openTime)
    case (.duration(let limit), .offset(let offset)):
      return instant(whenElapsed: limit + offset, in: pieces, openTime)
    case (.workingDays(let days, let endOfDay), .percent(let percent)):
      guard percent != 100 else { return due(days, endOfDay: endOfDay, in: pieces, openTime) }
      let due = openTime.addingWorkingDays(days, to: start, endOfDay: endOfDay)
      let limit = due.map { openTime.milliseconds(from: start, to: $0) }
      return limit.flatMap { instant(whenElapsed: share(percent, of: $0), in: pieces, openTime) }
    case (.workingDays(let days, let endOfDay), .offset(let offset)):
      guard let due = due(days, endOfDay: endOfDay, in: pieces, openTime) else { return nil }
      guard offset < 0 else { return openTime.adding(offset, to: due) }
      return openTime.subtracting(-offset, from: due).map { max($0, start) }
    case (_, .workingDays(let days)):
      let reading = reading(of: pieces, in: openTime, boundAt: start)
      return reading.dueAt.flatMap {
        openTime.addingWorkingDays(days, to: $0, endOfDay: false)
      }
    }
  }

  private func share(_ percent: Int, of limit: Int64) -> Int64 {
    let (product, overflow) = limit.multipliedReportingOverflow(by: Int64(percent))
    return overflow ? .max : product / 100
  }
}
