/// What another thread gives to a task that waits for it.
///
/// The value goes by way of a lock, and the continuation only wakes the task: ThreadSanitizer does not
/// follow a continuation, and would call every use of what came with it a race.
struct Answer<Value: Sendable, Failure: Error>: Sendable {
  private let result: Locked<Result<Value, Failure>?>
  private let continuation: CheckedContinuation<Void, Never>

  /// Waits for what is given, once, to the answer that `ask` is called with.
  static func awaited(
    _ ask: (Answer) -> Void
  ) async throws(Failure) -> Value {
    let result = Locked<Result<Value, Failure>?>(nil)
    await withCheckedContinuation { ask(Answer(result: result, continuation: $0)) }
    guard let result = result.withLock({ $0 }) else {
      preconditionFailure("a task was woken without an answer")
    }
    return try result.get()
  }

  func give(_ result: Result<Value, Failure>) {
    self.result.withLock { $0 = result }
    continuation.resume()
  }
}
