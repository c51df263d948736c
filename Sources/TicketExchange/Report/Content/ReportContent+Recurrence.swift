import TicketLedger

extension ReportContent {
  /// What comes back: patterns of tickets by week.
  struct Recurrence: Hashable, Sendable {
    /// The dimensions that make a pattern, by their names.
    var dimensions: [String]
    /// How many days after a resolution a like ticket is a recurrence.
    var windowInDays: Int
    /// The Mondays of the weeks, in order.
    var weeks: [CivilDate]
    /// The patterns shown, in their rank.
    var patterns: [Pattern]
    /// How many patterns there are in all.
    var patternsInAll: Int
    /// Tickets left out because a part of their pattern is unknown.
    var ticketsLeftOut: Int
  }

  /// Tickets that are about the same.
  struct Pattern: Hashable, Sendable {
    /// The terms, one for each dimension.
    var terms: [String]
    /// Tickets.
    var tickets: Int
    /// Distinct requesters.
    var requesters: Int
    /// Tickets opened within the window after one was resolved.
    var recurrences: Int
    /// Reopenings.
    var reopened: Int
    /// Minutes of work logged on them.
    var minutes: Int
    /// How the weekly number of tickets moves; nil where there are too few weeks to say.
    var trend: Trend?
    /// Tickets opened, one count for each week.
    var weeks: [Int]
  }

  /// A slope, and how sure it is.
  struct Trend: Hashable, Sendable {
    /// Tickets a week more, or fewer, with every week.
    var slope: Double
    /// The lower end of its interval of confidence.
    var low: Double
    /// The upper end.
    var high: Double
    /// The confidence, in percent.
    var confidence: Int

    /// Whether the interval leaves no doubt about the direction.
    var isCertain: Bool { low > 0 || high < 0 }
  }

  /// Tickets of one pattern that followed each other.
  struct Chain: Hashable, Sendable {
    /// The terms of the pattern.
    var terms: [String]
    /// The tickets' references, in the order of their opening; the first is no recurrence.
    var tickets: [String]
    /// When the first was opened.
    var firstOpenedAt: Instant
    /// When the last was opened.
    var lastOpenedAt: Instant
    /// The problem ticket that ended it, by its reference; nil where none did.
    var problem: String?
  }
}
