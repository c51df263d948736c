import Foundation

/// The view that follows the log, shared between the writer thread and any number of readers.
///
/// `@unchecked Sendable`: only the engine's one thread changes the view, always under the mutex;
/// everybody else reads under the mutex, and that one thread may read without it, since nobody else
/// ever writes.
final class LiveView: @unchecked Sendable {
  /// Recursive, because who is lent the view may ask the ledger for a name meanwhile.
  private let mutex = NSRecursiveLock()
  private var view: LedgerView

  init(_ view: consuming LedgerView) {
    self.view = view
  }

  /// Lends the view to any thread.
  func read<R: ~Copyable, E: Error>(
    _ body: (borrowing LedgerView) throws(E) -> R
  ) throws(E) -> R {
    mutex.lock()
    defer { mutex.unlock() }
    return try body(view)
  }

  /// Lends the view to the engine's thread, which alone changes it and so needs no lock.
  func readOnEngineThread<R: ~Copyable, E: Error>(
    _ body: (borrowing LedgerView) throws(E) -> R
  ) throws(E) -> R {
    try body(view)
  }

  /// Changes the view; on the engine's thread only.
  func change<R: ~Copyable, E: Error>(
    _ body: (inout LedgerView) throws(E) -> R
  ) throws(E) -> R {
    mutex.lock()
    defer { mutex.unlock() }
    return try body(&view)
  }
}
