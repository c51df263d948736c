import Foundation
import StudySupport

/// The library that records and lets calls fail, and the runs under it.
struct Recorder {
  let folder: String
  let library: String

  /// Builds the library with the C compiler of the toolchain or the system.
  init(in folder: String) throws {
    self.folder = folder
    library = folder + "/recorder.so"
    let place = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Recorder").path
    let sources = ["recorder.c", "failing.c"].map { place + "/" + $0 }
    try PreloadedLibrary.build(library, from: sources)
  }

  /// Runs a workload in a new folder, and reads back what it did.
  ///
  /// How it ended is not looked at where it has a defect, since it may crash then.
  ///
  /// - Parameters:
  ///   - scenario: The workload, and what it suffers.
  ///   - killingSync: The sync, from 1, before which the process is killed, or which fails; another one goes
  ///     on then. Nil for none.
  /// - Returns: The record's bytes, and the folder.
  /// - Throws: ``StudyFailure`` where nothing was recorded, or what starting a process throws.
  func record(
    _ scenario: Scenario,
    killedBefore killingSync: Int? = nil
  ) throws -> (bytes: [UInt8], root: String) {
    let root = "\(folder)/\(scenario.fileName)"
    let path = root + ".record"
    for file in [root, path] { try? FileManager.default.removeItem(atPath: file) }
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    var environment = environment(for: scenario.work, in: root)
    environment["DISK_STUDY_RECORD"] = path
    let fault = scenario.fault == .nothing ? nil : scenario.fault.rawValue
    var first = environment
    let losesSync = scenario.interruption?.losesSync == true
    first[losesSync ? "DISK_STUDY_LOSE" : "DISK_STUDY_KILL"] = killingSync.map { "\($0)" }
    first["DISK_STUDY_FAULT"] = killingSync == nil ? fault : nil
    let status = try run("work", scenario, [root], first)
    guard let killingSync else {
      try requireEnd(status, of: "work", scenario)
      return (try bytes(of: path, scenario), root)
    }
    let record = try Record(try bytes(of: path, scenario))
    guard losesSync ? record.losesSync : status < 0 else {
      throw StudyFailure("\(scenario.name) was not cut off at sync \(killingSync)")
    }
    if losesSync { try requireEnd(status, of: "work", scenario) }
    let promises = Promises(record.marks)
    let lastNumber = promises.submitted.max() ?? 0
    environment["DISK_STUDY_FAULT"] = fault
    let perishable = promises.perishable.max().map { "\($0)" } ?? "-"
    let goOn = try run(
      "go-on",
      scenario,
      [root, "\(lastNumber)", "\(promises.end)", perishable],
      environment
    )
    try requireEnd(goOn, of: "go-on", scenario)
    return (try bytes(of: path, scenario), root)
  }

  /// Fails where a process that has no defect ended otherwise than by itself: its record is only the beginning
  /// of what it was to do.
  private func requireEnd(_ status: Int32, of role: String, _ scenario: Scenario) throws {
    guard status != 0, !scenario.fault.isDefect else { return }
    let last = Recorder.lines(of: "\(folder)/\(scenario.fileName).output").suffix(3)
    throw StudyFailure(
      "`\(role)` of \(scenario.name) ended with \(status): \(last.joined(separator: " / "))"
    )
  }

  /// The syncs that a workload can be cut off at, from 1, where nothing does that.
  func killingSyncs(of scenario: Scenario) throws -> [Int] {
    let (bytes, _) = try record(Scenario(scenario.work, scenario.interruption))
    return try Record(bytes).killableSyncs(ofFoldersToo: scenario.interruption?.losesSync != true)
  }

  @discardableResult
  private func run(
    _ role: String,
    _ scenario: Scenario,
    _ arguments: [String],
    _ environment: [String: String]
  ) throws -> Int32 {
    try Recorder.run(
      [ThisProgram.path, "power-loss", role, scenario.name] + arguments,
      environment: environment,
      output: "\(folder)/\(scenario.fileName).output"
    )
  }

  private func bytes(of path: String, _ scenario: Scenario) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path), !data.isEmpty else {
      throw StudyFailure("the recorder wrote nothing for \(scenario.name)")
    }
    return Array(data)
  }

  /// What a process is started with that does a workload below a folder.
  func environment(for work: Scenario.Work, in root: String) -> [String: String] {
    var environment = [
      "LD_PRELOAD": library, "DISK_STUDY_ROOT": root, "SWIFT_BACKTRACE": "enable=no",
    ]
    if work == .growth { environment["DISK_STUDY_MAP"] = "\(1 << 20)" }
    return environment
  }

  /// Makes a folder in memory, where there is a file system for that; its path has no links in it.
  static func makeFolder(named name: String) throws -> String {
    let memory = "/dev/shm"
    let place =
      FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
    let folder =
      URL(fileURLWithPath: place).resolvingSymlinksInPath().path + "/\(name)-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  /// The lines of a file; none where there is no such file.
  static func lines(of path: String) -> [String] {
    let data = FileManager.default.contents(atPath: path) ?? Data()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Text that is said in a line.
  static func inOneLine(_ text: String) -> String {
    text.split(separator: "\n").joined(separator: "; ")
  }

  /// Starts a program with its output in a file.
  static func start(
    _ command: [String],
    environment: [String: String] = [:],
    output: String
  ) throws -> ChildProcess {
    try? FileManager.default.removeItem(atPath: output)
    return try ChildProcess(
      command,
      setting: environment,
      output: .file(output),
      errors: .file(output)
    )
  }

  @discardableResult
  static func run(
    _ command: [String],
    environment: [String: String] = [:],
    output: String
  ) throws -> Int32 {
    try start(command, environment: environment, output: output).wait()
  }
}
