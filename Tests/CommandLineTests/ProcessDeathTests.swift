import Foundation
import StudySupport
import Testing

/// A short study in every test run; the long one is `make kill-study`.
///
/// The study is a program of its own, `Tests/ProcessDeath`.
@Suite("Process death", .serialized)
struct ProcessDeathTests {
  @Test("leaves every acknowledged event, and a ledger that verifies and goes on")
  func sound() throws {
    let run = try run("study", "1", "27")
    #expect(run.status == 0, "\(run.output)")
    print(run.output)
  }

  @Test("is found to break promises of builds with defects")
  func broken() throws {
    // Others take more kills than there is time for.
    let run = try run(
      "broken",
      "1",
      "submitters/early",
      "submitters/torn-batch",
      "backup/early",
      "erasure/early",
      "submitters/lost-commit",
      "submitters/dropped-head"
    )
    #expect(run.status == 0, "\(run.output)")
    print(run.output)
  }

  private func run(_ arguments: String...) throws -> (status: Int32, output: String) {
    let folder = ThisProgram.products.appending(path: "process-death").path
    return try BuiltProgram(name: "ProcessDeath").run(
      arguments,
      environment: ["PROCESS_DEATH_FOLDER": folder]
    )
  }
}
