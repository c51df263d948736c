import TicketLedger

extension ReportContent {
  /// How many tickets were open, by level, over time.
  struct Backlog: Hashable, Sendable {
    /// The days it was counted on, at their end in UTC, in order.
    var days: [CivilDate]
    /// The levels, lowest first, each with a count for every day.
    var levels: [Series]

    /// The open tickets of one level.
    struct Series: Hashable, Sendable {
      /// The support level.
      var level: UInt8
      /// Open tickets, one count a day.
      var counts: [Int]
    }

    /// The open tickets of all levels, one count a day.
    var totals: [Int] {
      days.indices.map { day in
        levels.reduce(0) { $0 + (day < $1.counts.count ? $1.counts[day] : 0) }
      }
    }
  }

  /// How long the open tickets have been open, by level.
  struct Ageing: Hashable, Sendable {
    /// The levels, lowest first.
    var levels: [Level]
    /// When the oldest open ticket was opened; nil where none is open.
    var oldestOpenedAt: Instant?

    /// The open tickets of one level by age.
    struct Level: Hashable, Sendable {
      /// The support level.
      var level: UInt8
      /// Open tickets in the order of ``AgeBucket``.
      var counts: [Int]
    }
  }

  /// How long a ticket has been open.
  enum AgeBucket: Int, CaseIterable, Sendable {
    /// Less than 7 days.
    case week
    /// From 7 days to less than 30.
    case month
    /// From 30 days to 90.
    case quarter
    /// More than 90 days.
    case older
  }
}
