import Foundation

/// The library that is loaded into writers: `Preload/preload.c`.
enum Preload {
  /// Builds it with the C compiler of the toolchain or the system.
  ///
  /// - Returns: Its path; nil where nothing can be preloaded: not on Linux, or under a sanitizer, which
  ///   wants to be the first library of a process.
  static func build(in folder: String) throws -> String? {
    #if os(Linux)
    let environment = ProcessInfo.processInfo.environment
    guard environment["ASAN_OPTIONS"] == nil, environment["TSAN_OPTIONS"] == nil else { return nil }
    let library = folder + "/preload.so"
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Preload/preload.c").path
    for compiler in ["clang", "cc", "gcc"] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [
        compiler, "-std=gnu11", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl",
      ]
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      if process.terminationStatus == 0 { return library }
    }
    throw Child.Failure(description: "no C compiler made the library to preload")
    #else
    return nil
    #endif
  }
}
