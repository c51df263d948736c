#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// A mutex with one condition, for state that threads wait on.
///
/// `Synchronization.Mutex` has no condition to wait for, and a resize must wait for readers.
///
/// `@unchecked Sendable` is sound: both fields are constants set in `init`, what they point to is
/// touched only by the pthread functions, which are made for many threads, and it is freed in
/// `deinit`, when no thread can still hold a reference.
@safe final class Monitor: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>

  init() {
    unsafe mutex = .allocate(capacity: 1)
    unsafe changed = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe changed.initialize(to: pthread_cond_t())
    let made = unsafe (pthread_mutex_init(mutex, nil), pthread_cond_init(changed, nil))
    precondition(made == (0, 0), "the system has no room for a mutex")
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Runs `body` while no other thread runs one.
  func withLock<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Lets others in until one of them calls `wakeAll`; only inside `withLock`.
  func wait() {
    unsafe pthread_cond_wait(changed, mutex)
  }

  /// As `wait`, but gives up at `deadline`, saying false; only inside `withLock`.
  func wait(until deadline: Deadline) -> Bool {
    var time = deadline.time
    return unsafe pthread_cond_timedwait(changed, mutex, &time) != ETIMEDOUT
  }

  /// Wakes all that wait, to look at the state again.
  func wakeAll() {
    unsafe pthread_cond_broadcast(changed)
  }

  /// A moment of the wall clock: the one clock conditions wait by on every platform.
  ///
  /// A step of that clock shortens or lengthens a wait; nothing but patience depends on it.
  struct Deadline {
    fileprivate let time: timespec

    init(millisecondsFromNow milliseconds: Int) {
      var now = timespec()
      unsafe clock_gettime(CLOCK_REALTIME, &now)
      let nanoseconds = now.tv_nsec + (milliseconds % 1_000) * 1_000_000
      time = timespec(
        tv_sec: now.tv_sec + milliseconds / 1_000 + nanoseconds / 1_000_000_000,
        tv_nsec: nanoseconds % 1_000_000_000
      )
    }
  }
}
