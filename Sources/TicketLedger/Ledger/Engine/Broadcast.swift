/// Tells any number of waiting tasks how far the log goes; none of them can hold it up.
final class Broadcast: Sendable {
  private struct State: Sendable {
    var end: UInt64
    var isClosed = false
    var nextWaiter: UInt64 = 0
    var waiters: [UInt64: (position: UInt64, continuation: CheckedContinuation<Void, Never>)] = [:]
  }

  private let state: Locked<State>

  init(end: UInt64) {
    state = Locked(State(end: end))
  }

  /// Announces that the log has so many events.
  func advance(to end: UInt64) {
    wake { state in
      let reached = max(state.end, end)
      state.end = reached
      return { $0 < reached }
    }
  }

  /// Announces that the log will not grow any more here; everybody waiting goes on.
  func close() {
    wake { state in
      state.isClosed = true
      return { _ in true }
    }
  }

  private func wake(_ body: (inout State) -> (UInt64) -> Bool) {
    let woken = state.withLock { state in
      let isReady = body(&state)
      let ready = state.waiters.filter { isReady($0.value.position) }
      for key in ready.keys { state.waiters[key] = nil }
      return ready.values.map(\.continuation)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Waits until an event stands at a position.
  ///
  /// - Returns: How many events the log has; nil where the ledger was closed or the task cancelled
  ///   before.
  func waitForEvent(at position: UInt64) async -> UInt64? {
    let key = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          if state.end > position || state.isClosed || Task.isCancelled { return true }
          state.waiters[key] = (position, continuation)
          return false
        }
        if isReady { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { $0.waiters.removeValue(forKey: key) }
      waiter?.continuation.resume()
    }
    return state.withLock { $0.end > position && !$0.isClosed ? $0.end : nil }
  }
}
