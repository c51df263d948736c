import TicketExchange
import TicketLedger
import TicketSimulation

/// The ledger of a simulated helpdesk of one year, under the policy to begin with; closed.
struct SimulatedLedger: Sendable {
  let path: String
  let eventCount: UInt64
  let ticketCount: Int

  /// Makes it in a folder that does not exist; its commits do not wait for the disk.
  init(at path: String, events: Int) async throws {
    let ledger = try await Ledger.open(
      at: path,
      options: Ledger.Options(durability: .none, checkpointInterval: .max)
    )
    try await SimulatedLedger.record(events, into: ledger)
    self.path = path
    (eventCount, ticketCount) = ledger.read { ($0.eventCount, $0.ticketCount) }
    await ledger.close()
  }

  /// Records about so many events, changing each submission before it is recorded.
  static func record(
    _ events: Int,
    into ledger: Ledger,
    changing change: (Submission) -> Submission = { $0 }
  ) async throws {
    try await adoptPolicy(in: ledger)
    let scenario = Scenario(seed: 1, tickets: max(events / 12, 1), durationInDays: 365)
    var group: [Submission] = []
    for submission in HelpdeskSimulation(scenario) {
      group.append(change(submission))
      if group.count == PlainHistory.batchSize {
        try await ledger.record(group)
        group.removeAll(keepingCapacity: true)
      }
    }
    try await ledger.record(group)
  }

  /// Adopts the calendar and the policy to begin with.
  static func adoptPolicy(in ledger: Ledger) async throws {
    try await ledger.submit(.adopt(StarterPolicy.calendar().calendar), by: "bench")
    try await ledger.submit(.adopt(StarterPolicy.policy().policy), by: "bench")
  }

  /// Opens it to be read, with these projections live.
  func opened(with projections: [any Projection.Type] = []) async throws -> Ledger {
    try await Ledger.open(
      at: path,
      options: Ledger.Options(access: .readOnly, projections: projections)
    )
  }
}

extension Submission {
  /// The same without the words that are kept beside the envelope.
  var withoutWords: Submission {
    var submission = self
    submission.command.action = command.action.withoutWords
    return submission
  }
}

extension Command.Action {
  fileprivate var withoutWords: Command.Action {
    switch self {
    case .open(var opening):
      opening.summary = nil
      opening.description = nil
      return .open(opening)
    case .escalate(let person, let reason, _):
      return .escalate(to: person, reason: reason, text: nil)
    case .reply(let purpose, let channel, _): return .reply(purpose, channel: channel, text: nil)
    case .recordRequesterReply(let channel, _):
      return .recordRequesterReply(channel: channel, text: nil)
    case .note: return .note(text: nil)
    // A file is known by words alone.
    case .attach: return .touch
    case .resolve(var resolution):
      resolution.text = nil
      return .resolve(resolution)
    case .reopen(let reason, _): return .reopen(reason, text: nil)
    case .cancel(let reason, _): return .cancel(reason, text: nil)
    case .rate(let score, _): return .rate(score: score, text: nil)
    case .broadcastNotice(let service, _): return .broadcastNotice(service: service, text: nil)
    default: return self
    }
  }
}
