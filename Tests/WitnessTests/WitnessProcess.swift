import Foundation
import Testing

/// The witness's command as a process of its own.
final class WitnessProcess {
  private let process = Process()
  private let output: URL
  private let errors: URL

  /// Starts it; what it prints goes into files, so that nothing has to read along.
  init(_ arguments: [String], in folder: Folder, output sink: FileHandle? = nil) throws {
    output = folder.url.appending(path: UUID().uuidString)
    errors = folder.url.appending(path: UUID().uuidString)
    for file in [output, errors] {
      _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    }
    process.executableURL = Self.executable
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try sink ?? FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
  }

  /// Ends it as a crash would.
  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
  }

  /// Waits for its end.
  func end() throws -> Ending {
    process.waitUntilExit()
    defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
    return Ending(
      status: process.terminationReason == .exit ? process.terminationStatus : -1,
      output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8)
    )
  }

  private static var executable: URL {
    let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let own = tests ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return own.deletingLastPathComponent().appendingPathComponent("ledger-witness")
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
