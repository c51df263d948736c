import Foundation
import StudySupport

/// The process that looks at this one; see ``Watcher``.
final class Watch {
  private let process: ChildProcess
  private let input: FileHandle
  private let output: FileHandle
  private var pending: [UInt8] = []

  init(_ ledger: String) throws {
    let (input, output) = (try StreamPipe(), try StreamPipe())
    process = try ChildProcess(
      [ThisProgram.path, "watch", ledger, "\(ProcessInfo.processInfo.processIdentifier)"],
      input: .handle(input.reading),
      output: .handle(output.writing)
    )
    for end in [input.reading, output.writing] { try end.close() }
    self.input = input.writing
    self.output = output.reading
  }

  /// Asks for the figures; with `keep` a state of the log is kept besides, and never let go.
  func look(keeping keep: Bool) throws -> Sample.Outside {
    try input.write(contentsOf: Data((keep ? "keep\n" : "look\n").utf8))
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        guard let outside = Sample.Outside(line: line) else {
          throw StudyFailure("the process that looks says \(line)")
        }
        return outside
      }
      let bytes = try output.readSome()
      guard !bytes.isEmpty else { throw StudyFailure("the process that looks is gone") }
      pending += bytes
    }
  }

  func end() throws {
    try input.close()
    process.wait()
  }
}
