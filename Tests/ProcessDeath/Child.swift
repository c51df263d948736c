import Foundation
import StudySupport

/// A writer: this program again, whose standard output is a pipe that the checker reads.
///
/// It is started without a shell and ended with `SIGKILL`. What it had written into the pipe is there
/// after its death; a line that is not whole was never said.
final class Child {
  /// How a writer ended.
  enum Ending: Equatable {
    /// The checker killed it.
    case killed
    case exited(Int32)
    case signalled(Int32)
  }

  /// How long it may take to open its ledger.
  static let patience = Duration.seconds(30)

  private let process: ChildProcess
  private let output: FileHandle
  private let start = ContinuousClock.now
  private var buffer: [UInt8] = []
  private(set) var lines: [String] = []
  /// When it said that the ledger is open.
  private(set) var openingTime: Duration?
  private var isAtEnd = false

  /// Starts it.
  ///
  /// - Parameters:
  ///   - arguments: What comes behind the program's name.
  ///   - environment: What is added to this process's.
  ///   - errors: The file that its standard error is appended to.
  /// - Throws: ``StudyFailure`` where the system does not start it.
  init(_ arguments: [String], environment: [String: String], errors: String) throws {
    let pipe = try StreamPipe()
    process = try ChildProcess(
      [ThisProgram.path] + arguments,
      setting: environment,
      output: .handle(pipe.writing),
      errors: .file(errors)
    )
    try pipe.writing.close()
    output = pipe.reading
  }

  /// Lets it work until a moment has come, kills it, and reads what it had said until then.
  ///
  /// It is killed at the latest when it has said that it is finished, or after a while that no cycle
  /// should take.
  func kill(at moment: KillMoment) throws -> Ending {
    let latest = start + Child.patience
    var deadline: ContinuousClock.Instant?
    if case .opening(let after) = moment { deadline = start + .microseconds(after) }
    var remaining = 0
    if case .line(_, let number, _) = moment { remaining = number }
    while !isAtEnd {
      for line in try read(until: deadline ?? latest) {
        if line == "finished" { deadline = deadline ?? .now }
        if line == "ready" {
          openingTime = openingTime ?? (.now - start)
          if case .running(let after) = moment { deadline = .now + .microseconds(after) }
          // A writer that has nothing more to say is not waited for.
          if case .line = moment { deadline = .now + .milliseconds(500) }
        }
        if case .line(let text, _, let after) = moment, line.hasPrefix(text) {
          remaining -= 1
          if remaining == 0 { deadline = .now + .microseconds(after) }
        }
      }
      if .now >= deadline ?? latest { break }
    }
    return try end()
  }

  /// Lets it end by itself.
  func wait() throws -> Ending {
    while !isAtEnd { _ = try read(until: .now + .seconds(60)) }
    return reap(isKilled: false)
  }

  private func end() throws -> Ending {
    process.signal(SIGKILL)
    while !isAtEnd { _ = try read(until: .now + .seconds(60)) }
    return reap(isKilled: true)
  }

  private func reap(isKilled: Bool) -> Ending {
    let status = process.wait()
    if status >= 0 { return .exited(status) }
    return isKilled && status == -SIGKILL ? .killed : .signalled(-status)
  }

  /// Reads what has come, waiting for it until an instant, which it does not miss by reading.
  private func read(until deadline: ContinuousClock.Instant) throws -> [String] {
    let left = max((deadline - .now) / .microseconds(1), 0)
    if left < 1_500 {
      if left > 1 { usleep(UInt32(left)) }
      if !isAtEnd, !hasCome(within: 0) { return [] }
    } else if !hasCome(within: Int32(min(left / 1_000 - 1, 10_000))) {
      return []
    }
    let bytes = try output.readSome()
    isAtEnd = bytes.isEmpty
    buffer += bytes
    return takeLines()
  }

  private func hasCome(within milliseconds: Int32) -> Bool {
    var request = pollfd(fd: output.fileDescriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&request, 1, milliseconds) > 0
  }

  private func takeLines() -> [String] {
    var new: [String] = []
    var rest = buffer[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      new.append(String(decoding: rest[..<end], as: UTF8.self))
      rest = rest[(end + 1)...]
    }
    buffer = Array(rest)
    lines += new
    return new
  }
}
