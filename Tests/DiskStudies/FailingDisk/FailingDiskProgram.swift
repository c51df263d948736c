import Foundation
import StudySupport

/// The study of a failing disk: what a ledger says, and what is left of it, wherever a call fails.
///
/// `study SEED EVERY [WORKLOAD…]` runs every so-many-th case and fails where a promise is broken;
/// `broken SEED CASES` does so with defects, so many cases of each, and fails where one is not found;
/// `case SEED NAME` runs one case again and leaves its files;
/// `work` and `count` are what these start.
enum FailingDiskProgram {
  static let usage =
    "failing-disk study SEED EVERY [WORKLOAD…] | broken SEED CASES | case SEED NAME"

  /// - Returns: The exit code; nil where the arguments are none of these.
  static func run(_ arguments: [String]) async throws -> Int32? {
    switch (arguments.first, arguments.count) {
    case ("study", 3...): return try study(arguments)
    case ("broken", 3):
      return try broken(seed: UInt64(arguments[1]) ?? 1, count: Int(arguments[2]) ?? 1)
    case ("case", 3): return try again(seed: UInt64(arguments[1]) ?? 1, arguments[2])
    case ("work", 4...):
      let names = try String(contentsOfFile: arguments[1], encoding: .utf8)
      try await worker(arguments).run(names.split(separator: "\n").compactMap { .init(String($0)) })
      return 0
    case ("count", 3):
      guard let work = Scenario.Work(rawValue: arguments[1]) else { return nil }
      try await FailingWorker(seed: 1, folder: arguments[2], keepsFiles: false).count(work)
      return 0
    default: return nil
    }
  }

  private static func worker(_ arguments: [String]) -> FailingWorker {
    FailingWorker(
      seed: UInt64(arguments[2]) ?? 1,
      folder: arguments[3],
      keepsFiles: arguments.last == "keep"
    )
  }

  private static func study(_ arguments: [String]) throws -> Int32 {
    let (seed, every) = (UInt64(arguments[1]) ?? 1, max(Int(arguments[2]) ?? 1, 1))
    let named = arguments.dropFirst(3).compactMap { Scenario.Work(rawValue: $0) }
    let study = try FailingStudy(seed: seed, workers: 2)
    defer { study.removeFiles() }
    var results: [FailingStudy.Result] = []
    for work in named.isEmpty ? Scenario.Work.allCases : named {
      let (calls, cases) = try study.cases(of: work, every: every)
      let result = try study.run(work, cases, calls: calls)
      say("\(work.rawValue): \(cases.count) cases, \(result.failures.count) failures")
      for failure in result.failures { say(failure) }
      results.append(result)
    }
    say("\nfailing disk, seed \(seed)\n\(FailingTable(results: results).description)")
    if results.allSatisfy({ $0.counts[FailingCase.fullMedium] == nil }) {
      say("\nnot tried: a file system that is full, since none can be mounted here")
    }
    return results.allSatisfy(\.failures.isEmpty) ? 0 : 1
  }

  /// The defects, and by what each is brought to light.
  private static let defects: [(title: String, Scenario.Work, Failure, Defect)] = [
    ("ignores a short write", .plain, .shortWrite, .swallowsCall),
    ("swallows the error of a sync", .plain, .syncLoss, .swallowsCall),
    ("swallows that there is no room for a page", .plain, .fullOnce, .swallowsCall),
    ("swallows the error of a write of keys or pages", .sealed, .writeError, .swallowsCall),
    ("acknowledges a commit that failed", .plain, .fullOnce, .swallowsCommit),
    ("goes on after a failed write, without being opened again", .plain, .writeError, .goesOn),
  ]

  private static func broken(seed: UInt64, count: Int) throws -> Int32 {
    let study = try FailingStudy(seed: seed, workers: 1)
    defer { study.removeFiles() }
    var areAllFound = true
    for (title, work, failure, defect) in defects {
      let calls = try study.count(work).calls
      let numbers = calls.indices.filter { calls[$0] & failure.classes != 0 }
      // In an order of its own, so that the first steps are not the only ones that find it.
      let cases = numbers.sorted { mixed(seed ^ UInt64($0)) < mixed(seed ^ UInt64($1)) }
        .prefix(count).map { FailingCase(work, .failure(failure, at: $0, defect)) }
      let result = try study.run(work, cases)
      let isFound = !result.failures.isEmpty
      areAllFound = areAllFound && isFound
      say(
        "a build that \(title): \(isFound ? "caught" : "NOT CAUGHT") in "
          + "\(result.failures.count) of \(cases.count) cases"
      )
      if let first = result.failures.first { say("  \(first)") }
    }
    return areAllFound ? 0 : 1
  }

  private static func again(seed: UInt64, _ name: String) throws -> Int32 {
    guard let item = FailingCase(name) else {
      throw StudyFailure("\(name): no name of a case")
    }
    let folder = try Recorder.makeFolder(named: "failing-disk-again")
    let recorder = try Recorder(in: folder)
    let list = folder + "/cases"
    try Data(name.utf8).write(to: URL(fileURLWithPath: list))
    try Recorder.run(
      [ThisProgram.path, "failing-disk", "work", list, "\(seed)", folder, "keep"],
      environment: recorder.environment(for: item.work, in: folder),
      output: folder + "/output"
    )
    let lines = Recorder.lines(of: folder + "/output")
    for line in lines { say(line) }
    say("its files are left in \(folder)")
    return lines.last == "done" && !lines.contains { $0.hasPrefix("failed") } ? 0 : 1
  }
}
