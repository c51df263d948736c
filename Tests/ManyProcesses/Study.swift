import Foundation
import StudySupport

/// Plays scenarios, and tells what came of them.
struct Study {
  let seed: UInt64
  let size: Trial.Size
  let defect: Defect
  let saboteur: Saboteur?
  private let folder: String

  /// What came of one scenario.
  struct Result {
    let scenario: Scenario
    var rounds = 0
    var processes = 0
    var operations = 0
    var failures: [String] = []
    var seconds = 0.0
    /// The greatest of each figure.
    var figures: [(name: String, value: Double)] = []
  }

  init(seed: UInt64, size: Trial.Size, defect: Defect = .nothing) throws {
    self.seed = seed
    self.size = size
    self.defect = defect
    // Paths are compared with what the system resolves them to.
    folder =
      FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
      + "/many-processes-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    saboteur = ThisProgram.canBeWatched ? Saboteur(in: folder) : nil
  }

  func removeFiles() {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Plays rounds of a scenario, up to the first that fails.
  func run(_ scenario: Scenario, rounds: Range<Int>) async throws -> Result {
    var result = Result(scenario: scenario)
    let begun = SharedClock.now
    for round in rounds where result.failures.isEmpty {
      let trial = try Trial(
        scenario,
        seed: seed,
        round: round,
        size: size,
        defect: defect,
        folder: "\(folder)/\(scenario.rawValue)-\(round)",
        saboteur: saboteur
      )
      do {
        let tally = try await scenario.run(trial)
        result.operations += tally.operations
        for (name, value) in tally.figures {
          if let place = result.figures.firstIndex(where: { $0.name == name }) {
            result.figures[place].value = max(result.figures[place].value, value)
          } else {
            result.figures.append((name, value))
          }
        }
      } catch {
        let again = "one \(scenario.rawValue) \(seed) \(round) \(size.rawValue)"
        let isBroken = defect == .nothing ? "" : "DEFECT=\(defect.rawValue) "
        result.failures.append(
          """
          \(scenario.rawValue), seed \(seed), round \(round): \(error)
            again: \(isBroken)\(ThisProgram.path) \(again)
          """
        )
      }
      result.rounds = round + 1
      result.processes += trial.children.count
      trial.clear()
    }
    result.seconds = Double(SharedClock.now - begun) / 1e9
    return result
  }

  /// A table for people, with the figures of each scenario below.
  static func table(of results: [Result]) -> String {
    func row(_ name: String, _ cells: [String]) -> String {
      func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(width - text.count, 0)) + text
      }
      return name + String(repeating: " ", count: max(10 - name.count, 0))
        + cells.map { padded($0, 12) }.joined()
    }
    var lines = [row("", ["rounds", "processes", "operations", "failures", "seconds"])]
    for result in results {
      let cells = [result.rounds, result.processes, result.operations, result.failures.count]
      let seconds = String(Int(result.seconds.rounded()))
      lines.append(row(result.scenario.rawValue, cells.map { String($0) } + [seconds]))
    }
    lines.append("\nthe greatest of all rounds:")
    for result in results {
      for (name, value) in result.figures {
        let figure =
          value < 100 ? String((value * 10).rounded() / 10) : String(Int(value.rounded()))
        lines.append("\(result.scenario.rawValue): \(name): \(figure)")
      }
    }
    return lines.joined(separator: "\n")
  }
}
