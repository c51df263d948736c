import Foundation

/// The study of process death: what is left of a ledger whose writer is killed at any moment.
///
/// `study SEED CYCLES [SCENARIO…]` kills so many writers and fails where a promise is broken;
/// `broken SEED [SCENARIO…]` does the same with defects, and fails where one is not found;
/// `life`, `write` and `look` are what these start.
@main enum ProcessDeathProgram {
  static func main() async {
    do {
      exit(try await run(Array(CommandLine.arguments.dropFirst())))
    } catch {
      say("\(error)")
      exit(3)
    }
  }

  private static func run(_ arguments: [String]) async throws -> Int32 {
    switch (arguments.first, arguments.count) {
    case ("study", 3...): return try study(arguments)
    case ("broken", 2...): return try broken(arguments)
    case ("life", 6): return try await life(arguments)
    case ("write", 7):
      guard let setting = setting(arguments), let cycle = Int(arguments[5]) else { break }
      let earlier = arguments[6] == "-" ? nil : arguments[6]
      await Writer(setting, cycle: cycle, earlierTicket: earlier).run()
      return 1
    case ("look", 6):
      guard let setting = setting(arguments) else { break }
      return try await LedgerCheck.look(at: arguments[5], setting) ? 0 : 3
    default: break
    }
    say("usage: ProcessDeath study SEED CYCLES [SCENARIO…] | broken SEED [SCENARIO…]")
    return 2
  }

  /// Reads `VERB SCENARIO LIFE SEED … ROOT`.
  private static func setting(_ arguments: [String], rootAt index: Int = 4) -> Setting? {
    guard let scenario = Scenario(arguments[1]), let life = Int(arguments[2]),
      let seed = UInt64(arguments[3])
    else { return nil }
    return Setting(scenario: scenario, life: life, seed: seed, root: arguments[index])
  }

  private static func life(_ arguments: [String]) async throws -> Int32 {
    guard let setting = setting(arguments, rootAt: 5), let cycles = Int(arguments[4]) else {
      return 2
    }
    // Started by hand, to repeat a failure, it begins with an empty folder.
    var preload = ProcessInfo.processInfo.environment["PROCESS_DEATH_PRELOAD"]
    if preload == nil {
      try? FileManager.default.removeItem(atPath: setting.root)
      try makeFolder(setting.root)
      preload = try Preload.build(in: setting.root)
    }
    var life = Life(setting, cycles: cycles, preload: preload == "" ? nil : preload)
    try await life.run()
    return 0
  }

  private static func study(_ arguments: [String]) throws -> Int32 {
    let (seed, cycles) = (UInt64(arguments[1]) ?? 1, Int(arguments[2]) ?? 2_000)
    let named = arguments.dropFirst(3).compactMap { Scenario($0) }
    let scenarios = named.isEmpty ? Scenario.sound : named
    let study = try Study(seed: seed, folder: folder)
    var results: [Study.Result] = []
    let share = (cycles + scenarios.count - 1) / scenarios.count
    for scenario in scenarios {
      let result = study.run(scenario, cycles: share, workers: 2)
      say(
        "\(scenario.name): \(result.counts["kills"] ?? 0) kills, \(result.failures.count) failures"
      )
      for failure in result.failures { say(failure) }
      results.append(result)
    }
    say("\nprocess death, seed \(seed)\n\(StudyTable(results: results).description)")
    return results.allSatisfy(\.failures.isEmpty) ? 0 : 1
  }

  private static func broken(_ arguments: [String]) throws -> Int32 {
    let seed = UInt64(arguments[1]) ?? 1
    let named = arguments.dropFirst(2).compactMap { Scenario($0) }
    let study = try Study(seed: seed, cyclesPerLife: 10, folder: folder)
    var areAllFound = true
    for scenario in named.isEmpty ? Scenario.broken : named {
      if scenario.fault.isPreloaded, study.preload == nil {
        say("\(scenario.name): skipped, nothing can be preloaded here")
        continue
      }
      let result = study.run(scenario, cycles: 400, workers: 1, untilFailure: true)
      let isFound = !result.failures.isEmpty
      areAllFound = areAllFound && isFound
      say(
        "a build that \(scenario.title): \(isFound ? "caught" : "NOT CAUGHT") after "
          + "\(result.counts["kills"] ?? 0) kills"
      )
      if let first = result.failures.first { say("  \(first)") }
    }
    return areAllFound ? 0 : 1
  }

  /// Where ledgers lie, and are left after a failure.
  private static var folder: String {
    let path = ProcessInfo.processInfo.environment["PROCESS_DEATH_FOLDER"] ?? ".build/process-death"
    return URL(fileURLWithPath: path).standardizedFileURL.path
  }

  private static func say(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }
}
