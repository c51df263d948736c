#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The clock that all processes of a machine share and nobody can set.
enum SharedClock {
  /// Nanoseconds since the machine started; `clock_gettime` of `CLOCK_MONOTONIC`.
  static var now: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Waits until a moment without sleeping: who waits for the same moment goes on at the same instant.
  static func spin(until moment: Int64) {
    while now < moment {
      if moment - now > 2_000_000 { usleep(500) }
    }
  }
}
