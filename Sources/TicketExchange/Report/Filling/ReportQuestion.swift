public import TicketLedger

/// What a report is to be about.
public struct ReportQuestion: Sendable {
  /// The time it is about; what is left open reaches to the first and last event.
  public var period: Period
  /// What patterns are told apart by: dimensions of the ledger, or `PatternPart.causeClassName`; nil
  /// for service and category, of those that the ledger has.
  public var dimensions: [String]?
  /// How many days after a resolution a like ticket is a recurrence.
  public var recurrenceWindowInDays: Int
  /// How many days after its first resolution a reopening shows that a ticket was not solved.
  public var windowInDays: Int
  /// The command that makes the same report again, for its foot.
  public var command: String

  /// Creates a question.
  public init(
    period: Period = .always,
    dimensions: [String]? = nil,
    recurrenceWindowInDays: Int = 30,
    windowInDays: Int = Flow.windowInDays,
    command: String
  ) {
    self.period = period
    self.dimensions = dimensions
    self.recurrenceWindowInDays = recurrenceWindowInDays
    self.windowInDays = windowInDays
    self.command = command
  }

  /// How much of each list a report shows.
  static let mostPatterns = 20
  static let mostChains = 10
  static let mostMoves = 12
  /// The most days that the backlog is shown day by day.
  static let mostDays = 1_100
}
