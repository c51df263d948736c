/// The computer's clock, which may be set while somebody sleeps by it.
///
/// It sleeps for a minute at most before it looks again: after the clock was set forward, or the
/// computer was suspended, an alarm is late by no more than that.
public struct SystemAlarmClock: AlarmClock {
  /// The longest time to sleep without looking at the clock, in milliseconds.
  static let longestSleepInMilliseconds: Int64 = 60_000

  private let wall: @Sendable () -> Instant
  private let pause: @Sendable (_ milliseconds: Int64) async throws -> Void

  /// Creates the clock.
  public init() {
    self.init(wall: { .now }, pause: { try await Task.sleep(for: .milliseconds($0)) })
  }

  /// - Parameters:
  ///   - wall: Tells the time.
  ///   - pause: Lets so many milliseconds pass, however the time is set meanwhile.
  init(
    wall: @escaping @Sendable () -> Instant,
    pause: @escaping @Sendable (_ milliseconds: Int64) async throws -> Void
  ) {
    self.wall = wall
    self.pause = pause
  }

  /// The system clock's moment, as ``Instant/now``.
  public var now: Instant { wall() }

  /// Returns once the clock shows a moment, however often it is set meanwhile.
  ///
  /// - Throws: `CancellationError`, at once, where the task is cancelled.
  public func sleep(until instant: Instant) async throws {
    while case let left = instant.milliseconds(since: now), left > 0 {
      try await pause(min(left, SystemAlarmClock.longestSleepInMilliseconds))
    }
  }
}
