import TicketLedger

extension ReportContent {
  /// What a class of causes cost.
  struct CauseCost: Hashable, Sendable {
    /// The class.
    var cause: CauseClass
    /// Tickets.
    var tickets: Int
    /// Minutes of work logged on them.
    var minutes: Int
  }

  /// What requesters said of the service.
  struct Satisfaction: Hashable, Sendable {
    /// Ratings of 1, 2, 3, 4 and 5.
    var ratings: [Int]
    /// Tickets rated, of those that could be.
    var responses: Ratio
    /// The weight of each part of the trust index, in percent; they add up to 100.
    var weights: [TrustWeight]
    /// The trust index by department, in the order they are shown.
    var departments: [DepartmentTrust]

    /// The mean rating; nil where there is none.
    var mean: Double? {
      let count = ratings.reduce(0, +)
      guard count > 0 else { return nil }
      let sum = ratings.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
      return Double(sum) / Double(count)
    }
  }

  /// A part of the trust index.
  enum TrustPart: CaseIterable, Hashable, Sendable {
    /// The mean rating, 1 to 5 taken for 0 to 1.
    case ratings
    /// The mean of the message reviews, 1 to 5 taken for 0 to 1.
    case messages
    /// The share of targets met.
    case promises
    /// The share of solved tickets that were not reopened.
    case lasting
  }

  /// How much a part weighs.
  struct TrustWeight: Hashable, Sendable {
    /// The part.
    var part: TrustPart
    /// Its weight in percent.
    var percent: Int
  }

  /// The trust index of a department.
  struct DepartmentTrust: Hashable, Sendable {
    /// The department's name; nil for the tickets of none.
    var department: String?
    /// The index, 0 to 100; nil where too little is known.
    var index: Double?
    /// The ratings it rests on.
    var ratings: Int
    /// The parts, 0 to 1, in the order of ``Satisfaction/weights``; nil where a part is not known.
    var parts: [Double?]
  }
}
