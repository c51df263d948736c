/// The open segments of days by their wall time, days of equal hours once.
struct DaySegments: Sendable {
  /// A half-open stretch of a day, in milliseconds since midnight.
  struct Segment: BitwiseCopyable, Sendable {
    var start: Int32
    var end: Int32
    /// The open milliseconds of the day before it.
    var openBefore: Int32
  }

  /// The hours of a day: where its segments are among all.
  struct Hours: Hashable, BitwiseCopyable, Sendable {
    var first: UInt32
    var count: UInt32

    /// Those of a day that is closed.
    static let closed = Hours(first: 0, count: 0)
  }

  private var segments: [Segment] = []

  /// Adds the hours of a day.
  mutating func add(_ minutes: OpenMinutes) -> Hours {
    let first = segments.count
    var open: Int32 = 0
    for range in minutes.ranges {
      let start = Int32(range.lowerBound * 60_000)
      let end = Int32(range.upperBound * 60_000)
      segments.append(Segment(start: start, end: end, openBefore: open))
      open += end - start
    }
    return Hours(first: UInt32(first), count: UInt32(minutes.ranges.count))
  }

  /// The open milliseconds of a whole day.
  func open(_ hours: Hours) -> Int64 {
    guard hours.count > 0 else { return 0 }
    let last = segments[Int(hours.first + hours.count - 1)]
    return Int64(last.openBefore + last.end - last.start)
  }

  /// The open milliseconds of a day until a time of it.
  ///
  /// - Complexity: O(log *n*) in the number of the day's segments.
  @inline(__always)
  func open(_ hours: Hours, until time: Int32) -> Int64 {
    let first = Int(hours.first)
    let end = first + Int(hours.count)
    // Times of day come in no order: a branch would be foretold wrongly half the time, a sum needs
    // none.
    guard hours.count <= DaySegments.mostSummed else { return found(first..<end, until: time) }
    var open: Int32 = 0
    for index in first..<end {
      let segment = segments[index]
      open += max(0, min(time, segment.end) - segment.start)
    }
    return Int64(open)
  }

  /// So many segments of a day are gone through faster than one is searched.
  private static let mostSummed: UInt32 = 4

  private func found(_ range: Range<Int>, until time: Int32) -> Int64 {
    let next = segments[range].partitioningIndex { $0.start >= time }
    guard next > range.lowerBound else { return 0 }
    let segment = segments[next - 1]
    return Int64(segment.openBefore + min(time, segment.end) - segment.start)
  }

  /// The earliest time of a day until which so many milliseconds, at least one, were open.
  ///
  /// - Complexity: O(log *n*) in the number of the day's segments.
  func time(_ hours: Hours, ofOpen open: Int64) -> Int64 {
    let segments = segments[Int(hours.first)..<Int(hours.first + hours.count)]
    let next = segments.partitioningIndex { Int64($0.openBefore) >= open }
    guard next > segments.startIndex else { return 0 }
    let segment = segments[next - 1]
    return Int64(segment.start) + open - Int64(segment.openBefore)
  }
}
