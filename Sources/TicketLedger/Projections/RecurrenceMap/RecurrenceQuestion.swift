/// What is asked of a ``RecurrenceMap``.
public struct RecurrenceQuestion: Hashable, Sendable {
  /// What patterns are told apart by, in the order their keys show it.
  public var parts: [PatternPart]
  /// How long after a resolution another ticket of the pattern is a recurrence, in days of 24 hours.
  ///
  /// A ticket opened at the resolution's own instant is one, and so is one opened exactly so many days
  /// later; a millisecond later it is none.
  public var windowInDays: Int
  /// Counts only tickets opened then or later; nil counts from the first.
  public var openedFrom: Instant?
  /// Counts only tickets opened before; nil counts to the last.
  public var openedBefore: Instant?
  /// The kinds of tickets looked at; empty looks at all.
  public var kinds: Set<TicketKind>
  /// The most patterns or chains to answer with; nil answers with all.
  public var limit: Int?

  /// The windows that can be asked for, in days.
  public static let windowRange = 0...36_500

  /// Creates a question.
  ///
  /// - Precondition: `windowInDays` is in ``windowRange``, and `limit` is not negative.
  public init(
    by parts: [PatternPart],
    windowInDays: Int = 30,
    openedFrom: Instant? = nil,
    openedBefore: Instant? = nil,
    kinds: Set<TicketKind> = [],
    limit: Int? = nil
  ) {
    precondition(
      RecurrenceQuestion.windowRange.contains(windowInDays),
      "a window is from 0 to 36,500 days"
    )
    precondition(limit ?? 0 >= 0, "a limit is not negative")
    self.parts = parts
    self.windowInDays = windowInDays
    self.openedFrom = openedFrom
    self.openedBefore = openedBefore
    self.kinds = kinds
    self.limit = limit
  }

  /// The window in milliseconds.
  var window: Int64 {
    let range = RecurrenceQuestion.windowRange
    return Int64(min(max(windowInDays, range.lowerBound), range.upperBound)) * 86_400_000
  }

  /// Whether it looks at a ticket at all.
  func looks(at row: RecurrenceRow) -> Bool {
    guard let kind = TicketKind(rawValue: row.kind) else { return false }
    return kinds.isEmpty || kinds.contains(kind)
  }

  /// Whether it counts what was opened at an instant.
  func counts(_ openedAt: Instant) -> Bool {
    if let openedFrom, openedAt < openedFrom { return false }
    if let openedBefore, openedAt >= openedBefore { return false }
    return true
  }
}
