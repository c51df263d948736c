import Foundation
import StudySupport

/// The built command as a process of its own, with its standard streams at hand.
final class RunningCommand: Sendable {
  private let process: Process
  private let input: Pipe
  private let output: LineReader
  private let errors: LineReader
  private let ending: AsyncStream<Int32>

  /// Where standard output goes that no test reads.
  enum Sink: CaseIterable, Sendable {
    /// A pipe whose reading end is closed.
    case brokenPipe
    /// Nowhere: the stream itself is closed.
    case closed
    /// A device without room, on Linux.
    case full
  }

  /// One is started at a time, so that none inherits the pipes of another and keeps them open.
  private static let starting = NSLock()

  init(
    _ arguments: [String],
    in folder: String,
    environment: [String: String] = [:],
    output sink: Sink? = nil
  ) throws {
    // A command that ends early must not end the tests when they write to it.
    signal(SIGPIPE, SIG_IGN)
    let (ending, end) = AsyncStream.makeStream(of: Int32.self)
    self.ending = ending
    Self.starting.lock()
    defer { Self.starting.unlock() }
    let (input, output, errors) = (Self.pipe(), Self.pipe(), Self.pipe())
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var variables = ProcessInfo.processInfo.environment
    variables["TICKET_LEDGER"] = nil
    process.environment = variables.merging(environment) { $1 }
    process.standardInput = input
    process.standardOutput = try Self.standardOutput(of: sink, orElse: output)
    if let launcher = Self.launcher(of: sink) {
      process.executableURL = URL(fileURLWithPath: launcher[0])
      process.arguments = launcher.dropFirst() + [Self.executable.path] + arguments
    }
    process.standardError = errors
    process.terminationHandler = { process in
      let wasKilled = process.terminationReason == .uncaughtSignal
      end.yield(wasKilled ? -process.terminationStatus : process.terminationStatus)
      end.finish()
    }
    self.process = process
    self.input = input
    self.output = LineReader(output.fileHandleForReading)
    self.errors = LineReader(errors.fileHandleForReading)
    try process.run()
  }

  /// What has to run the command for it to meet its output so; nil where nothing does.
  private static func launcher(of sink: Sink?) -> [String]? {
    let perl = "/usr/bin/perl"
    switch sink {
    case .closed: return ["/bin/sh", "-c", "exec \"$0\" \"$@\" >&-"]
    // What the tests do with the signal would be inherited; a terminal's commands find the default.
    case .brokenPipe where FileManager.default.isExecutableFile(atPath: perl):
      return [perl, "-e", "$SIG{PIPE} = 'DEFAULT'; exec { $ARGV[0] } @ARGV"]
    default: return nil
    }
  }

  /// What to give to a process as its standard output.
  private static func standardOutput(of sink: Sink?, orElse output: Pipe) throws -> Any {
    guard let sink else { return output }
    // Nobody writes to the pipe that a test would read.
    defer { try? output.fileHandleForWriting.close() }
    switch sink {
    case .brokenPipe:
      let broken = pipe()
      try broken.fileHandleForReading.close()
      return broken.fileHandleForWriting
    case .closed: return FileHandle.nullDevice
    case .full:
      guard let full = FileHandle(forWritingAtPath: "/dev/full") else {
        throw CocoaError(.fileNoSuchFile)
      }
      return full
    }
  }

  private static func pipe() -> Pipe {
    let pipe = Pipe()
    for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    return pipe
  }

  deinit {
    if process.isRunning { process.terminate() }
  }

  /// What the system calls the process.
  var identifier: Int32 { process.processIdentifier }

  /// Writes to standard input, which stays open.
  func write(_ text: String) {
    try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
  }

  func closeInput() {
    try? input.fileHandleForWriting.close()
  }

  /// Waits for the next line on standard output; nil at its end.
  func line() async -> String? {
    await output.line()
  }

  /// Waits for the end; the status of a process that a signal ended is negative.
  func end() async throws -> Run {
    async let output = self.output.rest()
    async let errors = self.errors.rest()
    var status: Int32 = .max
    for await value in ending { status = value }
    return await Run(status: status, output: output, errors: errors)
  }

  /// Ends the process as a crash would.
  func kill() {
    guard process.isRunning else { return }
    _ = Foundation.kill(process.processIdentifier, SIGKILL)
  }

  private static var executable: URL {
    // The long studies run the command as it is released.
    if let path = ProcessInfo.processInfo.environment["TICKET_LEDGER_COMMAND"] {
      return URL(fileURLWithPath: path)
    }
    return BuiltProgram.products.appending(path: "ticket-ledger")
  }
}

/// Reads a pipe as it fills, so that its writer never waits for a test.
private final class LineReader: Sendable {
  private let chunks = Guarded<[UInt8]>([])
  private let isAtEnd = Guarded(false)
  private let arrivals: AsyncStream<Void>

  init(_ file: FileHandle) {
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    self.arrivals = arrivals
    Thread.detachNewThread { [weak self] in
      while let bytes = try? file.readSome(), !bytes.isEmpty {
        self?.chunks.withLock { $0 += bytes }
        arrival.yield()
      }
      self?.isAtEnd.withLock { $0 = true }
      arrival.finish()
    }
  }

  func line() async -> String? {
    while true {
      if let line = takeLine() { return line }
      if isAtEnd.withLock({ $0 }) { return takeLine() }
      for await _ in arrivals { break }
    }
  }

  func rest() async -> String {
    for await _ in arrivals {}
    return chunks.withLock { bytes in
      defer { bytes = [] }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private func takeLine() -> String? {
    chunks.withLock { bytes in
      guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      defer { bytes.removeFirst(end + 1) }
      return String(decoding: bytes[..<end], as: UTF8.self)
    }
  }
}

/// A value behind a lock that ThreadSanitizer follows.
///
/// `@unchecked Sendable`: the value is reached under the lock only.
private final class Guarded<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  init(_ value: Value) {
    self.value = value
  }

  func withLock<R>(_ body: (inout Value) -> R) -> R {
    lock.lock()
    defer { lock.unlock() }
    return body(&value)
  }
}
