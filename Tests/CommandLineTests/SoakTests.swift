import Foundation
import StudySupport
import Testing

/// A short soak in every test run; the long one is `make soak`.
///
/// The soak is a program of its own, `Tests/Soak`.
@Suite("Soak", .serialized)
struct SoakTests {
  private static let reason: Comment =
    "what a process holds is read from /proc, on Linux, without a sanitizer"

  @Test(
    "leaves memory, file, descriptors and slots of readers as they should be",
    .enabled(if: ThisProgram.canBeWatched, reason)
  )
  func sound() throws {
    let run = try run("run", "4")
    #expect(run.status == 0, "\(run.output)")
    print(run.output)
  }

  @Test(
    "finds what is never given back",
    .enabled(if: ThisProgram.canBeWatched, reason)
  )
  func broken() throws {
    // What is kept is told from what the work takes only after some work: a machine that has much else to
    // do gets three times as long.
    var run = try run("leaking", "5")
    if run.status != 0 { run = try self.run("leaking", "15") }
    #expect(run.status == 0, "\(run.output)")
    print(run.output)
  }

  private func run(_ what: String, _ seconds: String) throws -> (status: Int32, output: String) {
    let folder = FileManager.default.temporaryDirectory.path + "/soak-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try BuiltProgram(name: "Soak").run([what, seconds, "1", folder])
  }
}
