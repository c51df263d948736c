import Foundation
import StudySupport

/// Another process of this program, told what to do on its standard input; it answers in lines.
final class Child {
  let name: String
  private let process: ChildProcess
  private let input: FileHandle
  private let output: String
  private var isStopped = false

  /// Starts a role of this program.
  ///
  /// - Parameters:
  ///   - arguments: The role, and what it needs.
  ///   - trial: Whose process it is.
  ///   - environment: What is set besides.
  ///   - working: The folder to start it in; nil for this process's.
  ///   - launcher: A program that starts it, with its arguments.
  /// - Throws: ``StudyFailure``, or what starting a process throws.
  init(
    _ arguments: [String],
    _ trial: Trial,
    environment: [String: String] = [:],
    working: String? = nil,
    launcher: [String] = []
  ) throws {
    name = arguments.joined(separator: " ")
    output = trial.newOutput()
    let command = (launcher.isEmpty ? [] : ["/usr/bin/env"] + launcher) + [ThisProgram.path]
    let pipe = try StreamPipe()
    process = try ChildProcess(
      command + arguments,
      setting: ["SWIFT_BACKTRACE": "enable=no", "DEFECT": trial.defect.rawValue]
        .merging(try trial.saboteur.map { try $0.environment(for: trial.defect) } ?? [:]) { $1 }
        .merging(environment) { $1 },
      in: working,
      input: .handle(pipe.reading),
      output: .file(output),
      errors: .file(output)
    )
    try pipe.reading.close()
    input = pipe.writing
    // It can still be alive where its trial ends early.
    trial.children.append(self)
  }

  /// The whole lines that it has said so far.
  var lines: [String] {
    let data = FileManager.default.contents(atPath: output) ?? Data()
    guard let end = data.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    return String(decoding: data[..<end], as: UTF8.self).split(separator: "\n").map(String.init)
  }

  func tell(_ line: String) {
    // One that is gone is found out when it is waited for.
    try? input.write(contentsOf: Data((line + "\n").utf8))
  }

  /// Waits for a line that begins so, and says it.
  ///
  /// - Parameters:
  ///   - beginning: How it begins.
  ///   - number: Which one of those, from 1.
  ///   - seconds: How long to wait.
  /// - Returns: The whole line.
  /// - Throws: ``StudyFailure`` where it does not come.
  func answer(_ beginning: String, _ number: Int = 1, within seconds: Double = 120) throws -> String
  {
    let end = SharedClock.now + Int64(seconds * 1e9)
    while true {
      let isRunning = process.isRunning
      let found = lines.filter { $0.hasPrefix(beginning) }
      if found.count >= number { return found[number - 1] }
      guard isRunning, SharedClock.now < end else {
        let state = isRunning ? "has not said" : "ended before it said"
        let last = lines.suffix(2).joined(separator: " / ")
        throw StudyFailure("`\(name)` \(state) `\(beginning)`; its last lines: \(last)")
      }
      usleep(2_000)
    }
  }

  /// Holds the process where it is; `SIGSTOP`.
  func stop() {
    isStopped = true
    process.signal(SIGSTOP)
  }

  /// Lets a stopped process go on; `SIGCONT`.
  func goOn() {
    isStopped = false
    process.signal(SIGCONT)
  }

  /// Ends the process at once; `SIGKILL`.
  func kill() {
    process.signal(SIGKILL)
    process.wait()
  }

  var isRunning: Bool { process.isRunning }

  /// Ends its input, waits for its end, and fails where that was no success.
  func end() throws {
    try? input.close()
    let status = process.wait()
    guard status == 0 else {
      let last = lines.suffix(2).joined(separator: " / ")
      throw StudyFailure("`\(name)` ended with \(status); its last lines: \(last)")
    }
  }
}

/// The library that stands between a process and the system, in the runs that need it.
final class Saboteur {
  private let folder: String
  private var library: String?

  init(in folder: String) {
    self.folder = folder
  }

  /// What has a process loaded with a defect.
  func environment(for defect: Defect) throws -> [String: String] {
    try defect.sabotage.map { try environment($0) } ?? [:]
  }

  /// What has a process loaded with a sabotage of that name.
  func environment(_ sabotage: String) throws -> [String: String] {
    ["LD_PRELOAD": try built(), "SABOTAGE": sabotage]
  }

  private func built() throws -> String {
    if let library { return library }
    let library = folder + "/saboteur.so"
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Saboteur/saboteur.c").path
    try PreloadedLibrary.build(library, from: [source])
    self.library = library
    return library
  }
}
