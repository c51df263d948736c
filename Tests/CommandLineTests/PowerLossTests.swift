import Foundation
import Testing

/// A short study in every test run; the long one is `make power-loss`.
///
/// The study is a program of its own, `Tests/PowerLoss`.
@Suite("Power loss", .serialized)
struct PowerLossTests {
  private static var canRecord: Bool {
    #if os(Linux)
    // A sanitizer wants to be the first library of a process, and so does the recorder.
    let environment = ProcessInfo.processInfo.environment
    return environment["ASAN_OPTIONS"] == nil && environment["TSAN_OPTIONS"] == nil
    #else
    return false
    #endif
  }

  @Test(
    "leaves every acknowledged event, and a ledger that verifies",
    .enabled(if: canRecord, "the recorder is loaded with LD_PRELOAD, on Linux, without a sanitizer")
  )
  func sound() throws {
    let run = try run("study", "1", "130", "plain", "sealed", "lazy")
    #expect(run.status == 0, "\(run.output)")
    print(run.output)
  }

  @Test(
    "is found to break promises of builds with defects",
    .enabled(if: canRecord, "the recorder is loaded with LD_PRELOAD, on Linux, without a sanitizer")
  )
  func broken() throws {
    let run = try run("broken", "1")
    #expect(run.status == 0, "\(run.output)")
    print(run.output)
  }

  private func run(_ arguments: String...) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = PowerLossTests.products.appending(path: "PowerLoss")
    process.arguments = arguments
    let kept = PowerLossTests.products.appending(path: "power-loss").path
    process.environment = ProcessInfo.processInfo.environment
      .merging(["POWER_LOSS_KEPT": kept]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  private static var products: URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  }
}
