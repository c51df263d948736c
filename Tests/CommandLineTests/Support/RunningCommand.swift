import Foundation
import StudySupport

/// The built command as a process of its own, with its standard streams at hand.
final class RunningCommand: Sendable {
  private let process: ChildProcess
  private let input: FileHandle
  private let output: LineReader
  private let errors: LineReader

  /// Where standard output goes that no test reads.
  enum Sink: CaseIterable, Sendable {
    /// A pipe whose reading end is closed.
    case brokenPipe
    /// Nowhere: the stream itself is closed.
    case closed
    /// A device without room, on Linux.
    case full
  }

  init(
    _ arguments: [String],
    in folder: String,
    environment: [String: String] = [:],
    output sink: Sink? = nil
  ) throws {
    // A command that ends early must not end the tests when they write to it.
    signal(SIGPIPE, SIG_IGN)
    let (input, output, errors) = (try StreamPipe(), try StreamPipe(), try StreamPipe())
    process = try ChildProcess(
      [Self.executable] + arguments,
      setting: (["TICKET_LEDGER": nil] as [String: String?]).merging(environment) { $1 },
      in: folder,
      input: .handle(input.reading),
      output: try Self.stream(to: sink, orElse: output),
      errors: .handle(errors.writing)
    )
    for end in [input.reading, output.writing, errors.writing] { try end.close() }
    self.input = input.writing
    self.output = LineReader(output.reading)
    self.errors = LineReader(errors.reading)
  }

  /// Where its standard output leads.
  private static func stream(to sink: Sink?, orElse output: StreamPipe) throws
    -> ChildProcess.Stream
  {
    switch sink {
    case nil: return .handle(output.writing)
    case .brokenPipe:
      let broken = try StreamPipe()
      try broken.reading.close()
      return .handle(broken.writing)
    case .closed: return .closed
    case .full: return .file("/dev/full")
    }
  }

  /// What the system calls the process.
  var identifier: Int32 { process.identifier }

  /// Writes to standard input, which stays open.
  func write(_ text: String) {
    try? input.write(contentsOf: Data(text.utf8))
  }

  func closeInput() {
    try? input.close()
  }

  /// Waits for the next line on standard output; nil at its end.
  func line() async -> String? {
    await output.line()
  }

  /// Waits for the end; the status of a process that a signal ended is negative.
  func end() async throws -> Run {
    async let output = self.output.rest()
    async let errors = self.errors.rest()
    return await Run(status: process.end(), output: output, errors: errors)
  }

  /// Interrupts the process, as a terminal does.
  func interrupt() {
    process.signal(SIGINT)
  }

  /// Ends the process as a crash would.
  func kill() {
    process.signal(SIGKILL)
  }

  private static var executable: String {
    ThisProgram.products.appending(path: "ticket-ledger").path
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
