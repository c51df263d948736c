import Foundation
import StudySupport

/// The other process of a test: `Tests/LedgerProbe`, built beside the tests.
final class LedgerProbe: Sendable {
  private let process: ChildProcess
  private let input: FileHandle
  private let output: FileHandle

  init(_ verb: String, _ path: String) throws {
    let (input, output) = (try StreamPipe(), try StreamPipe())
    process = try ChildProcess(
      [ThisProgram.products.appending(path: "LedgerProbe").path, verb, path],
      input: .handle(input.reading),
      output: .handle(output.writing)
    )
    for end in [input.reading, output.writing] { try end.close() }
    self.input = input.writing
    self.output = output.reading
  }

  /// Waits for the next line that the probe prints; nil once it has ended and all is read.
  func line() throws -> String? {
    var bytes: [UInt8] = []
    while let byte = try output.readSome(upTo: 1).first {
      if byte == 10 { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return nil
  }

  /// Tells the probe what to do next.
  func tell(_ line: String) throws {
    try input.write(contentsOf: Data((line + "\n").utf8))
  }

  /// Lets the probe end by itself.
  func finish() throws {
    try input.close()
    process.wait()
  }

  /// Ends the probe as a crash would, with `SIGKILL`.
  func kill() {
    process.signal(SIGKILL)
    process.wait()
  }
}
