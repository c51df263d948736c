import Foundation
import Testing

/// A short study in every test run; the long one is `make power-loss`.
///
/// The study is a program of its own, `Tests/DiskStudies`.
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
    let kept = BuiltProgram.products.appending(path: "power-loss").path
    return try BuiltProgram(name: "PowerLoss").run(
      arguments,
      environment: ["POWER_LOSS_KEPT": kept]
    )
  }
}
