import Foundation
import StudySupport
import TicketLedger

/// The tasks that use the ledger at once, each in a loop until it is cancelled.
struct Workers: Sendable {
  let plan: Plan
  let place: Place
  let host: Host
  let latencies: Latencies
  let counters: Counters
  let persons: Persons

  /// Does something a number of times a second, by the clock: what is late is made up for.
  func repeating(perSecond rate: Double, _ body: () async throws -> Void) async throws {
    let start = ContinuousClock.now
    var turn = 0.0
    while true {
      turn += 1
      try await Task.sleep(until: start + .seconds(turn / rate), clock: .continuous)
      try await body()
    }
  }

  private func caseload(_ name: String, _ number: UInt64) -> Caseload {
    Caseload(
      name,
      count: plan.liveTicketsPerTask,
      persons: persons,
      personCount: plan.requesters,
      seed: plan.seed &* 1_000 &+ number
    )
  }

  /// Submits one command after the other.
  func submit(_ number: Int) async throws {
    var cases = caseload("s\(number)", UInt64(number))
    try await repeating(perSecond: plan.submissionsPerSecond) {
      let (place, submission) = cases.next()
      let accepted = try await accepts(submission)
      if let last = cases.answered(place, accepted: accepted) {
        _ = try await accepts(Submission(last, by: "agent-1"))
      }
      leak()
    }
  }

  private func accepts(_ submission: Submission) async throws -> Bool {
    do {
      _ = try await host.with { ledger in
        try await latencies.time(.submit) { try await ledger.submit(submission) }
      }
      counters.count { $0.submitted += 1 }
      return true
    } catch LedgerError.refused(let refusal) {
      refused(refusal, submission.command)
      return false
    }
  }

  /// Submits several commands in one commit.
  func submitBatches() async throws {
    var cases = caseload("b", 99)
    try await repeating(perSecond: plan.batchesPerSecond) {
      let asked = (0..<plan.batchSize).map { _ in cases.next() }
      let answers = try await host.with { ledger in
        try await latencies.time(.batch) {
          try await ledger.submit(contentsOf: asked.map(\.submission))
        }
      }
      for (question, answer) in zip(asked, answers) {
        var isAccepted = true
        switch answer {
        case .success: counters.count { $0.submitted += 1 }
        case .failure(let refusal):
          isAccepted = false
          refused(refusal, question.submission.command)
        }
        if let last = cases.answered(question.place, accepted: isAccepted) {
          _ = try await accepts(Submission(last, by: "agent-1"))
        }
        leak()
      }
    }
  }

  /// Words about somebody who was erased meanwhile are refused, and nothing else; that a ticket is
  /// cancelled then may come too late.
  private func refused(_ refusal: TicketRefusal, _ command: Command) {
    counters.count { $0.refused += 1 }
    if case .cancel = command.action { return }
    if refusal.rule != .person { counters.add("refused: \(refusal)") }
  }

  private func leak() {
    if plan.leaks.contains(.memory) { counters.keep(bytes: plan.leakedBytes) }
  }

  /// Asks what screens ask, and reads histories.
  func read() async throws {
    var numbers = SeededNumbers(seed: plan.seed &+ 7)
    var turn = 0
    try await repeating(perSecond: plan.readsPerSecond) {
      let ticket = TicketReference.reference("s0-\(Int.random(in: 1...20, using: &numbers))")
      try await host.with { ledger in
        switch turn % 4 {
        case 0:
          let open = await latencies.time(.queues) {
            ledger.read { view in
              view[Queues.self].summaries().reduce(0) { $0 + $1.open }
            }
          }
          if open > 6 * plan.liveTicketsPerTask { counters.add("\(open) tickets are open") }
        case 1:
          let tickets = ledger.read { $0.ticketCount }
          _ = await latencies.time(.breaches, perEvent: Double(max(tickets, 1))) {
            ledger.read { $0.atRisk(withinMilliseconds: 10_000, asOf: .now).count }
          }
        case 2:
          _ = try await latencies.time(.history) { try ledger.history(of: ticket) }
        default:
          guard let first = try ledger.history(of: ticket)?.first else { break }
          _ = try await latencies.time(.words) { try ledger.words(at: first.position) }
        }
      }
      turn += 1
      counters.count { $0.reads += 1 }
    }
  }

  /// Asks how things stood a while ago.
  func readThePast() async throws {
    try await repeating(perSecond: 1 / plan.secondsBetweenPastQuestions) {
      try await host.with { ledger in
        let events = Double(ledger.read { $0.eventCount })
        let instant = Instant.now.advanced(byMilliseconds: -2_000)
        _ = try await latencies.time(.past, perEvent: events) {
          try await ledger.read(asOf: instant) { view in
            view[Queues.self].summaries().count
          }
        }
      }
      counters.count { $0.pastQuestions += 1 }
    }
  }

  /// Takes up every event once, and goes on behind the last one acknowledged.
  func consume() async throws {
    var last: UInt64?
    while !Task.isCancelled {
      do {
        let consumer = try await host.current().consumer(named: "mailer")
        let acknowledged = try consumer.acknowledged()?.rawValue
        for try await recorded in try consumer.events() {
          let position = recorded.position.rawValue
          if let last, position > last + 1 { counters.add("a consumer missed event \(last + 1)") }
          last = position
          counters.count { $0.consumed += 1 }
          if position.isMultiple(of: 50) { try await consumer.acknowledge(recorded.position) }
        }
        if let acknowledged, acknowledged > last ?? .max {
          counters.add("a consumer was put after \(acknowledged), and had come to \(last ?? 0)")
        }
      } catch LedgerError.closed {}
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// Raises alarms, in whichever ledger is open.
  func raiseAlarms() async throws {
    while !Task.isCancelled {
      do {
        try await host.current().runAlarms()
      } catch LedgerError.closed {}
      try await Task.sleep(for: .milliseconds(2))
    }
  }
}
