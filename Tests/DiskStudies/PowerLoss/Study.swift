import Foundation
import StudySupport

/// Records workloads, has the states of each checked by processes of their own, and tells of it.
struct Study {
  let seed: UInt64
  let states: Int
  let workers: Int
  /// Where records lie that a failure is repeated from.
  let kept: String
  private let recorder: Recorder
  private let folder: String

  /// What came of one scenario.
  struct Result {
    let scenario: Scenario
    var operations = 0
    var points = 0
    var checked = 0
    var failures: [String] = []
    var kinds: [String: Int] = [:]
    var seconds = 0.0
  }

  init(seed: UInt64, states: Int, workers: Int, kept: String) throws {
    self.seed = seed
    self.states = states
    self.workers = workers
    self.kept = kept
    folder = try Recorder.makeFolder(named: "power-loss")
    recorder = try Recorder(in: folder)
  }

  func removeFiles() {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Records a scenario, and checks so many of its states.
  ///
  /// What is killed is recorded once for each sync that it can be killed before, or that can fail, and has
  /// as many states in each, the last sync first; with fewer states than those can have, some are left out,
  /// by the seed. One with a defect ends with the first that finds it.
  func run(_ scenario: Scenario, states: Int) throws -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    var result = Result(scenario: scenario)
    if scenario.interruption == nil {
      try run(killedBefore: nil, states: states, &result)
    } else {
      let syncs = try chosen(try recorder.killingSyncs(of: scenario).reversed(), states)
      for sync in syncs where !scenario.fault.isDefect || result.failures.isEmpty {
        try run(killedBefore: sync, states: states.divided(into: syncs.count), &result)
      }
    }
    result.seconds = Double((clock.now - start) / .milliseconds(1)) / 1_000
    return result
  }

  /// As many as leave each so many states that its record is gone through to the end.
  private func chosen(_ syncs: [Int], _ states: Int) throws -> [Int] {
    guard !syncs.isEmpty else { throw StudyFailure("there is nothing to be killed before") }
    let most = max(states / 25, 1)
    let step = max(syncs.count.divided(into: most), 1)
    let first = Int(seed % UInt64(step))
    return stride(from: first, to: syncs.count, by: step).map { syncs[$0] }
  }

  private func run(killedBefore sync: Int?, states: Int, _ result: inout Result) throws {
    let scenario = result.scenario
    let (bytes, root) = try recorder.record(scenario, killedBefore: sync)
    defer { try? FileManager.default.removeItem(atPath: root) }
    let record = try Record(bytes)
    let path = try keep(bytes, scenario, sync)
    let before = result.failures.count
    result.operations += record.operations.count
    if let problem = try Study.problem(of: record, root) { result.failures.append(problem) }
    if scenario.fault == .nothing, let ending = Truth(record.marks).ending {
      result.failures.append(ending)
    }
    try check(path, states, &result)
    if result.failures.count == before { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Why a record is not all that was done: applied as a whole it gives other files than there are.
  private static func problem(of record: Record, _ root: String) throws -> String? {
    var disk = SimulatedDisk()
    for operation in record.operations {
      // What the disk dropped is in the files that the process left, which are read from memory.
      if case .lost = operation { continue }
      try disk.apply(operation)
    }
    return try disk.whole.difference(from: root).map { "the record is not complete: \($0)" }
  }

  private func keep(_ bytes: [UInt8], _ scenario: Scenario, _ sync: Int?) throws -> String {
    try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
    let place = sync.map { "-before-\($0)" } ?? ""
    let path = "\(kept)/\(scenario.fileName)\(place)-\(seed).record"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func check(_ record: String, _ states: Int, _ result: inout Result) throws {
    let share = states.divided(into: workers)
    let processes = try (0..<workers).map { worker in
      try Recorder.start(
        [
          ThisProgram.path, "power-loss", "check", record, result.scenario.name, "\(seed)",
          "\(share)",
          "\(worker)", "\(workers)", "\(folder)/worker-\(worker)",
        ],
        environment: ["SWIFT_BACKTRACE": "enable=no"],
        output: "\(folder)/worker-\(worker).output"
      )
    }
    var points = 0
    for (worker, process) in processes.enumerated() {
      process.wait()
      let lines = Recorder.lines(of: "\(folder)/worker-\(worker).output")
      points = max(points, read(lines, record, &result))
    }
    result.points += points
  }

  /// - Returns: How many points there are.
  private func read(_ lines: [String], _ record: String, _ result: inout Result) -> Int {
    var lastState = ""
    var points = 0
    for line in lines {
      let words = line.split(separator: " ", maxSplits: 2).map(String.init)
      switch words[0] {
      case "at":
        lastState = words[1]
        result.checked += 1
      case "failed": result.failures.append(failure(words[1], words[2], record, result.scenario))
      case "points": points = Int(words[1]) ?? 0
      case "kind": result.kinds[words[2], default: 0] += Int(words[1]) ?? 0
      default: break
      }
    }
    guard lines.last != "done" else { return points }
    let ending = "the process that checked it ended: \(lines.suffix(2).joined(separator: " / "))"
    result.failures.append(failure(lastState, ending, record, result.scenario))
    return points
  }

  private func failure(
    _ id: String,
    _ text: String,
    _ record: String,
    _ scenario: Scenario
  ) -> String {
    """
    \(scenario.name), seed \(seed), state \(id): \(text)
      again: \(ThisProgram.path) power-loss state \(record) \(scenario.name) \(seed) \(id)
    """
  }
}

extension Int {
  /// The size of so many equal parts that hold all of it: the quotient, rounded up.
  func divided(into count: Int) -> Int { (self + count - 1) / count }
}
