import Synchronization
import TicketLedger

/// A clock that is set by the test.
final class ProbeClock: AlarmClock {
  private let milliseconds = Atomic<Int64>(Instant.distantPast.millisecondsSince1970)

  var now: Instant {
    Instant(millisecondsSince1970: milliseconds.load(ordering: .acquiring))
  }

  func set(_ instant: Instant) {
    milliseconds.store(instant.millisecondsSince1970, ordering: .releasing)
  }

  func sleep(until instant: Instant) async throws {
    while now < instant { try await Task.sleep(for: .milliseconds(1)) }
  }
}
