#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// A mutex with one condition, for state that threads wait on.
///
/// `Synchronization.Mutex` has no condition to wait for, and a resize must wait for readers. Foundation's
/// conditions wait by the wall clock: one that is set back by an hour would have them wait for an hour.
///
/// `@unchecked Sendable` is sound: both fields are constants set in `init`, what they point to is
/// touched only by the pthread functions, which are made for many threads, and it is freed in
/// `deinit`, when no thread can still hold a reference.
@safe package final class Monitor: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>

  /// Creates one that nobody holds; `pthread_mutex_init`, `pthread_cond_init`.
  package init() {
    unsafe mutex = .allocate(capacity: 1)
    unsafe changed = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe changed.initialize(to: pthread_cond_t())
    var attributes = pthread_condattr_t()
    var made = unsafe [pthread_mutex_init(mutex, nil), pthread_condattr_init(&attributes)]
    defer { unsafe pthread_condattr_destroy(&attributes) }
    #if !canImport(Darwin)
    made.append(unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC))
    #endif
    made.append(unsafe pthread_cond_init(changed, &attributes))
    precondition(made.allSatisfy { $0 == 0 }, "the system has no room for a mutex")
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Runs `body` while no other thread runs one.
  package func withLock<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Lets others in until one of them calls `wakeAll`; only inside `withLock`.
  package func wait() {
    unsafe pthread_cond_wait(changed, mutex)
  }

  /// As `wait`, but gives up at `deadline`, saying false; only inside `withLock`.
  package func wait(until deadline: Deadline) -> Bool {
    #if canImport(Darwin)
    var time = deadline.timeLeft
    return unsafe pthread_cond_timedwait_relative_np(changed, mutex, &time) != ETIMEDOUT
    #else
    var time = deadline.time
    return unsafe pthread_cond_timedwait(changed, mutex, &time) != ETIMEDOUT
    #endif
  }

  /// Wakes all that wait, to look at the state again.
  package func wakeAll() {
    unsafe pthread_cond_broadcast(changed)
  }

  /// Wakes one that waits.
  package func wakeOne() {
    unsafe pthread_cond_signal(changed)
  }

  /// A moment of the clock that nobody can set, `CLOCK_MONOTONIC`.
  package struct Deadline {
    private static let longest = Duration.seconds(1 << 31)

    fileprivate let time: timespec

    /// The moment after that time, at most some decades.
    package init(after duration: Duration) {
      let (seconds, attoseconds) = min(max(duration, .zero), Deadline.longest).components
      let now = Deadline.now
      let nanoseconds = now.tv_nsec + Int(attoseconds / 1_000_000_000)
      time = timespec(
        tv_sec: now.tv_sec + Int(seconds) + nanoseconds / 1_000_000_000,
        tv_nsec: nanoseconds % 1_000_000_000
      )
    }

    private static var now: timespec {
      var now = timespec()
      unsafe clock_gettime(CLOCK_MONOTONIC, &now)
      return now
    }

    #if canImport(Darwin)
    /// What is left until then.
    fileprivate var timeLeft: timespec {
      let now = Deadline.now
      let left = (time.tv_sec - now.tv_sec) * 1_000_000_000 + time.tv_nsec - now.tv_nsec
      return timespec(tv_sec: max(left, 0) / 1_000_000_000, tv_nsec: max(left, 0) % 1_000_000_000)
    }
    #endif
  }
}
