import StudySupport
import Synchronization
import TicketLedger

/// A clock that goes on, and now and then steps: by seconds, hours or years, back and forth, and to the
/// nights in which dates and zones do something of their own.
final class SteppingClock: AlarmClock {
  private struct State {
    /// How far it ever went but for steps that are taken back, in milliseconds since 1970.
    var frontier: Int64
    var offset: Int64 = 0
    var numbers: SeededNumbers
    var sleeps = 0
  }

  private static let hour: Int64 = 3_600_000
  /// Leap days and the days after, ends of years, and the hours that Paris leaves out and repeats.
  private static let nights = [
    "2024-02-28T22:59:58Z", "2024-02-28T23:59:58Z", "2024-02-29T22:59:58Z", "2024-03-31T00:59:58Z",
    "2024-10-27T00:59:58Z", "2024-12-31T22:59:58Z", "2024-12-31T23:59:58Z", "2025-02-28T22:59:58Z",
    "2025-03-30T00:59:58Z", "2025-10-26T00:59:58Z", "2025-12-31T22:59:58Z", "2028-02-28T22:59:58Z",
    "2028-02-29T22:59:58Z", "2028-12-31T22:59:58Z",
  ]
  .compactMap { Instant(rfc3339: $0)?.millisecondsSince1970 }

  private let state: Mutex<State>

  init(at start: Instant, seed: UInt64) {
    state = Mutex(State(frontier: start.millisecondsSince1970, numbers: SeededNumbers(seed: seed)))
  }

  var now: Instant {
    state.withLock { Instant(millisecondsSince1970: $0.frontier + $0.offset) }
  }

  /// How often somebody went to sleep by it.
  var sleepCount: Int { state.withLock { $0.sleeps } }

  /// Lets time pass, or go wrong.
  func step() {
    state.withLock { state in
      let hour = SteppingClock.hour
      func some(_ range: ClosedRange<Int64>) -> Int64 { .random(in: range, using: &state.numbers) }
      switch some(0...15) {
      case 0: state.offset = -some(1...90) * 1_000
      case 1: state.offset = -some(1...30) * hour
      case 2: state.offset = -some(1...3) * 8_766 * hour
      case 3: state.offset = some(1...120) * 1_000
      case 4, 5:
        let frontier = state.frontier
        state.frontier = SteppingClock.nights.first { $0 > frontier } ?? frontier + hour
        state.offset = 0
      case 6:
        state.frontier += some(1...9) * hour
        state.offset = 0
      case 7, 8: state.frontier += some(0...900_000)
      default:
        state.frontier += some(0...900_000)
        state.offset = 0
      }
    }
  }

  func sleep(until instant: Instant) async throws {
    state.withLock { $0.sleeps += 1 }
    while now < instant { try await Task.sleep(for: .milliseconds(2)) }
  }
}
