import Foundation
import StudySupport
import Synchronization

/// Lets ledgers live and their writers be killed, several at a time, and tells of it.
final class Study: Sendable {
  let seed: UInt64
  /// How many writers are killed of one ledger before the next one is made.
  let cyclesPerLife: Int
  /// Where ledgers lie, and are left after a failure.
  let folder: String
  let preload: String?

  /// What came of one scenario.
  struct Result {
    let scenario: Scenario
    var lives = 0
    var counts: [String: Int] = [:]
    var failures: [String] = []
    var seconds = 0.0
  }

  init(seed: UInt64, cyclesPerLife: Int = 12, folder: String) throws {
    self.seed = seed
    self.cyclesPerLife = cyclesPerLife
    self.folder = folder
    try makeFolder(folder)
    preload = try Preload.build(in: folder)
  }

  /// Kills so many writers of a scenario; stops at the first failure where that is what is looked for.
  func run(_ scenario: Scenario, cycles: Int, workers: Int, untilFailure: Bool = false) -> Result {
    let lives = (cycles + cyclesPerLife - 1) / cyclesPerLife
    let result = Mutex(Result(scenario: scenario))
    let next = Atomic(0)
    let start = ContinuousClock.now
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let life = next.wrappingAdd(1, ordering: .relaxed).oldValue
        let hasFailed = result.withLock { !$0.failures.isEmpty }
        guard life < lives, !(untilFailure && hasFailed) else { break }
        let share = min(cyclesPerLife, cycles - life * cyclesPerLife)
        let (counts, failures) = run(scenario, life, cycles: share, keeps: !untilFailure)
        result.withLock {
          $0.lives += 1
          $0.counts.merge(counts, uniquingKeysWith: +)
          $0.failures += failures
        }
      }
    }
    return result.withLock {
      $0.seconds = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1_000
      return $0
    }
  }

  /// Lets one ledger live, in a process of its own.
  private func run(
    _ scenario: Scenario,
    _ life: Int,
    cycles: Int,
    keeps: Bool
  ) -> (counts: [String: Int], failures: [String]) {
    let name = scenario.name.replacingOccurrences(of: "/", with: "-")
    let root = "\(folder)/\(name)-\(life)"
    let arguments = ["life", scenario.name, "\(life)", "\(seed)", "\(cycles)", root]
    let again = ([ThisProgram.path] + arguments).joined(separator: " ")
    do {
      try? FileManager.default.removeItem(atPath: root)
      try makeFolder(root)
      let environment = ["SWIFT_BACKTRACE": "enable=no", "PROCESS_DEATH_PRELOAD": preload ?? ""]
      let child = try Child(arguments, environment: environment, errors: root + "/errors")
      let ending = try child.wait()
      let (counts, found) = read(child.lines, scenario, life, again)
      var failures = found
      if child.lines.last != "done" {
        failures.append(
          "\(scenario.name), seed \(seed): the checker ended: \(ending)\n  again: \(again)"
        )
      }
      if failures.isEmpty || !keeps { try? FileManager.default.removeItem(atPath: root) }
      return (counts, failures)
    } catch {
      return ([:], ["\(scenario.name), seed \(seed): \(error)\n  again: \(again)"])
    }
  }

  private func read(
    _ lines: [String],
    _ scenario: Scenario,
    _ life: Int,
    _ again: String
  ) -> (counts: [String: Int], failures: [String]) {
    var counts: [String: Int] = [:]
    var failures: [String] = []
    for line in lines {
      let words = line.split(separator: " ", maxSplits: 2).map(String.init)
      guard words.count == 3 else { continue }
      if words[0] == "figure" { counts[words[2], default: 0] += Int(words[1]) ?? 0 }
      if words[0] == "failed" {
        failures.append(
          """
          \(scenario.name), seed \(seed), ledger \(life), cycle \(words[1]): \(words[2])
            again: \(again)
          """
        )
      }
    }
    return (counts, failures)
  }
}
