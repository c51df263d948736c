/// A stretch of time that figures are about: from one instant on, and before another.
public struct Period: Hashable, Sendable {
  /// When it begins; nil for the beginning of time.
  public var from: Instant?
  /// The first instant after it; nil where it has no end.
  public var until: Instant?

  /// Creates a period; without bounds, all time.
  public init(from: Instant? = nil, until: Instant? = nil) {
    self.from = from
    self.until = until
  }

  /// All time.
  public static let always = Period()

  /// Whether an instant lies in it.
  public func contains(_ instant: Instant) -> Bool {
    (from.map { $0 <= instant } ?? true) && (until.map { instant < $0 } ?? true)
  }

  /// The milliseconds of a stretch that lie in it; 0 where none do.
  func overlap(from start: Instant, to end: Instant) -> Int64 {
    let first = max(start, from ?? .distantPast)
    return max(0, min(end, until ?? .distantFuture).milliseconds(since: first))
  }
}
