import Foundation
import StudySupport

/// The other process of a test: `Tests/LedgerProbe`, built beside the tests.
final class LedgerProbe: Sendable {
  private let process = Process()
  private let output = Pipe()
  private let input = Pipe()

  init(_ verb: String, _ path: String) throws {
    process.executableURL = LedgerProbe.executable
    process.arguments = [verb, path]
    process.standardOutput = output
    process.standardInput = input
    try process.run()
  }

  deinit {
    if process.isRunning { kill() }
  }

  /// Waits for the next line that the probe prints; nil once it has ended and all is read.
  func line() throws -> String? {
    var bytes: [UInt8] = []
    while let byte = try output.fileHandleForReading.readSome(upTo: 1).first {
      if byte == 10 { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return nil
  }

  /// Tells the probe what to do next.
  func tell(_ line: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
  }

  /// Lets the probe end by itself.
  func finish() throws {
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Ends the probe as a crash would, with `SIGKILL`.
  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  private static var executable: URL {
    let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let own = tests ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return own.deletingLastPathComponent().appendingPathComponent("LedgerProbe")
  }
}
