import Foundation
import Testing

/// A short study in every test run; the long one is `make process-study`.
///
/// The study is a program of its own, `Tests/ManyProcesses`.
@Suite("Many processes and wrong clocks", .serialized)
struct ManyProcessesTests {
  @Test("see one ledger, whoever is stopped or killed, and whatever the clocks show")
  func sound() throws {
    let run = try BuiltProgram(name: "ManyProcesses").run(["short", "1"])
    #expect(run.status == 0, "\(run.output)")
    print(run.output)
  }

  @Test("are found to break promises where a build has a defect")
  func broken() throws {
    let run = try BuiltProgram(name: "ManyProcesses").run(["broken", "1"])
    #expect(run.status == 0, "\(run.output)")
    print(run.output)
  }
}
