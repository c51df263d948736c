import Synchronization

/// The most memory of its own that this process was seen with.
final class Peak: Sendable {
  private struct State {
    var calls = 0
    var bytes: Int?
  }

  /// Looking takes some microseconds, and the chunks of a replay are many.
  private static let interval = 64

  private let state = Mutex(State())

  var bytes: Int? { state.withLock(\.bytes) }

  /// Looks, now and then.
  func sample() {
    let isDue = state.withLock { state in
      state.calls += 1
      return state.calls.isMultiple(of: Peak.interval)
    }
    if isDue { sampleNow() }
  }

  /// Looks.
  func sampleNow() {
    guard let found = Heap.residentBytes else { return }
    state.withLock { $0.bytes = max($0.bytes ?? 0, found) }
  }
}
