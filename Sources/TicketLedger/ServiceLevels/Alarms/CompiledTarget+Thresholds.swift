extension CompiledTarget {
  /// When a threshold calls for an alarm, past or to come; nil while that cannot be said.
  ///
  /// Not before the clock followed this target. An instant at which the clock is paused, or its due
  /// time hidden, moves to when it goes on.
  ///
  /// - Parameters:
  ///   - threshold: One of the target's.
  ///   - pieces: The cycle in order of time, without gaps; the last one is taken to last.
  ///   - openTime: The open time of the target's calendar.
  ///   - boundAt: Since when the clock has followed this target.
  /// - Returns: The first instant from which the clock runs with so much of the target behind it.
  /// - Complexity: O(n log m) in the pieces and the calendar.
  func alarmInstant(
    of threshold: TargetThreshold,
    in pieces: [ClockPiece],
    _ openTime: OpenTime,
    boundAt: Instant
  ) -> Instant? {
    guard let reached = instant(of: threshold, in: pieces, openTime) else { return nil }
    let earliest = max(reached, boundAt)
    for (place, piece) in pieces.enumerated() where !piece.isIn(pauseMask | hideMask) {
      let lasts = place == pieces.count - 1
      if lasts || piece.to > earliest { return max(earliest, piece.from) }
    }
    return nil
  }
}
