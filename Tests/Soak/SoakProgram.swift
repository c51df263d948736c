import Foundation

/// The soak: a host's mixed work on one ledger for a long time, and whether what should stay flat does.
///
/// `run SECONDS SEED FOLDER` works, verifies, writes samples and plots, and fails where a figure grows
/// without a reason; `broken SECONDS SEED FOLDER` does so with a leak each, and fails where one is not
/// found; `leaking SECONDS SEED FOLDER` has them all at once; `work SECONDS SEED FOLDER` works and verifies,
/// and judges no figures, for a build that a sanitizer slows down; `watch LEDGER PROCESS` is what these start.
@main enum SoakProgram {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    #if os(Linux)
    do {
      exit(try await run(arguments))
    } catch {
      say("\(error)")
      exit(3)
    }
    #else
    say("skipped: what a process holds is read from /proc, on Linux")
    #endif
  }

  private static func run(_ arguments: [String]) async throws -> Int32 {
    switch (arguments.first, arguments.count) {
    case ("run", 4):
      guard let seconds = Double(arguments[1]), let seed = UInt64(arguments[2]) else { break }
      let plan = Plan(seconds: seconds, seed: seed, folder: arguments[3])
      return try await soak(plan).isSound ? 0 : 1
    case ("broken", 4):
      guard let seconds = Double(arguments[1]), let seed = UInt64(arguments[2]) else { break }
      return try await broken(seconds, seed, arguments[3])
    case ("leaking", 4):
      guard let seconds = Double(arguments[1]), let seed = UInt64(arguments[2]) else { break }
      let plan = Plan(
        seconds: seconds,
        seed: seed,
        folder: arguments[3],
        leaks: Set(Leak.allCases)
      )
      return areFound(plan.leaks, try await soak(plan)) ? 0 : 1
    case ("work", 4):
      guard let seconds = Double(arguments[1]), let seed = UInt64(arguments[2]) else { break }
      let plan = Plan(seconds: seconds, seed: seed, folder: arguments[3])
      let results = try await SoakRun(plan).run()
      for problem in results.problems { say(problem) }
      say("\(results.counts.submitted) commands, \(results.problems.count) problems")
      return results.problems.isEmpty ? 0 : 1
    case ("watch", 3):
      guard let process = Int32(arguments[2]) else { break }
      try Watcher(ledger: arguments[1], process: process).serve()
      return 0
    default: break
    }
    say("usage: Soak run SECONDS SEED FOLDER | broken SECONDS SEED FOLDER")
    return 2
  }

  private static func soak(_ plan: Plan) async throws -> Verdict {
    let run = try SoakRun(plan)
    let results = try await run.run()
    let verdict = Verdict(results, of: plan)
    try results.write(to: plan.folder)
    say(verdict.description)
    return verdict
  }

  /// Has the same work done with each of the leaks.
  private static func broken(_ seconds: Double, _ seed: UInt64, _ folder: String) async throws
    -> Int32
  {
    var areAllFound = true
    for leak in Leak.allCases {
      let plan = Plan(
        seconds: seconds,
        seed: seed,
        folder: "\(folder)/\(leak.rawValue)",
        leaks: [leak]
      )
      let isFound = areFound(plan.leaks, try await soak(plan))
      areAllFound = areAllFound && isFound
    }
    return areAllFound ? 0 : 1
  }

  /// Says which leaks a verdict has found.
  private static func areFound(_ leaks: Set<Leak>, _ verdict: Verdict) -> Bool {
    let figures = Set(verdict.failures.map(\.figure))
    for leak in Leak.allCases where leaks.contains(leak) {
      say("a run that \(leak.title): \(figures.contains(leak.figure) ? "found" : "NOT FOUND")")
    }
    say("")
    return leaks.allSatisfy { figures.contains($0.figure) }
  }

  static func say(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }
}
