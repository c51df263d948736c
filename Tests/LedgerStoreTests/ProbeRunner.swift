import Foundation
import StudySupport
import Testing

/// The other process of a test: `Tests/StoreProbe`, built beside the tests.
final class ProbeRunner {
  private let process = Process()
  private let output = Pipe()

  /// Starts the probe; a quiet one says nothing of why it crashed.
  init(
    _ verb: String,
    _ path: String,
    _ argument: Int? = nil,
    isQuiet: Bool = false
  ) throws {
    process.executableURL = Self.executable
    if isQuiet {
      process.environment = ProcessInfo.processInfo.environment.merging(
        ["SWIFT_BACKTRACE": "enable=no"],
        uniquingKeysWith: { $1 }
      )
      process.standardError = FileHandle.nullDevice
    }
    process.arguments = [verb, path] + (argument.map { ["\($0)"] } ?? [])
    process.standardOutput = output
    try process.run()
  }

  deinit {
    if process.isRunning { kill() }
  }

  /// Runs a probe to its end and gives the line it printed.
  static func run(_ verb: String, _ path: String, _ argument: Int? = nil) throws -> String {
    let probe = try ProbeRunner(verb, path, argument)
    let line = try probe.line()
    probe.process.waitUntilExit()
    return line
  }

  /// Runs a probe that may crash: the line it printed, and whether it ended by itself.
  static func outcome(_ verb: String, _ path: String) throws -> (line: String, isAlive: Bool) {
    let probe = try ProbeRunner(verb, path, nil, isQuiet: true)
    let line = try probe.line()
    probe.process.waitUntilExit()
    let isAlive =
      probe.process.terminationReason == .exit && probe.process.terminationStatus == 0
    return (line, isAlive)
  }

  /// Waits for the next line that the probe prints.
  func line() throws -> String {
    var bytes: [UInt8] = []
    while let byte = try output.fileHandleForReading.readSome(upTo: 1).first, byte != 10 {
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Ends the probe as a crash would, with `SIGKILL`.
  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  private static var executable: URL {
    let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let own = tests ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return own.deletingLastPathComponent().appendingPathComponent("StoreProbe")
  }
}
