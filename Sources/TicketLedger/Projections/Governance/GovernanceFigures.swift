/// Volume, times and quality of the tickets that have something in common.
public struct GovernanceFigures: Hashable, Sendable {
  /// Tickets opened.
  public internal(set) var opened = 0
  /// Resolutions, each of a reopened ticket counted again.
  public internal(set) var resolved = 0
  /// Closures.
  public internal(set) var closed = 0
  /// Reopenings.
  public internal(set) var reopened = 0
  /// Cancellations and merges.
  public internal(set) var cancelledOrMerged = 0
  /// Tickets open as of the instant asked for, whatever the period; in the month of that instant.
  public internal(set) var open = 0
  /// From the opening until an agent had the ticket, began, or replied.
  public internal(set) var timeToAcknowledge = TimeFigures()
  /// From the opening until an agent replied to the requester.
  public internal(set) var timeToRespond = TimeFigures()
  /// From the opening to the first resolution.
  public internal(set) var timeToResolve = TimeFigures()
  /// The tickets that were first resolved.
  public internal(set) var firstResolved = 0
  /// Those of them that were reopened within the window.
  public internal(set) var reopenedWithinWindow = 0
  /// Those of them that may still be reopened within the window: they count as not reopened.
  public internal(set) var provisional = 0
  /// Cycles of service-level clocks.
  public internal(set) var compliance = ComplianceCounts()
  /// The requesters' ratings.
  public internal(set) var ratings = RatingCounts()

  /// The share of first resolved tickets that were reopened within the window; nil where none was.
  public var reopenRate: Double? {
    firstResolved == 0 ? nil : Double(reopenedWithinWindow) / Double(firstResolved)
  }
}

/// A time that tickets took, by the clock on the wall and by the hours of business.
public struct TimeFigures: Hashable, Sendable {
  /// All time.
  public internal(set) var elapsed = DurationStatistics(ofMilliseconds: [])
  /// The time of it in which the calendar is open.
  public internal(set) var business = DurationStatistics(ofMilliseconds: [])
}

/// The figures of a group of tickets.
public struct GovernanceGroup: Hashable, Sendable {
  /// What they have in common, in the order of the keys asked for; nil where a ticket has none.
  public let values: [String?]
  /// What is counted of them.
  public let figures: GovernanceFigures
}

/// Durations on their way to a statistic.
struct TimeTally {
  private var elapsed: [Int64] = []
  private var business: [Int64] = []

  mutating func count(from start: Instant, to end: Instant, _ hours: BusinessHours) {
    elapsed.append(end.milliseconds(since: start))
    business.append(hours.milliseconds(from: start, to: end))
  }

  var figures: TimeFigures {
    TimeFigures(
      elapsed: DurationStatistics(ofMilliseconds: elapsed),
      business: DurationStatistics(ofMilliseconds: business)
    )
  }
}
