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

  /// Runs a workload in a new folder, and reads back what it did; how it ended is not looked at, since
  /// one with a defect may crash.
  ///
  /// - Returns: The record's bytes, and the folder.
  func record(_ scenario: Scenario) throws -> (bytes: [UInt8], root: String) {
    let name = scenario.name.replacingOccurrences(of: "/", with: "-")
    let root = "\(folder)/\(name)"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    let path = "\(folder)/\(name).record"
    var environment = environment(for: scenario.work, in: root)
    environment["DISK_STUDY_RECORD"] = path
    if scenario.fault != .nothing { environment["DISK_STUDY_FAULT"] = scenario.fault.rawValue }
    try Recorder.run(
      [ThisProgram.path, "power-loss", "work", scenario.name, root],
      environment: environment,
      output: "\(folder)/\(name).output"
    )
    guard let data = FileManager.default.contents(atPath: path), !data.isEmpty else {
      throw StudyFailure("the recorder wrote nothing for \(scenario.name)")
    }
    return (Array(data), root)
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
  ) throws -> Process {
    guard FileManager.default.createFile(atPath: output, contents: nil),
      let handle = FileHandle(forWritingAtPath: output)
    else { throw StudyFailure("cannot write \(output)") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    return process
  }

  @discardableResult
  static func run(
    _ command: [String],
    environment: [String: String] = [:],
    output: String
  ) throws -> Int32 {
    let process = try start(command, environment: environment, output: output)
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -1
  }
}
