import Foundation
import StudySupport
import Testing

/// The other process of a test: `Tests/StoreProbe`, built beside the tests.
final class ProbeRunner {
  private let process: ChildProcess
  private let output: FileHandle

  /// Starts the probe; a quiet one says nothing of why it crashed.
  init(
    _ verb: String,
    _ path: String,
    _ argument: Int? = nil,
    isQuiet: Bool = false
  ) throws {
    let pipe = try StreamPipe()
    process = try ChildProcess(
      [ThisProgram.products.appending(path: "StoreProbe").path, verb, path]
        + (argument.map { ["\($0)"] } ?? []),
      setting: isQuiet ? ["SWIFT_BACKTRACE": "enable=no"] : [:],
      output: .handle(pipe.writing),
      errors: isQuiet ? .nowhere : .inherited
    )
    try pipe.writing.close()
    output = pipe.reading
  }

  /// Runs a probe to its end and gives the line it printed.
  static func run(_ verb: String, _ path: String, _ argument: Int? = nil) throws -> String {
    let probe = try ProbeRunner(verb, path, argument)
    let line = try probe.line()
    probe.process.wait()
    return line
  }

  /// Runs a probe that may crash: the line it printed, and whether it ended by itself.
  static func outcome(_ verb: String, _ path: String) throws -> (line: String, isAlive: Bool) {
    let probe = try ProbeRunner(verb, path, nil, isQuiet: true)
    let line = try probe.line()
    return (line, probe.process.wait() == 0)
  }

  /// Waits for the next line that the probe prints.
  func line() throws -> String {
    var bytes: [UInt8] = []
    while let byte = try output.readSome(upTo: 1).first, byte != 10 {
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Ends the probe as a crash would, with `SIGKILL`.
  func kill() {
    process.signal(SIGKILL)
    process.wait()
  }
}
