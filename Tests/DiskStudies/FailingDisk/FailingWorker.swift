import Foundation
import StudySupport

/// Runs cases one after the other, in a process of its own: one that crashes or hangs is seen.
///
/// It says on its standard output what it does, a line each: `at NAME` before a case, then what became of
/// it, and at the end `done`.
struct FailingWorker {
  let seed: UInt64
  /// Where the cases have their folders.
  let folder: String
  /// Whether what a case leaves is kept.
  let keepsFiles: Bool

  /// A case that takes longer is taken for one that hangs, and ended by the system.
  private static let secondsPerCase: UInt32 = 120

  func run(_ cases: [FailingCase]) async throws {
    for (number, item) in cases.enumerated() {
      say("at \(item.name)")
      _ = alarm(FailingWorker.secondsPerCase)
      let outcome = try await outcome(of: item, in: "\(folder)/\(number)")
      say(line(for: outcome))
    }
    say("done")
  }

  /// Says what the calls of a workload can do, a hexadecimal digit each, and how many pages of a disk it
  /// takes in the end.
  func count(_ work: Scenario.Work) async throws {
    let root = folder + "/count"
    try makeRoot(root)
    guard let disk = FailingDisk(nil, at: 0) else {
      throw StudyFailure("the library that watches the disk is not loaded")
    }
    let scenario = Scenario(work)
    if let error = await Workload(scenario, in: root, marks: Notes(disk).marks).run() {
      throw error
    }
    disk.mend()
    say("calls " + disk.calls.map { String($0, radix: 16) }.joined())
    var bytes = 0
    let manager = FileManager.default
    for case let name as String in manager.enumerator(atPath: root) ?? .init() {
      bytes += (try? manager.attributesOfItem(atPath: root + "/" + name)[.size] as? Int ?? 0) ?? 0
    }
    say("pages \(bytes / FullMedium.pageSizeInBytes)")
    try manager.removeItem(atPath: root)
  }

  private func outcome(of item: FailingCase, in root: String) async throws -> FailingRun.Outcome {
    defer { if !keepsFiles { try? FileManager.default.removeItem(atPath: root) } }
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    switch item.trouble {
    case .failure(let failure, let number, let defect):
      try makeRoot(root)
      let luck = mixed(seed) ^ mixed(UInt64(number))
      guard let disk = FailingDisk(failure, at: number, defect: defect, luck: luck) else {
        throw StudyFailure("the library that lets calls fail is not loaded")
      }
      defer { disk.mend() }
      return await run(item.work, disk, defect, root)
    case .medium(let pages):
      guard let disk = FullMedium(at: root, pages: pages) else {
        throw StudyFailure("\(root): no file system can be mounted there")
      }
      defer { if !keepsFiles { FullMedium.remove(root) } }
      try makeRoot(root)
      return await run(item.work, disk, .nothing, root)
    }
  }

  private func makeRoot(_ root: String) throws {
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    Workload.makeFolderOfKeys(in: root)
  }

  private func run(
    _ work: Scenario.Work,
    _ disk: any TroubledDisk,
    _ defect: Defect,
    _ root: String
  ) async -> FailingRun.Outcome {
    await FailingRun(
      scenario: Scenario(work),
      disk: disk,
      defect: defect,
      root: root,
      isTold: keepsFiles
    ).outcome()
  }

  private func line(for outcome: FailingRun.Outcome) -> String {
    let text =
      switch outcome {
      case .unreached: "unreached"
      case .told(let step): "told \(step)"
      case .harmless(let step, let call): "harmless \(step): \(call)"
      case .failed(let text): "failed \(text)"
      }
    return Recorder.inOneLine(text)
  }
}
