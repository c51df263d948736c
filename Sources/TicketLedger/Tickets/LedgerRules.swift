/// The rules by which a ledger accepts or refuses commands; adopted as an event, so replay knows them.
public struct LedgerRules: Hashable, BitwiseCopyable, Sendable {
  /// Whether a requester's reply to a ticket that waits for the requester also resumes it.
  public var requesterReplyResumes: Bool
  /// Whether a closed ticket may be reopened at all.
  public var closedMayBeReopened: Bool
  /// How long after its resolution a closed ticket may be reopened, in milliseconds; nil for ever.
  public var reopeningTimeInMilliseconds: Int64?
  /// How far ahead of the ledger's clock a command may say it happened, in milliseconds.
  public var futureToleranceInMilliseconds: Int64

  /// Creates rules; the defaults are those of a ledger that has adopted none.
  public init(
    requesterReplyResumes: Bool = true,
    closedMayBeReopened: Bool = true,
    reopeningTimeInMilliseconds: Int64? = nil,
    futureToleranceInMilliseconds: Int64 = 300_000
  ) {
    self.requesterReplyResumes = requesterReplyResumes
    self.closedMayBeReopened = closedMayBeReopened
    self.reopeningTimeInMilliseconds = reopeningTimeInMilliseconds
    self.futureToleranceInMilliseconds = futureToleranceInMilliseconds
  }

  /// The priority that follows from impact and urgency where none is set: ITIL's matrix, in which
  /// each step down in either costs one step of priority, from 1 to 5.
  public func priority(impact: UInt8, urgency: UInt8) -> UInt8 {
    let steps = Int(impact) + Int(urgency) - 1
    return UInt8(min(max(steps, 1), 5))
  }
}
