/// One pattern in figures: the tickets that share a term in each part asked for.
public struct RecurrencePattern: Hashable, Sendable {
  /// What its tickets share, in the order of the parts asked for.
  public let key: [PatternTerm]
  /// Its tickets.
  public internal(set) var tickets = 0
  /// The different persons who asked; tickets of nobody known add none.
  public internal(set) var requesters = 0
  /// Its tickets that followed on a resolution of another of its tickets, within the window.
  public internal(set) var recurrences = 0
  /// Its tickets that followed on a resolution of another of its tickets of the same requester, within
  /// the window.
  public internal(set) var repeats = 0
  /// Reopenings of its tickets.
  public internal(set) var reopened = 0
  /// Its tickets that were reopened at least once.
  public internal(set) var ticketsReopened = 0
  /// The working minutes logged on its tickets.
  public internal(set) var minutesLost: UInt64 = 0
  /// When the first of its tickets was opened.
  public internal(set) var firstSeen = Instant.distantFuture
  /// When the last of its tickets was opened.
  public internal(set) var lastSeen = Instant.distantPast
  /// Its tickets by the week of their openings, parallel to ``RecurrencePatterns/weeks``.
  public internal(set) var ticketsPerWeek: [Int] = []
  /// Whether its tickets become more from week to week; nil where the weeks are too few or too many.
  public internal(set) var trend: WeeklyTrend?
}

/// The patterns of a question.
public struct RecurrencePatterns: Hashable, Sendable {
  /// The patterns: those of most tickets first, those of equally many by the numbers of their terms.
  ///
  /// With ``RecurrencePattern/ticketsPerWeek`` they are the rows of a matrix pattern × ``weeks``.
  public internal(set) var patterns: [RecurrencePattern] = []
  /// How many patterns there are, answered with or not.
  public internal(set) var patternCount = 0
  /// The tickets counted in all of them.
  public internal(set) var counted = 0
  /// The tickets that would have been counted, and have no term in a part asked for.
  public internal(set) var leftOut = 0
  /// The weeks of the period, from the first to the last; empty where they are more than
  /// ``maximumWeeks``, or no ticket was opened.
  ///
  /// The period asked for, cut to the weeks between the first and the last opening known, whatever they
  /// were about. Its first and last week may be cut short.
  public internal(set) var weeks: [CalendarWeek] = []

  /// The most weeks that counts a week and trends are told of: twenty years.
  public static let maximumWeeks = 1_040
}
