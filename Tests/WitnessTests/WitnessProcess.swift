import Foundation
import StudySupport

/// The witness's command as a process of its own.
final class WitnessProcess {
  private let process: ChildProcess
  private let output: URL
  private let errors: URL

  /// Starts it; what it prints goes into files, so that nothing has to read along.
  convenience init(_ arguments: [String], in folder: Folder, output sink: FileHandle? = nil) throws
  {
    try self.init(arguments, in: folder, sink: sink.map { .handle($0) })
  }

  /// Starts it with its standard output led elsewhere, where that is given.
  init(_ arguments: [String], in folder: Folder, sink: ChildProcess.Stream?) throws {
    output = folder.url.appending(path: UUID().uuidString)
    errors = folder.url.appending(path: UUID().uuidString)
    process = try ChildProcess(
      [ThisProgram.products.appending(path: "ledger-witness").path] + arguments,
      output: sink ?? .file(output.path),
      errors: .file(errors.path)
    )
  }

  /// Ends it as a crash would.
  func kill() {
    process.signal(SIGKILL)
  }

  /// Waits for its end.
  func end() throws -> Ending {
    let status = process.wait()
    defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
    return Ending(
      status: max(status, -1),
      output: try text(of: output),
      errors: try text(of: errors)
    )
  }

  /// What is in a file; nothing where the process was given another.
  private func text(of file: URL) throws -> String {
    guard FileManager.default.fileExists(atPath: file.path) else { return "" }
    return try String(contentsOf: file, encoding: .utf8)
  }
}

/// What a process that ended left behind; the status is -1 where a signal ended it.
struct Ending {
  let status: Int32
  let output: String
  let errors: String
}

/// A folder of its own for each test, removed when the test lets go of it.
final class Folder {
  let url: URL
  var state: String { path("desk.witness") }

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "witness-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  func path(_ name: String) -> String { url.appending(path: name).path }

  /// Runs the command to its end.
  func run(_ arguments: String...) throws -> Ending {
    try WitnessProcess(arguments, in: self).end()
  }

  /// Writes a request, and starts a process that is asked it.
  func ask(
    _ request: [UInt8],
    state: String? = nil,
    output: FileHandle? = nil
  ) throws -> WitnessProcess {
    let file = path(UUID().uuidString)
    try Data(request).write(to: URL(fileURLWithPath: file))
    let arguments = ["cosign", "--state", state ?? self.state, file]
    return try WitnessProcess(arguments, in: self, output: output)
  }
}
