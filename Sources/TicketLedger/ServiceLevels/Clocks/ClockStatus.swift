/// How one cycle of a clock stands against one target at an instant.
public struct ClockStatus: Hashable, Sendable {
  /// The ticket.
  public let ticket: TicketID
  /// What is measured.
  public let clock: ServiceClock
  /// Which run of the clock, from 1.
  public let cycle: Int
  /// The name of the policy it follows.
  public let policy: String
  /// The name of the policy's rule.
  public let rule: String
  /// Which of the rule's targets it is, from 0.
  public let target: Int
  /// Which of the rule's targets for that clock it is, from 0.
  public let ordinal: Int
  /// What is promised; nil for a mere measure.
  public let limit: TargetLimit?
  /// Who holds the ticket, or held it when the cycle ended.
  public let queue: QueueID
  /// When the cycle began.
  public let startedAt: Instant
  /// When it ended; nil while it runs.
  public let stoppedAt: Instant?
  /// Whether it is paused.
  public let isPaused: Bool
  /// Open time counted so far, in milliseconds.
  public let elapsedInMilliseconds: Int64
  /// When the limit is reached; nil while that cannot be said, as in a pause.
  public let dueAt: Instant?
  /// Since when it is late; nil where it is not.
  public let breachedAt: Instant?

  /// How it stands.
  public enum State: String, Sendable {
    /// It counts, and is not late.
    case running
    /// It stands still, and is not late.
    case paused
    /// It ended in time.
    case met
    /// It is late, or was when it ended.
    case breached
    /// It ended, and nothing was promised.
    case measured
  }

  /// How it stands; breached is what stays, whether it still runs or not.
  public var state: State {
    if breachedAt != nil { return .breached }
    if stoppedAt != nil { return limit == nil ? .measured : .met }
    return isPaused ? .paused : .running
  }

  /// The open time left, in milliseconds, negative where there is none; nil where the limit is not a
  /// duration.
  public var remainingInMilliseconds: Int64? {
    guard case .duration(let limit) = limit else { return nil }
    return limit - elapsedInMilliseconds
  }

  /// By how much it is over its limit, in milliseconds of the time it counts; 0 where it is not late.
  public let overrunInMilliseconds: Int64
}
