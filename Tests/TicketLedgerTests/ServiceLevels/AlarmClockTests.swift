import Testing

@testable import TicketLedger

@Suite("The system's alarm clock")
struct AlarmClockTests {
  /// Lets time pass only in sleeps, and is set to another time before some of them.
  private final class Wall: Sendable {
    private struct State: Sendable {
      var now: Int64 = 0
      var sleeps: [Int64] = []
      var steps: [Int: Int64]
    }

    private let state: Locked<State>

    /// - Parameter steps: By which the clock is set during the sleep of a number, from 0.
    init(steps: [Int: Int64] = [:]) {
      state = Locked(State(steps: steps))
    }

    var now: Instant { Instant(millisecondsSince1970: state.withLock { $0.now }) }
    var sleeps: [Int64] { state.withLock { $0.sleeps } }

    func pass(_ milliseconds: Int64) {
      state.withLock { state in
        state.now += milliseconds + (state.steps[state.sleeps.count] ?? 0)
        state.sleeps.append(milliseconds)
      }
    }

    var clock: SystemAlarmClock {
      SystemAlarmClock(wall: { self.now }, pause: { self.pass($0) })
    }
  }

  private func at(_ milliseconds: Int64) -> Instant {
    Instant(millisecondsSince1970: milliseconds)
  }

  @Test("sleeps no longer than a minute without looking at the time")
  func slices() async throws {
    let wall = Wall()
    try await wall.clock.sleep(until: at(150_000))
    #expect(wall.sleeps == [60_000, 60_000, 30_000])
    try await wall.clock.sleep(until: at(150_000))
    try await wall.clock.sleep(until: .distantPast)
    #expect(wall.sleeps.count == 3)
  }

  @Test("notices that the clock was set forward, and sleeps on where it was set back")
  func steps() async throws {
    let forward = Wall(steps: [1: 3_600_000])
    try await forward.clock.sleep(until: at(1_000_000))
    #expect(forward.sleeps == [60_000, 60_000])
    let back = Wall(steps: [0: -60_000])
    try await back.clock.sleep(until: at(100_000))
    #expect(back.sleeps == [60_000, 60_000, 40_000])
  }

  @Test("tells the computer's time, and wakes when its task is cancelled", .timeLimit(.minutes(15)))
  func system() async throws {
    let before = Instant.now
    let clock: some AlarmClock = .system
    #expect(before <= clock.now && clock.now <= .now)
    try await clock.sleep(until: clock.now.advanced(byMilliseconds: 2))
    let sleeper = Task { try await clock.sleep(until: .distantFuture) }
    sleeper.cancel()
    await #expect(throws: CancellationError.self) { try await sleeper.value }
  }
}
