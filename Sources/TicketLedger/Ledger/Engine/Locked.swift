import Foundation

/// A value behind a lock.
///
/// Over `NSLock` rather than the standard library's `Mutex`: ThreadSanitizer follows the first, and
/// reports races where there are none with the second.
///
/// `@unchecked Sendable`: the value is reached under the lock only.
final class Locked<Value: Sendable & ~Copyable>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  init(_ value: consuming Value) {
    self.value = value
  }

  func withLock<R: ~Copyable, E>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
