import Foundation
import Testing

/// The command `verify` in a process of its own, which may crash.
struct VerifyRun {
  /// The exit code; negative where a signal ended it.
  let status: Int32
  /// The JSON answer; null where there was none.
  let answer: Answer
  let errors: String

  /// One thing that is wrong.
  struct Problem {
    let kind: String
    let position: Int?
    let detail: String
    let ticket: Int?
    let projection: String?
    let chunk: Int?
  }

  init(_ path: String, _ arguments: String...) async throws {
    let command = try RunningCommand(
      ["verify", "--ledger", path, "--format", "json"] + arguments,
      in: NSTemporaryDirectory(),
      environment: ["SWIFT_BACKTRACE": "enable=no"]
    )
    command.closeInput()
    let run = try await command.end()
    status = run.status
    answer = (try? run.answer()) ?? .null
    errors = run.errors
  }

  var isSound: Bool { status == 0 && answer["ok"] == .bool(true) }
  /// Whether it ended as a damaged ledger has to end.
  var isFound: Bool {
    status == 1 && answer["ok"] == .bool(false) && !answer["problems"].list.isEmpty
  }

  var problems: [Problem] {
    answer["problems"].list.map { problem in
      Problem(
        kind: problem["kind"].string ?? "",
        position: problem["position"] == .null ? nil : problem["position"].integer,
        detail: problem["detail"].string ?? "",
        ticket: problem["ticket"] == .null ? nil : problem["ticket"].integer,
        projection: problem["projection"].string,
        chunk: problem["chunk"] == .null ? nil : problem["chunk"].integer
      )
    }
  }

  func problems(_ kinds: String...) -> [Problem] { problems.filter { kinds.contains($0.kind) } }

  var description: String { "\(status) \(errors)\(problems)" }
}
