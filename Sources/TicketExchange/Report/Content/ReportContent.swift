import TicketLedger

/// All that a report says, in values: every number counted and every name looked up.
///
/// Nothing in it depends on a language, on a machine or on the hour: equal contents give equal reports,
/// byte for byte.
public struct ReportContent: Hashable, Sendable {
  /// What the report was made from.
  var source: Source
  /// The figures that stand at its head.
  let headline: Headline
  /// How many tickets were open, by level, over time.
  let backlog: Backlog
  /// How long the open tickets have been open, by level.
  let ageing: Ageing
  /// What came and what went, month by month.
  let volume: [MonthVolume]
  /// How long it took to resolve, month by month of the first resolution.
  let resolution: [MonthTimes]
  /// Which targets were met, month by month.
  let compliance: Compliance
  /// What comes back.
  let recurrence: Recurrence
  /// The longest chains of recurrences, longest first.
  let chains: [Chain]
  /// How tickets moved between levels.
  let levelFlow: LevelFlow
  /// The most frequent moves between teams, most frequent first.
  let moves: [TeamMove]
  /// How tickets were handed on and solved.
  let handling: Handling
  /// What each class of causes cost, in any order.
  let causes: [CauseCost]
  /// What requesters said of it.
  let satisfaction: Satisfaction
}

extension ReportContent {
  /// What a report was made from, and how to make it again.
  struct Source: Hashable, Sendable {
    /// The name of the ledger.
    var origin: String
    /// The number of events that were read.
    var events: Int
    /// The last event that was read; nil where there was none.
    var position: UInt64?
    /// The instant asked for.
    var asOf: Instant
    /// The first day of the period.
    var firstDay: CivilDate
    /// The last day of the period.
    var lastDay: CivilDate
    /// The root of the evidence tree up to the position, in base64; nil where nothing was known.
    var root: String?
    /// The command that makes the same report again.
    var command: String
  }

  /// The figures of the whole period.
  struct Headline: Hashable, Sendable {
    /// Tickets opened.
    var opened: Int
    /// Resolutions.
    var resolved: Int
    /// Closures.
    var closed: Int
    /// Reopenings.
    var reopened: Int
    /// Tickets open when the period began.
    var openBefore: Int
    /// Tickets open at the instant asked for.
    var open: Int
    /// Those of them that no team holds.
    var unrouted: Int
    /// From the opening to the first resolution.
    var timeToResolve: Times
    /// Cycles of service-level clocks that were met, of those decided.
    var compliance: Ratio
    /// Tickets solved at the first contact, of those solved.
    var firstContact: Ratio
    /// Minutes of work logged.
    var minutes: Int
  }

  /// A part of a whole, both counted.
  struct Ratio: Hashable, Sendable {
    /// How many are meant.
    var part: Int
    /// Of how many.
    var whole: Int

    /// The share, 0 to 1; nil where the whole is nothing.
    var share: Double? { whole > 0 ? Double(part) / Double(whole) : nil }
    /// The rest of the whole.
    var rest: Int { whole - part }

    static func + (left: Ratio, right: Ratio) -> Ratio {
      Ratio(part: left.part + right.part, whole: left.whole + right.whole)
    }
  }

  /// Durations in short, in seconds of elapsed time.
  struct Times: Hashable, Sendable {
    /// How many there are.
    var count: Int
    /// Their mean; nil where there is none.
    var mean: Double?
    /// What half of them do not exceed, by nearest rank.
    var p50: Double?
    /// What nine in ten do not exceed, by nearest rank.
    var p90: Double?

    /// No durations at all.
    static let none = Times(count: 0)
  }
}
