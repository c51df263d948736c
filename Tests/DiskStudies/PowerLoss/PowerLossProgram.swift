import Foundation
import StudySupport

/// The study of power loss: what is left of a ledger wherever the power is cut.
///
/// `study SEED STATES [SCENARIO…]` checks so many states and fails where a promise is broken;
/// `broken SEED STATES` does the same with defects, and fails where one is not found;
/// `state RECORD SCENARIO SEED ID` checks one state again and leaves its files;
/// `work`, `go-on` and `check` are what these start.
enum PowerLossProgram {
  static let usage =
    "power-loss study SEED STATES [SCENARIO…] | broken SEED STATES | state RECORD SCENARIO SEED ID"

  /// - Returns: The exit code; nil where the arguments are none of these.
  static func run(_ arguments: [String]) async throws -> Int32? {
    switch (arguments.first, arguments.count) {
    case ("study", 3...): return try study(arguments)
    case ("broken", 3):
      return try broken(seed: UInt64(arguments[1]) ?? 1, states: Int(arguments[2]) ?? 2_000)
    case ("work", 3):
      guard let scenario = Scenario(arguments[1]), let marks = Marks.recorded() else { break }
      Workload.makeFolderOfKeys(in: arguments[2])
      await Workload(scenario, in: arguments[2], marks: marks).run()
      return 0
    case ("go-on", 6):
      guard let scenario = Scenario(arguments[1]), let marks = Marks.recorded(),
        let lastNumber = Int(arguments[3]), let eventCount = UInt64(arguments[4])
      else { break }
      let earlier = (lastNumber, eventCount, Int(arguments[5]))
      await Workload(scenario, in: arguments[2], marks: marks, after: earlier).goOn()
      return 0
    case ("check", 8), ("state", 5): return try await check(arguments)
    default: break
    }
    return nil
  }

  private static func study(_ arguments: [String]) throws -> Int32 {
    let (seed, states) = (UInt64(arguments[1]) ?? 1, Int(arguments[2]) ?? 1_000)
    let named = arguments.dropFirst(3).compactMap { Scenario($0) }
    let scenarios = named.isEmpty ? Scenario.sound : named
    let study = try Study(seed: seed, states: states, workers: 2, kept: kept)
    defer { study.removeFiles() }
    var results: [Study.Result] = []
    let weights = max(scenarios.reduce(0) { $0 + $1.weight }, 1)
    for scenario in scenarios {
      let share = (states * scenario.weight).divided(into: weights)
      let result = try study.run(scenario, states: scenario.isExhaustive ? 1_000_000 : share)
      say("\(result.scenario.name): \(result.checked) states, \(result.failures.count) failures")
      for failure in result.failures { say(failure) }
      results.append(result)
    }
    say("\npower loss, seed \(seed)\n\(StudyTable(results: results).description)")
    return results.allSatisfy(\.failures.isEmpty) ? 0 : 1
  }

  private static func broken(seed: UInt64, states: Int) throws -> Int32 {
    let study = try Study(seed: seed, states: states, workers: 1, kept: kept)
    defer { study.removeFiles() }
    var areAllFound = true
    for scenario in Scenario.broken {
      let result = try study.run(scenario, states: study.states)
      let isFound = !result.failures.isEmpty
      areAllFound = areAllFound && isFound
      say(
        "a build that \(scenario.title): \(isFound ? "caught" : "NOT CAUGHT") after "
          + "\(result.checked) states"
      )
      if let first = result.failures.first { say("  \(first)") }
    }
    return areAllFound ? 0 : 1
  }

  private static func check(_ arguments: [String]) async throws -> Int32 {
    guard let data = FileManager.default.contents(atPath: arguments[1]),
      let scenario = Scenario(arguments[2])
    else { throw StudyFailure("\(arguments[1]): no record of \(arguments[2])") }
    let isOne = arguments[0] == "state"
    let folder = isOne ? kept + "/again" : arguments[7]
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var worker = Worker(
      try Record(Array(data)),
      scenario,
      seed: UInt64(arguments[3]) ?? 1,
      states: isOne ? 1 : Int(arguments[4]) ?? 0,
      share: isOne ? (0, 1) : (Int(arguments[5]) ?? 0, Int(arguments[6]) ?? 1),
      folder: folder
    )
    worker.only = isOne ? arguments[4] : nil
    try await worker.run()
    return 0
  }

  /// Where records of failures are left.
  private static var kept: String {
    ProcessInfo.processInfo.environment["DISK_STUDY_KEPT"] ?? ".build/power-loss"
  }
}
