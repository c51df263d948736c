import Foundation
import Testing

/// The desk of the tests under a policy: answers within 8 hours for what is urgent, 40 for the rest.
enum PromisedDesk {
  static let calendar = """
    {"name": "office", "zone": "UTC", "weekly": {
      "mon": ["08:00", "18:00"], "tue": ["08:00", "18:00"], "wed": ["08:00", "18:00"],
      "thu": ["08:00", "18:00"], "fri": ["08:00", "18:00"]}}
    """

  /// The policy; `versions` as in its file.
  static func policy(_ versions: String = "atStart") -> String {
    """
    {"name": "standard", "versions": "\(versions)", "rules": [
      {"name": "urgent", "match": {"priority": [1, 2]}, "targets": [
        {"clock": "resolution", "limit": "8h", "calendar": "office", "pausedBy": "vendor"},
        {"clock": "firstResponse", "limit": "1h", "calendar": "office"}]},
      {"name": "all", "targets": [
        {"clock": "resolution", "limit": "40h", "calendar": "office", "pausedBy": "requester"},
        {"clock": "agentWork", "calendar": "office"}]}]}
    """
  }

  /// When the questions of the tests are asked, unless they say otherwise.
  static let friday = "2024-01-05T00:00:00Z"

  static func sandbox(versions: String = "atStart") async throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(policy(versions), to: "policy.json")
    try sandbox.write(calendar, to: "office.json")
    let made = try await sandbox.run(
      "init",
      "--ledger",
      Sandbox.ledger,
      "--policy",
      "policy.json",
      "--calendar",
      "office.json"
    )
    try #require(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
    let input = Desk.commands.joined(separator: "\n")
    let run = try await sandbox.run("submit", "--ledger", Sandbox.ledger, input: input)
    try #require(run.status == 0, "\(run.output) \(run.errors)")
    return sandbox
  }
}
