/// The alarms of a ledger from a position on: first what is there, then what comes, without end.
///
/// Those that any process raises, each once. As ``EventSequence``, it holds up nobody, and ends when
/// the ledger is closed or the task cancelled.
public struct AlarmSequence: AsyncSequence, Sendable {
  private let events: EventSequence

  init(_ events: EventSequence) {
    self.events = events
  }

  /// Begins at the sequence's position.
  public func makeAsyncIterator() -> Iterator {
    Iterator(events.makeAsyncIterator())
  }

  /// Looks for alarms among the events.
  public struct Iterator: AsyncIteratorProtocol {
    private var events: EventSequence.Iterator

    fileprivate init(_ events: EventSequence.Iterator) {
      self.events = events
    }

    /// The next alarm; waits for it where it has not come yet.
    ///
    /// - Returns: Nil once the ledger is closed or the task cancelled.
    /// - Throws: ``LedgerError`` where the log is damaged.
    public mutating func next() async throws(LedgerError) -> RaisedAlarm? {
      try await next(isolation: nil)
    }

    /// The next alarm; waits for it where it has not come yet.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(LedgerError) -> RaisedAlarm? {
      while let event = try await events.next(isolation: actor) {
        if let alarm = RaisedAlarm(event) { return alarm }
      }
      return nil
    }
  }
}
