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

  private let identifier: pid_t
  private let descriptor: Int32
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
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw StudyFailure("pipe: errno \(errno)") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[1]) }
    descriptor = ends[0]
    identifier = try Child.spawn(
      arguments,
      ProcessInfo.processInfo.environment.merging(environment) { $1 },
      output: ends[1],
      errors: errors
    )
  }

  private static func spawn(
    _ arguments: [String],
    _ environment: [String: String],
    output: Int32,
    errors: String
  ) throws -> pid_t {
    #if os(macOS)
    var actions: posix_spawn_file_actions_t? = nil
    #else
    var actions = unsafe posix_spawn_file_actions_t()
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    unsafe posix_spawn_file_actions_addopen(
      &actions,
      STDERR_FILENO,
      errors,
      O_WRONLY | O_CREAT | O_APPEND,
      0o600
    )
    var words = unsafe ([ThisProgram.path] + arguments).map { unsafe strdup($0) } + [nil]
    var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      for index in unsafe words.indices { unsafe free(words[index]) }
      for index in unsafe variables.indices { unsafe free(variables[index]) }
    }
    var identifier: pid_t = 0
    let code = unsafe posix_spawn(&identifier, ThisProgram.path, &actions, nil, &words, &variables)
    guard code == 0 else { throw StudyFailure("posix_spawn \(ThisProgram.path): errno \(code)") }
    return identifier
  }

  deinit {
    close(descriptor)
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
    return try reap(isKilled: false)
  }

  private func end() throws -> Ending {
    #if canImport(Darwin)
    Darwin.kill(identifier, SIGKILL)
    #else
    Glibc.kill(identifier, SIGKILL)
    #endif
    while !isAtEnd { _ = try read(until: .now + .seconds(60)) }
    return try reap(isKilled: true)
  }

  private func reap(isKilled: Bool) throws -> Ending {
    var status: Int32 = 0
    while unsafe waitpid(identifier, &status, 0) < 0 {
      guard errno == EINTR else { throw StudyFailure("waitpid: errno \(errno)") }
    }
    let signal = status & 0x7F
    if signal == 0 { return .exited(status >> 8 & 0xFF) }
    return isKilled && signal == SIGKILL ? .killed : .signalled(signal)
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
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    #if canImport(Darwin)
    let count = unsafe Darwin.read(descriptor, &bytes, bytes.count)
    #else
    let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
    #endif
    guard count > 0 else {
      if count < 0, errno == EINTR { return [] }
      isAtEnd = true
      return []
    }
    buffer += bytes[..<count]
    return takeLines()
  }

  private func hasCome(within milliseconds: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
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
