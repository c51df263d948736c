import Foundation
import TicketLedger

/// The baseline of those who write Python: aggregates of its package `eventsourcing`, on SQLite.
///
/// The first events of a simulated history are handed to it as lines of JSON. It is installed once
/// into an environment beside the build; where it cannot be, its figures are left out.
struct PythonSides {
  /// The package as it is asked for from the index of packages.
  private static let requirement = "eventsourcing==9.5.6"
  /// More events would take minutes; both sides are told per event.
  private static let maximumEventCount = 20_000

  /// What the script prints.
  private struct Answer: Decodable {
    let events: Int
    let seconds: Double
  }

  let append: Side
  let replay: Side

  init(_ bench: Workbench, _ log: SimulatedLedger) {
    var lines: String?
    var filled: String?
    func prepare() async throws {
      guard lines == nil else { return }
      try PythonSides.install()
      let folder = try bench.makeFolder()
      try await PythonSides.write(log, to: folder + "/events.jsonl")
      lines = folder + "/events.jsonl"
    }
    func rate(_ arguments: [String]) throws -> Double {
      let answer = try PythonSides.run(arguments)
      return Double(answer.events) / answer.seconds
    }
    append = Side("append in Python", prepare: prepare) {
      let folder = try bench.makeFolder()
      return try rate(["append", folder + "/log.sqlite", lines ?? ""])
    }
    replay = Side("replay in Python") {
      try await prepare()
      let path = try bench.makeFolder() + "/log.sqlite"
      _ = try PythonSides.run(["append", path, lines ?? ""])
      filled = path
    } measure: {
      try rate(["replay", filled ?? ""])
    }
  }

  /// Makes the environment where it is missing.
  ///
  /// - Throws: ``Unavailable``.
  private static func install() throws {
    let python = Places.pythonEnvironment + "/bin/python"
    do {
      if !FileManager.default.isExecutableFile(atPath: python) {
        Progress.note("installing \(requirement)")
        let arguments = ["python3", "-m", "venv", Places.pythonEnvironment]
        _ = try ChildProcess.run("/usr/bin/env", arguments)
      }
      _ = try ChildProcess.run(python, ["-m", "pip", "install", "--quiet", requirement])
    } catch {
      throw Unavailable(reason: "Python's \(requirement) could not be installed: \(error)")
    }
  }

  private static func write(_ log: SimulatedLedger, to path: String) async throws {
    let ledger = try await log.opened()
    let events = try DeskEvent.all(in: ledger, atMost: maximumEventCount)
    await ledger.close()
    let encoder = JSONEncoder()
    var lines = Data()
    for event in events { lines += try encoder.encode(event) + Data("\n".utf8) }
    try lines.write(to: URL(filePath: path))
  }

  private static func run(_ arguments: [String]) throws -> Answer {
    let outcome = try ChildProcess.run(
      Places.pythonEnvironment + "/bin/python",
      [Places.pythonScript] + arguments
    )
    return try JSONDecoder().decode(Answer.self, from: outcome.output)
  }
}
