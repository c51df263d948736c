import TicketLedger

/// A month of a year, in UTC.
struct ReportMonth: Hashable, Comparable, Sendable {
  /// The year.
  var year: Int
  /// The month, 1 to 12.
  var month: Int

  static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.year, lhs.month) < (rhs.year, rhs.month)
  }
}

extension ReportContent {
  /// What came and what went in a month.
  struct MonthVolume: Hashable, Sendable {
    /// The month.
    var month: ReportMonth
    /// Tickets opened.
    var opened: Int
    /// Resolutions.
    var resolved: Int
    /// Closures.
    var closed: Int
  }

  /// How long the tickets first resolved in a month took.
  struct MonthTimes: Hashable, Sendable {
    /// The month.
    var month: ReportMonth
    /// From the opening to the first resolution.
    var times: Times
  }

  /// Which targets were met, month by month.
  struct Compliance: Hashable, Sendable {
    /// The months, in order.
    var months: [ReportMonth]
    /// The targets, in the order they are shown.
    var targets: [Target]

    /// One target, and how it was kept.
    struct Target: Hashable, Sendable {
      /// What it measures.
      var clock: ServiceClock
      /// The name of the policy's rule; nil where all rules are counted together.
      var rule: String?
      /// Cycles met of those decided, one for each month.
      var months: [Ratio]

      /// Cycles met of those decided in all months.
      var total: Ratio { months.reduce(Ratio(part: 0, whole: 0), +) }
    }
  }
}
