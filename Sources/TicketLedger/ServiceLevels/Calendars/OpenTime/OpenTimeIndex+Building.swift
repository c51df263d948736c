extension OpenTimeIndex {
  /// The spans of a zone, with F and what leads to it.
  static func spans(of zone: ZoneRules, _ local: LocalOpenTime) -> [Span] {
    let seconds = ZoneParts.seconds
    let start = moments.lowerBound
    let first = Int64(zone.offset(atSecond: seconds.lowerBound)) * 1000
    let transitions = zone.transitions(after: seconds.lowerBound, through: seconds.upperBound)
    var span = Span(
      start: start,
      openBefore: 0,
      base: -local.open(until: start + first),
      offset: first
    )
    var spans = [span]
    spans.reserveCapacity(transitions.count + 1)
    for transition in transitions {
      span.start = transition.secondsSince1970 * 1000
      span.openBefore = span.base + local.open(until: span.start + span.offset)
      span.offset = Int64(transition.offsetInSeconds) * 1000
      span.base = span.openBefore - local.open(until: span.start + span.offset)
      spans.append(span)
    }
    return spans
  }

  /// For each bucket of the usual years, and their end, the span in which it begins.
  static func buckets(of spans: [Span]) -> [UInt32] {
    var buckets: [UInt32] = []
    var span = 0
    let last = (window.upperBound - window.lowerBound - 1) >> Int64(bucketBits) + 1
    for bucket in 0...last {
      let start = window.lowerBound + bucket << Int64(bucketBits)
      while span + 1 < spans.count, spans[span + 1].start <= start { span += 1 }
      buckets.append(UInt32(span))
    }
    return buckets
  }

  /// The days of the wall clock that the usual years touch.
  static func days(_ local: LocalOpenTime, skipping skipped: [Int]) -> [Day] {
    var working: Int32 = 0
    var skips = skipped[...].drop { $0 < windowDays.lowerBound }
    return zip(windowDays, local.days(windowDays)).map { number, day in
      let before = working
      if skips.first == number {
        skips = skips.dropFirst()
      } else if local.segments.open(day.hours) > 0 {
        working += 1
      }
      return Day(openBefore: day.openBefore, hours: day.hours, workingBefore: before)
    }
  }

  /// The days with hours by the wall clock of which no moment came.
  static func skippedDays(_ spans: [Span], _ local: LocalOpenTime) -> [Int] {
    var candidates: Set<Int> = []
    for (before, after) in zip(spans, spans.dropFirst()) where after.offset > before.offset {
      let gap = after.start + before.offset..<after.start + after.offset
      guard local.open(until: gap.lowerBound) < local.open(until: gap.upperBound) else { continue }
      let days = [gap.lowerBound, gap.upperBound - 1].map {
        Int($0.quotientAndRemainder(flooringBy: 86_400_000).quotient)
      }
      candidates.formUnion(days[0]...days[1])
    }
    return candidates.sorted().filter { day in
      local.workingDays(before: day) < local.workingDays(before: day + 1)
        && stays(on: day, in: spans).allSatisfy { _, wall in
          local.open(until: wall.lowerBound) == local.open(until: wall.upperBound)
        }
    }
  }
}
