/// Why a clock stands where it stands: what was counted, what was not, and under which promise.
public struct ClockExplanation: Hashable, Sendable {
  /// How the cycle stands; its ``ClockStatus/elapsedInMilliseconds`` is the sum of what the segments count.
  public let status: ClockStatus
  /// What was counted and what was not, in order of time, without gaps; bounded by
  /// ``maximumStretches`` for each event of the ticket.
  public let segments: [Segment]
  /// The promises that the cycle followed, in order of time.
  public let promises: [Promise]

  /// A stretch of time that is counted, or is not for one reason.
  public struct Segment: Hashable, Sendable {
    /// When it begins.
    public let from: Instant
    /// When it ends.
    public let to: Instant
    /// Whether it is counted, and if not, why.
    public let treatment: Treatment
    /// The event that began it; nil where the calendar did.
    public let beganBy: Position?
    /// The event that ended it; nil where the calendar did, or it lasts.
    public let endedBy: Position?

    /// What it adds to the elapsed time, in milliseconds.
    public let countedInMilliseconds: Int64
  }

  /// The most stretches that are told one by one of a time in which nothing happened but that the
  /// calendar opened and closed; more are one of ``Treatment/mixed``.
  public static let maximumStretches = 10_000

  /// Whether time is counted, and if not, why.
  public enum Treatment: Hashable, Sendable {
    /// Open time in which the clock runs.
    case counted
    /// Open time that is counted while the due time is hidden.
    case hidden(WaitingReason)
    /// Open and closed time, more than ``maximumStretches`` of both; the open part is counted.
    case mixed
    /// The calendar is closed.
    case closed
    /// The ticket waits for something that pauses the clock.
    case paused(WaitingReason)
    /// The ticket was over, before a reopening carried the clock on.
    case over
  }

  /// A promise that a cycle followed for a time.
  public struct Promise: Hashable, Sendable {
    /// Since when.
    public let from: Instant
    /// Until when; nil where the cycle ended under it, or still follows it.
    public let until: Instant?
    /// The event that began it; nil where a policy came into force.
    public let beganBy: Position?
    /// The policy's name; nil where no rule matched.
    public let policy: String?
    /// Where the policy was adopted; nil where it is only supposed.
    public let policyPosition: Position?
    /// The rule's name.
    public let rule: String?
    /// What was promised.
    public let limit: TargetLimit?
    /// The calendar's name; nil for around the clock.
    public let calendar: String?
    /// Where that version of the calendar was adopted.
    public let calendarPosition: Position?
    /// The ticket's priority then.
    public let priority: UInt8?
  }
}
