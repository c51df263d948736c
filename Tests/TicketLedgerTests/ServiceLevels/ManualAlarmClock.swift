import Foundation
import TicketLedger

/// A clock that advances only when told, and lets a test wait until its runner sleeps.
///
/// The runner reads the time before it takes up the log. So a sleep that follows a reading of the time
/// knows at least of the events that were there at that reading, and a test can tell that nothing of
/// what it submitted is still to be taken up.
///
/// `@unchecked Sendable`: everything that varies is guarded by `lock`.
final class ManualAlarmClock: AlarmClock, @unchecked Sendable {
  private struct Sleeper {
    let until: Instant
    /// The events that the runner knows of at least.
    let known: UInt64
    /// The events when it went to sleep, and when that was.
    let count: UInt64
    let since = ContinuousClock.now
    let continuation: CheckedContinuation<Void, any Error>
  }

  private let lock = NSLock()
  private let time: TestClock
  private let eventCount: @Sendable () -> UInt64
  private var sleepers: [Int: Sleeper] = [:]
  private var known: UInt64 = 0
  private var sleeps = 0

  /// - Parameters:
  ///   - time: The time, which is moved elsewhere; ``wake()`` follows.
  ///   - ledger: The ledger whose alarms are run.
  init(_ time: TestClock, of ledger: Ledger) {
    self.time = time
    eventCount = { ledger.read { $0.eventCount } }
  }

  var now: Instant {
    let count = eventCount()
    lock.withLock { known = count }
    return time.now
  }

  /// How often the runner went to sleep so far.
  var sleepCount: Int { lock.withLock { sleeps } }

  func sleep(until instant: Instant) async throws {
    let count = eventCount()
    let key = lock.withLock {
      sleeps += 1
      return sleeps
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result: Result<Void, any Error>? = lock.withLock {
          if Task.isCancelled { return .failure(CancellationError()) }
          if instant <= time.now { return .success(()) }
          sleepers[key] = Sleeper(
            until: instant,
            known: known,
            count: count,
            continuation: continuation
          )
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      let sleeper = lock.withLock { sleepers.removeValue(forKey: key) }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Until when the runner sleeps, where it does and knows of all events.
  ///
  /// What is recorded between its looks at the clock and at the log it knows of too, though not by the
  /// clock; so it also does where it has slept on for long.
  var settledUntil: Instant? {
    let count = eventCount()
    return lock.withLock {
      sleepers.values.first { sleeper in
        sleeper.until > time.now
          && (sleeper.known >= count
            || sleeper.count >= count && ContinuousClock.now - sleeper.since > .milliseconds(250))
      }?.until
    }
  }

  /// Wakes the runner where its time has come.
  func wake() {
    let woken = lock.withLock {
      let due = sleepers.filter { $0.value.until <= time.now }
      for key in due.keys { sleepers[key] = nil }
      return due.values.map(\.continuation)
    }
    for continuation in woken { continuation.resume() }
  }
}
