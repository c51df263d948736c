package import Foundation

/// The program that runs.
package enum ThisProgram {
  /// Its file, to start it again in another role.
  package static var path: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
  }

  /// Where the package manager puts what it builds: beside the tests.
  package static let products: URL = {
    #if os(macOS)
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
    return bundle?.bundleURL.deletingLastPathComponent() ?? Bundle.main.bundleURL
    #else
    // Not by `Bundle.allBundles`, which is not for several threads there.
    return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    #endif
  }()

  /// Whether it runs on Linux, where the system tells what a process does and has, and without a
  /// sanitizer, which keeps memory of its own and wants to be the first library of a process.
  package static var canBeWatched: Bool {
    #if os(Linux)
    let environment = ProcessInfo.processInfo.environment
    return environment["ASAN_OPTIONS"] == nil && environment["TSAN_OPTIONS"] == nil
    #else
    return false
    #endif
  }
}
