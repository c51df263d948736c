import LedgerStore

extension Ledger {
  /// Raises alarms as thresholds of running service-level clocks are reached, until the task is
  /// cancelled or the ledger closed; then it returns.
  ///
  /// ```swift
  /// let runner = Task { try await ledger.runAlarms() }
  /// for try await raised in ledger.alarms() {
  ///   page(raised.alarm)
  /// }
  /// ```
  /// Each threshold is raised once for its ticket, clock, cycle and policy version, however many
  /// runners in however many processes there are; one that is stopped at any moment loses nothing.
  /// The runner sleeps until the next threshold or until the log moves, and writes only when
  /// something is due.
  ///
  /// Alarms begin with the first runner: its start is kept in the ledger, and what was reached before
  /// is never raised. What was reached while no runner ran is raised by the next one, as long as its
  /// clock still runs: an alarm calls for something to be done. What was reached before the ledger
  /// knew of the ticket is not raised, so an import of old tickets is silent about the past.
  ///
  /// - Parameter clock: Tells the time and sleeps; it agrees with the ledger's own clock.
  /// - Throws: ``LedgerError`` where the ledger cannot be read or written, as where it was opened for
  ///   reading only; or what the clock throws. What was raised stays, and a new runner goes on.
  /// - Precondition: ``ServiceLevels`` is among the ledger's projections.
  /// - Complexity: O(n) in the tickets at the start and with every adoption; later O(k log n) in the
  ///   tickets that events touch.
  public func runAlarms(clock: some AlarmClock = .system) async throws {
    precondition(
      read { $0.contains(ServiceLevels.self) },
      "alarms need the projection ServiceLevels: name it in the options the ledger is opened with"
    )
    guard engine.options.access == .readWrite else {
      throw LedgerError(StoreError(.readOnly, operation: "runAlarms", path: path))
    }
    do {
      let mark = try await alarmMark(startingAt: clock.now)
      var runner = AlarmRunner(self, clock, since: mark)
      try await runner.run()
    } catch {
      guard case LedgerError.closed = error else { throw error }
    }
  }

  /// The alarms from a position on: what is there, then what comes.
  ///
  /// - Parameter start: The position to begin at; nil gives those appended from now on.
  /// - Returns: The alarms, without end.
  public func alarms(from start: Position? = nil) -> AlarmSequence {
    AlarmSequence(events(from: start ?? Position(read { $0.eventCount })))
  }
}
