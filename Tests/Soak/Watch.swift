import Foundation
import StudySupport

/// The process that looks at this one; see ``Watcher``.
final class Watch {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var pending: [UInt8] = []

  init(_ ledger: String) throws {
    process.executableURL = URL(fileURLWithPath: ThisProgram.path)
    process.arguments = ["watch", ledger, "\(ProcessInfo.processInfo.processIdentifier)"]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  /// Asks for the figures; with `keep` a state of the log is kept besides, and never let go.
  func look(keeping keep: Bool) throws -> Sample.Outside {
    try input.fileHandleForWriting.write(contentsOf: Data((keep ? "keep\n" : "look\n").utf8))
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        guard let outside = Sample.Outside(line: line) else {
          throw StudyFailure("the process that looks says \(line)")
        }
        return outside
      }
      let bytes = try output.fileHandleForReading.readSome()
      guard !bytes.isEmpty else { throw StudyFailure("the process that looks is gone") }
      pending += bytes
    }
  }

  func end() throws {
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
