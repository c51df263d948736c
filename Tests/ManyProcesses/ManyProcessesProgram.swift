import Foundation

/// The study of several processes on one ledger, and of clocks that go wrong.
///
/// `study SEED ROUNDS [SCENARIO…]` plays every scenario so many times, and fails where a promise is
/// broken; `short SEED [SCENARIO…]` does it once, with less; `broken SEED` does it with defects, and
/// fails where one is not found; `one SCENARIO SEED ROUND SIZE` plays a round again. The rest is what
/// these start.
@main enum ManyProcessesProgram {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      exit(try await run(arguments))
    } catch {
      say("\(error)")
      exit(3)
    }
  }

  private static func run(_ arguments: [String]) async throws -> Int32 {
    let defect = Defect(rawValue: ProcessInfo.processInfo.environment["DEFECT"] ?? "") ?? .nothing
    switch (arguments.first, arguments.count) {
    case ("study", 3...):
      let scenarios = arguments.dropFirst(3).compactMap { Scenario(rawValue: $0) }
      return try await study(arguments[1], .long, rounds: Int(arguments[2]) ?? 1, scenarios)
    case ("short", 2...):
      let scenarios = arguments.dropFirst(2).compactMap { Scenario(rawValue: $0) }
      return try await study(arguments[1], .short, rounds: 1, scenarios)
    case ("broken", 2): return try await broken(seed: UInt64(arguments[1]) ?? 1)
    case ("one", 5):
      guard let scenario = Scenario(rawValue: arguments[1]), let round = Int(arguments[3]),
        let size = Trial.Size(rawValue: arguments[4])
      else { break }
      let study = try Study(seed: UInt64(arguments[2]) ?? 1, size: size, defect: defect)
      defer { study.removeFiles() }
      let result = try await study.run(scenario, rounds: round..<round + 1)
      for failure in result.failures { say(failure) }
      return result.failures.isEmpty ? 0 : 1
    case ("writer", 6), ("reader", 6): try await DeskTrial.play(arguments, defect)
    case ("holder", 2): try Holder(at: arguments[1], defect).run()
    case ("maker", 3): try await OpeningTrial.play(arguments[1], arguments[2])
    case ("compactor", 2), ("newcomer", 2), ("visitor", 2):
      try await CompactingTrial.play(arguments[0], arguments[1])
    case ("clock", 5): try await ClocksRole.play(arguments, defect)
    case ("forker", 2): try await PathsTrial.fork(arguments[1])
    case ("follower", 2): try await ClocksRole.follow(arguments[1])
    case ("zones", 2): try await ZonesTrial.play(arguments[1], defect)
    default:
      say(
        "usage: ManyProcesses study SEED ROUNDS [SCENARIO…] | short SEED [SCENARIO…] | broken SEED "
          + "| one SCENARIO SEED ROUND short|long"
      )
      return 2
    }
    return 0
  }

  private static func study(
    _ seed: String,
    _ size: Trial.Size,
    rounds: Int,
    _ scenarios: [Scenario]
  ) async throws -> Int32 {
    let study = try Study(seed: UInt64(seed) ?? 1, size: size)
    defer { study.removeFiles() }
    var results: [Study.Result] = []
    for scenario in scenarios.isEmpty ? Scenario.allCases : scenarios {
      let result = try await study.run(scenario, rounds: 0..<rounds)
      for failure in result.failures { say(failure) }
      results.append(result)
    }
    say("several processes and wrong clocks, seed \(seed)\n\(Study.table(of: results))")
    return results.allSatisfy(\.failures.isEmpty) ? 0 : 1
  }

  private static func broken(seed: UInt64) async throws -> Int32 {
    var areAllFound = true
    for defect in Defect.allCases {
      for scenario in defect.scenarios {
        let study = try Study(seed: seed, size: .short, defect: defect)
        defer { study.removeFiles() }
        guard defect.sabotage == nil || study.saboteur != nil else { continue }
        let result = try await study.run(scenario, rounds: 0..<10)
        let isFound = !result.failures.isEmpty
        areAllFound = areAllFound && isFound
        let verdict = isFound ? "caught" : "NOT CAUGHT"
        say(
          "a build that \(defect.title), in \(scenario.rawValue): \(verdict) in round \(result.rounds)"
        )
        if let first = result.failures.first { say("  \(first.prefix(300))") }
      }
    }
    return areAllFound ? 0 : 1
  }
}
