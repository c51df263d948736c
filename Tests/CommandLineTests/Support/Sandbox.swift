import Foundation
import Testing

/// A folder for one test, gone afterwards, and the command run in it.
final class Sandbox: Sendable {
  let path: String

  init() throws {
    let base = FileManager.default.temporaryDirectory.path
    path = base + "/command-line-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Where a test keeps its ledger, seen from the folder.
  static let ledger = "desk.ledger"

  /// Writes a file into the folder.
  ///
  /// - Returns: Its name.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  @discardableResult
  func write(_ bytes: Data, to name: String) throws -> String {
    try bytes.write(to: URL(fileURLWithPath: path + "/" + name))
    return name
  }

  func contents(of name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/" + name)
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: path + "/" + name,
      withIntermediateDirectories: false
    )
  }

  /// Runs the command in the folder, to its end.
  func run(
    _ arguments: [String],
    input: String = "",
    environment: [String: String] = [:],
    output: RunningCommand.Sink? = nil
  ) async throws -> Run {
    let command = try RunningCommand(arguments, in: path, environment: environment, output: output)
    command.write(input)
    command.closeInput()
    return try await command.end()
  }

  func run(_ arguments: String..., input: String = "") async throws -> Run {
    try await run(arguments, input: input)
  }

  /// Runs the command with the ledger and JSON asked for, expects it to be fine, and reads its answer.
  func ask(_ arguments: String..., ledger: String = Sandbox.ledger) async throws -> Answer {
    let run = try await run(arguments + ["--ledger", ledger, "--format", "json"])
    #expect(run.status == 0, "\(arguments): \(run.errors)")
    return try run.answer()
  }

  /// Submits lines of commands, and expects all of them to be accepted.
  @discardableResult
  func submit(_ lines: String..., ledger: String = Sandbox.ledger) async throws -> [Answer] {
    let input = lines.joined(separator: "\n") + "\n"
    let run = try await run(["submit", "--ledger", ledger], input: input)
    #expect(run.status == 0, "\(run.output) \(run.errors)")
    return try run.answers()
  }

  /// The number of events in a ledger.
  func eventCount(_ ledger: String = Sandbox.ledger) async throws -> Int {
    try await ask("stat", ledger: ledger)["events"].integer
  }
}

/// What a command that ended left behind.
struct Run: Sendable {
  let status: Int32
  let output: String
  let errors: String

  /// The same, had the machine been fast enough for no progress to be told.
  var withoutProgress: Run {
    let progress = #/(?m)^\w+ \[[#.]{24}\] .*\n/#
    return Run(status: status, output: output, errors: errors.replacing(progress, with: ""))
  }

  /// The one JSON document on standard output.
  func answer() throws -> Answer { try Answer(parsing: output) }

  /// A JSON document a line.
  func answers() throws -> [Answer] {
    try output.split(separator: "\n").map { try Answer(parsing: String($0)) }
  }

  /// Expects an error of one line that holds some words, and nothing on standard output.
  func expectError(
    _ status: Int32,
    _ words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(self.status == status, "\(errors)", sourceLocation: sourceLocation)
    #expect(output.isEmpty, sourceLocation: sourceLocation)
    #expect(errors.hasPrefix("ticket-ledger: "), "\(errors)", sourceLocation: sourceLocation)
    let lines = errors.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 2 && lines.last == "", "\(errors)", sourceLocation: sourceLocation)
    for word in words {
      #expect(errors.contains(word), "\(errors)", sourceLocation: sourceLocation)
    }
  }
}
