/// Which cycles a question about service levels is about; nil means any.
public struct CycleFilter: Hashable, Sendable {
  /// What is measured.
  public var clock: ServiceClock?
  /// The team that held the ticket when the cycle ended, or holds it.
  public var team: TermID?
  /// The level that held the ticket when the cycle ended, or holds it.
  public var level: UInt8?

  /// Creates a filter; of every cycle where nothing is given.
  public init(clock: ServiceClock? = nil, team: TermID? = nil, level: UInt8? = nil) {
    self.clock = clock
    self.team = team
    self.level = level
  }
}
