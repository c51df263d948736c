/// One thing that a process did to one ticket, and when, by a clock that all processes share.
struct Operation: Equatable {
  /// What came of it.
  enum Outcome: Equatable {
    /// It was recorded as that revision.
    case accepted(UInt32)
    /// It was refused, since the ticket stood at that revision.
    case stale(UInt32)
    /// That revision was read.
    case saw(UInt32)
  }

  /// Submissions of one token are one submission, repeated under its key; a read has none.
  var token = ""
  var ticket: UInt64 = 1
  /// In nanoseconds.
  var begun: Int64
  /// In nanoseconds; `Int64.max` where it was never answered.
  var ended: Int64
  /// The revision that the submission expected; nil for any.
  var expected: UInt32?
  var outcome: Outcome
  /// Where it stands in the log, if it does.
  var position: UInt64?

  /// Whether it was over before another one began.
  func precedes(_ other: Operation) -> Bool { ended < other.begun }
}
