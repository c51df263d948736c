import CHeap
import Foundation

/// What this process holds in memory.
enum Heap {
  /// The bytes that are allocated and not freed, as the allocator counts them.
  static var bytesInUse: Int {
    #if canImport(Darwin)
    var statistics = malloc_statistics_t()
    unsafe malloc_zone_statistics(nil, &statistics)
    return statistics.size_in_use
    #else
    let information = mallinfo2()
    return information.uordblks + information.hblkhd
    #endif
  }

  /// Gives memory that is free back to the system, which can keep files in it.
  static func release() {
    #if canImport(Darwin)
    malloc_zone_pressure_relief(nil, 0)
    #else
    malloc_trim(0)
    #endif
  }

  /// The bytes of memory of its own that are resident: without mapped files, which the system can drop
  /// at any time; nil where the system does not tell.
  static var residentBytes: Int? {
    let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
    let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
    return kibibytes.flatMap { Int($0) }.map { $0 * 1_024 }
  }
}
