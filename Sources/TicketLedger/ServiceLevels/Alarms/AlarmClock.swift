/// What tells the runner of alarms the time, and lets it sleep.
///
/// ``Ledger/runAlarms(clock:)`` asks for nothing else of time. It has to agree with the ledger's own
/// clock, ``Ledger/Options/clock``: a host that gives the ledger another time gives the runner the same.
public protocol AlarmClock: Sendable {
  /// The present moment; it may go back, as a computer's clock does.
  var now: Instant { get }

  /// Returns once ``now`` has reached a moment; at once where it has already.
  ///
  /// A moment that never comes, as ``Instant/distantFuture``, is asked for where nothing lies ahead.
  ///
  /// - Throws: `CancellationError`, soon, where the task is cancelled meanwhile; whatever else it
  ///   throws ends the runner.
  func sleep(until instant: Instant) async throws
}

extension AlarmClock where Self == SystemAlarmClock {
  /// The computer's clock.
  public static var system: SystemAlarmClock { SystemAlarmClock() }
}
