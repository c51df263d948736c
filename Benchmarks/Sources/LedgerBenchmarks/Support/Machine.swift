import Foundation

/// The machine that figures were measured on.
struct Machine: Encodable {
  let cores: Int
  let processor: String
  let memoryInBytes: UInt64
  let system: String
  /// When the run began, in UTC.
  let date: String
  /// The median time that writing 4 KiB and making it durable took in the ledgers' folder.
  let fsyncMicroseconds: Double

  /// Looks at this machine, and at the disk of a folder.
  static func current(syncingIn folder: String) throws -> Machine {
    var probe = try DiskProbe(in: folder)
    try probe.sample(200)
    return Machine(
      cores: ProcessInfo.processInfo.activeProcessorCount,
      processor: processorName() ?? "unknown",
      memoryInBytes: ProcessInfo.processInfo.physicalMemory,
      system: ProcessInfo.processInfo.operatingSystemVersionString,
      date: Date.now.formatted(.iso8601),
      fsyncMicroseconds: probe.median
    )
  }

  private static func processorName() -> String? {
    #if canImport(Darwin)
    var size = 0
    guard unsafe sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0 else {
      return nil
    }
    var bytes = [UInt8](repeating: 0, count: size)
    guard unsafe sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else {
      return nil
    }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    #else
    let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
    #endif
  }
}
