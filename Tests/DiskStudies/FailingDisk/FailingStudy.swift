import Foundation
import StudySupport

/// Has the cases of workloads run by processes of their own, and tells of it.
struct FailingStudy {
  let seed: UInt64
  let workers: Int
  private let recorder: Recorder
  private let folder: String

  /// What came of the cases of one workload.
  struct Result {
    let work: Scenario.Work
    /// By the kind of failure: how many cases ended in which way.
    var counts: [String: [String: Int]] = [:]
    /// What failed, and nobody had to be told.
    var harmless: Set<String> = []
    var calls = 0
    var failures: [String] = []
    var seconds = 0.0
  }

  init(seed: UInt64, workers: Int) throws {
    self.seed = seed
    self.workers = workers
    folder = try Recorder.makeFolder(named: "failing-disk")
    recorder = try Recorder(in: folder)
  }

  func removeFiles() {
    for worker in 0..<workers { removeMedia(of: worker) }
    try? FileManager.default.removeItem(atPath: folder)
  }

  // MARK: Cases

  /// Every failure at every call that can fail so, and media of one page to more than it takes; of all
  /// these every so many, from the seed on.
  func cases(of work: Scenario.Work, every: Int) throws -> (calls: Int, cases: [FailingCase]) {
    let (calls, pages) = try count(work)
    var cases: [FailingCase] = []
    for (number, classes) in calls.enumerated() {
      // Of `lazy` the last header is only on its way: it may be lost with a sync, from under who reads.
      let failures = Failure.allCases.filter { work != .lazy || $0 != .syncLoss }
      for failure in failures where classes & failure.classes != 0 {
        cases.append(FailingCase(work, .failure(failure, at: number, .nothing)))
      }
    }
    if FullMedium.canBeMade(in: folder) {
      for size in stride(from: 1, through: pages * 3 / 2, by: work == .growth ? 4 : 1) {
        cases.append(FailingCase(work, .medium(pages: size)))
      }
    }
    // From any of them on, and the same number of each kind in the long run.
    let first = Int(mixed(seed) % UInt64(every))
    return (calls.count, stride(from: first, to: cases.count, by: every).map { cases[$0] })
  }

  /// The calls of a workload, with what each can do, and the pages that it takes.
  func count(_ work: Scenario.Work) throws -> (calls: [UInt32], pages: Int) {
    let output = folder + "/count.output"
    try Recorder.run(
      [ThisProgram.path, "failing-disk", "count", work.rawValue, folder],
      environment: recorder.environment(for: work, in: folder),
      output: output
    )
    var calls: [UInt32] = []
    var pages = 0
    for line in Recorder.lines(of: output) {
      let words = line.split(separator: " ")
      if words.first == "calls" { calls = words[1].map { UInt32($0.hexDigitValue ?? 0) } }
      if words.first == "pages" { pages = Int(words[1]) ?? 0 }
    }
    guard !calls.isEmpty else {
      let text = Recorder.lines(of: output).joined(separator: " / ")
      throw StudyFailure("\(work.rawValue) cannot be counted: \(text)")
    }
    return (calls, pages)
  }

  // MARK: Running

  /// Runs the cases of a workload, shared among the workers.
  func run(
    _ work: Scenario.Work,
    _ cases: [FailingCase],
    calls: Int = 0
  ) throws -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    var result = Result(work: work, calls: calls)
    var left = (0..<workers).map { worker in
      stride(from: worker, to: cases.count, by: workers).map { cases[$0] }
    }
    while left.contains(where: { !$0.isEmpty }) {
      let processes = try left.enumerated().map { try startWorker($0, work, $1) }
      for (worker, process) in processes.enumerated() {
        process?.wait()
        guard let process else { continue }
        let ended = read(worker, left[worker], process, &result)
        left[worker].removeFirst(ended)
        removeMedia(of: worker)
      }
    }
    result.seconds = Double((clock.now - start) / .milliseconds(1)) / 1_000
    return result
  }

  private func startWorker(
    _ worker: Int,
    _ work: Scenario.Work,
    _ cases: [FailingCase]
  ) throws -> ChildProcess? {
    guard !cases.isEmpty else { return nil }
    let place = "\(folder)/worker-\(worker)"
    try? FileManager.default.removeItem(atPath: place)
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let list = place + ".cases"
    try Data(cases.map(\.name).joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: list))
    return try Recorder.start(
      [ThisProgram.path, "failing-disk", "work", list, "\(seed)", place],
      environment: recorder.environment(for: work, in: place),
      output: place + ".output"
    )
  }

  /// - Returns: How many of the cases were run.
  private func read(
    _ worker: Int,
    _ cases: [FailingCase],
    _ process: ChildProcess,
    _ result: inout Result
  ) -> Int {
    var number = -1
    var isAnswered = true
    let lines = Recorder.lines(of: "\(folder)/worker-\(worker).output")
    for line in lines {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      switch words[0] {
      case "at":
        number += 1
        isAnswered = false
      case "unreached", "told", "harmless", "failed":
        isAnswered = true
        note(words, cases[number], &result)
      case "done": return cases.count
      default: break
      }
    }
    guard number >= 0, !isAnswered else {
      result.failures.append("a process ended: \(lines.suffix(3).joined(separator: " / "))")
      return cases.count
    }
    let status = process.wait()
    let rest = lines.suffix(2).joined(separator: " / ")
    let text =
      "the process ended by \(status < 0 ? "signal" : "exit") \(status.magnitude): \(rest)"
    note(["failed", text], cases[number], &result)
    return number + 1
  }

  private func note(_ words: [String], _ item: FailingCase, _ result: inout Result) {
    result.counts[item.kind, default: [:]][words[0], default: 0] += 1
    if words[0] == "harmless" { result.harmless.insert(words[1]) }
    guard words[0] == "failed" else { return }
    result.failures.append(
      """
      \(item.name), seed \(seed): \(words.count > 1 ? words[1] : "")
        again: \(ThisProgram.path) failing-disk case \(seed) \(item.name)
      """
    )
  }

  /// What a process that ended left mounted.
  private func removeMedia(of worker: Int) {
    let place = "\(folder)/worker-\(worker)"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    for name in names { FullMedium.remove("\(place)/\(name)") }
  }
}
