import Testing

/// A small desk that tests ask about: four tickets of January 2024, in known states.
enum Desk {
  static let commands = [
    #"{"command":"open","reference":"K1","requester":"r-1","service":"VPN","priority":2,"#
      + #""summary":"no tunnel","by":{"person":"a-1"},"at":"2024-01-01T08:00:00Z"}"#,
    #"{"command":"open","reference":"K2","requester":"r-2","service":"Mail","priority":1,"#
      + #""by":{"person":"a-1"},"at":"2024-01-02T08:00:00Z"}"#,
    #"{"command":"route","ticket":"K1","team":"Network","level":2,"reason":"skill","#
      + #""at":"2024-01-02T09:00:00Z"}"#,
    #"{"command":"assign","ticket":"K1","agent":"a-1","at":"2024-01-02T10:00:00Z"}"#,
    #"{"command":"route","ticket":"K2","team":"Desk","level":1,"at":"2024-01-02T11:00:00Z"}"#,
    #"{"command":"open","requester":"r-1","service":"Mail","at":"2024-01-03T08:00:00Z"}"#,
    #"{"command":"pause","ticket":"K1","reason":"vendor","at":"2024-01-03T09:00:00Z"}"#,
    #"{"command":"route","ticket":"K2","team":"Network","level":2,"at":"2024-01-03T10:00:00Z"}"#,
    #"{"command":"resolve","ticket":"K2","text":"restarted","at":"2024-01-04T08:00:00Z"}"#,
    #"{"command":"open","reference":"K4","service":"VPN","at":"2024-01-04T09:00:00Z"}"#,
    #"{"command":"route","ticket":"K4","team":"Network","level":1,"at":"2024-01-04T10:00:00Z"}"#,
  ]

  /// What is told beside an answer about promises, since the desk has adopted no policy.
  static let noteOnPromises =
    "ticket-ledger: no policy is adopted, so no clock runs; adopt one: "
    + "ticket-ledger policy adopt starter --ledger \(Sandbox.ledger)\n"

  /// What is told beside the answer to a question; nothing beside most.
  static func notes(beside question: [String]) -> String {
    ["queues", "kpis", "breaches"].contains(question[0]) ? noteOnPromises : ""
  }

  static func sandbox() async throws -> Sandbox {
    let sandbox = try Sandbox()
    let input = commands.joined(separator: "\n")
    let run = try await sandbox.run("submit", "--ledger", Sandbox.ledger, input: input)
    try #require(run.status == 0, "\(run.output) \(run.errors)")
    return sandbox
  }
}
