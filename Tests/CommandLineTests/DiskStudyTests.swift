import Foundation
import StudySupport
import Testing

/// Short studies in every test run; the long ones are `make power-loss` and `make failing-disk`.
///
/// Both are one program of its own, `Tests/DiskStudies`.
@Suite("A disk that loses power, or fails,", .serialized)
struct DiskStudyTests {
  private static let reason: Comment =
    "the disk is watched by a library loaded with LD_PRELOAD, on Linux, without a sanitizer"

  @Test(
    "leaves every acknowledged event, and a ledger that verifies",
    .enabled(if: ThisProgram.canBeWatched, reason),
    arguments: [
      ["power-loss", "study", "1", "130", "plain", "sealed", "lazy"],
      [
        "power-loss", "study", "4", "100", "plain/killed-making", "sealed/killed-making",
        "plain/killed-compacting", "sealed/killed-rotating",
      ],
      ["failing-disk", "study", "1", "61"],
    ]
  )
  func sound(arguments: [String]) throws {
    try expectSuccess(arguments)
  }

  @Test(
    "is found to break promises of builds with defects",
    .enabled(if: ThisProgram.canBeWatched, reason),
    arguments: [["power-loss", "broken", "1", "200"], ["failing-disk", "broken", "1", "6"]]
  )
  func broken(arguments: [String]) throws {
    try expectSuccess(arguments)
  }

  private func expectSuccess(_ arguments: [String]) throws {
    let kept = ThisProgram.products.appending(path: "power-loss").path
    let run = try BuiltProgram(name: "DiskStudies").run(
      arguments,
      environment: ["DISK_STUDY_KEPT": kept]
    )
    #expect(run.status == 0, "\(run.output)")
    print(run.output)
  }
}
