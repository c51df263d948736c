import Foundation
import Testing

/// The command `verify` in a process of its own, which may crash.
struct VerifyRun {
  /// The exit code; negative where a signal ended it.
  let status: Int32
  /// The JSON answer; null where there was none.
  let answer: Answer
  let errors: String
  /// Whether it had to be ended, since it went on and on.
  let hasHung: Bool

  /// What no run may take, on the slowest machine.
  private static let limit = Duration.seconds(120)

  /// One thing that is wrong.
  struct Problem {
    let kind: String
    let position: Int?
    let detail: String
    let ticket: Int?
    let person: Int?
    let projection: String?
    let chunk: Int?
  }

  init(_ path: String, _ arguments: String...) async throws {
    try await self.init(path, arguments)
  }

  init(_ path: String, _ arguments: [String]) async throws {
    let command = try RunningCommand(
      ["verify", "--ledger", path, "--format", "json"] + arguments,
      in: NSTemporaryDirectory(),
      environment: ["SWIFT_BACKTRACE": "enable=no"]
    )
    command.closeInput()
    let watch = Task {
      try await Task.sleep(for: VerifyRun.limit)
      command.kill()
    }
    let run = try await command.end()
    watch.cancel()
    hasHung = (try? await watch.value) != nil
    status = run.status
    answer = (try? run.answer()) ?? .null
    errors = run.errors
  }

  var isSound: Bool { status == 0 && answer["ok"] == .bool(true) }
  /// Whether it ended as a damaged ledger has to end.
  var isFound: Bool {
    status == 1 && answer["ok"] == .bool(false) && !answer["problems"].list.isEmpty
  }

  /// How it ended where it ended as it never should; nil where it gave an answer.
  var crash: String? {
    if hasHung { return "hung" }
    if status < 0 { return "ended by signal \(-status)" }
    return isSound || isFound ? nil : "ended with status \(status)"
  }

  var problems: [Problem] {
    answer["problems"].list.map { problem in
      Problem(
        kind: problem["kind"].string ?? "",
        position: problem["position"] == .null ? nil : problem["position"].integer,
        detail: problem["detail"].string ?? "",
        ticket: problem["ticket"] == .null ? nil : problem["ticket"].integer,
        person: problem["person"] == .null ? nil : problem["person"].integer,
        projection: problem["projection"].string,
        chunk: problem["chunk"] == .null ? nil : problem["chunk"].integer
      )
    }
  }

  func problems(_ kinds: String...) -> [Problem] { problems.filter { kinds.contains($0.kind) } }

  var description: String { "\(status) \(errors)\(problems)" }
}
