import Foundation
import StudySupport
import TicketLedger

/// Works on shared tickets, and says of each thing what it asked for, when, and what came of it.
///
/// | line | |
/// |---|---|
/// | `try ID TOKEN TICKET BEGUN EXPECTED` | a submission begins; `-` expects nothing |
/// | `got ID ENDED REVISION POSITION` | it was acknowledged |
/// | `stale ID ENDED REVISION` | it was refused at another revision |
/// | `no ID ENDED REVISION ACTION` | it was refused for the ticket's state |
/// | `saw TICKET BEGUN ENDED REVISION` | the ticket was read from the log |
/// | `live TICKET BEGUN ENDED REVISION EVENTS` | it was read from the live view |
struct DeskWorker: Sendable {
  let ledger: Ledger
  let number: Int
  let tickets: Int
  let operations: Int
  let seed: UInt64
  let defect: Defect

  private static let taskCount = 3

  /// Submits and reads; as a reader only the latter.
  func run(onlyReads: Bool) async throws {
    try await withThrowingTaskGroup { group in
      for task in 0..<DeskWorker.taskCount {
        group.addTask {
          var numbers = SeededNumbers(seed: seed &+ UInt64(number * 97 + task))
          var kept: [UInt64: UInt32] = [:]
          for step in 0..<operations / DeskWorker.taskCount {
            let ticket = UInt64.random(in: 1...UInt64(tickets), using: &numbers)
            let kind = Int.random(in: 0..<10, using: &numbers)
            if onlyReads || kind < 3 {
              if kind.isMultiple(of: 2) {
                try readLog(ticket, &kept)
              } else {
                readView(ticket)
              }
            } else {
              let name = "\(number).\(task).\(step)"
              try await submit(name, ticket, kind, &numbers)
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func readLog(_ ticket: UInt64, _ kept: inout [UInt64: UInt32]) throws {
    let begun = SharedClock.now
    var revision = try ledger.ticket(.number(TicketID(ticket)))?.revision ?? 0
    if defect == .answersFromOldView {
      revision = kept[ticket] ?? revision
      kept[ticket] = revision
    }
    say("saw \(ticket) \(begun) \(SharedClock.now) \(revision)")
  }

  private func readView(_ ticket: UInt64) {
    let begun = SharedClock.now
    let (revision, count) = ledger.read { view in
      (view.tickets[TicketID(ticket)]?.revision ?? 0, view.eventCount)
    }
    say("live \(ticket) \(begun) \(SharedClock.now) \(revision) \(count)")
  }

  private func submit(
    _ id: String,
    _ ticket: UInt64,
    _ kind: Int,
    _ numbers: inout SeededNumbers
  ) async throws {
    let name = TicketReference.number(TicketID(ticket))
    let known = ledger.read { $0.tickets[TicketID(ticket)]?.revision ?? 0 }
    var token = "t\(id)"
    let submission: Submission
    switch kind {
    case 3:
      // The same submission, by whoever comes first.
      let key = Int.random(in: 0..<20, using: &numbers)
      token = "k\(key)"
      let shared = TicketReference.number(TicketID(UInt64(key % tickets + 1)))
      submission = Submission(.note(shared, token), by: "desk", key: token)
    case 4: submission = Submission(.resolve(name, text: token), by: "desk")
    case 5: submission = Submission(.reopen(name, text: token), by: "desk")
    case 6: submission = Submission(.note(name, token), by: "desk")
    default:
      submission = Submission(.note(name, token), by: "desk", expecting: .revision(known))
    }
    try await ask(submission, id, token, known)
  }

  private func ask(
    _ submission: Submission,
    _ id: String,
    _ token: String,
    _ known: UInt32
  ) async throws {
    guard case .number(let ticket)? = submission.command.ticket else { return }
    var expected = "-"
    if case .revision(let revision)? = submission.expecting { expected = "\(revision)" }
    say("try \(id) \(token) \(ticket.rawValue) \(SharedClock.now) \(expected)")
    if defect == .tellsBeforeCommit {
      let position = ledger.read { $0.eventCount }
      Task { try await ledger.submit(submission) }
      return say("got \(id) \(SharedClock.now) \(known + 1) \(position)")
    }
    do {
      let receipt = try await ledger.submit(submission)
      say("got \(id) \(SharedClock.now) \(receipt.revision) \(receipt.position)")
    } catch {
      // A pattern with a payload here makes the compiler of Swift 6.3.1 fail.
      guard case .refused(let refusal) = error else { throw error }
      if defect == .ignoresRefusals {
        say("got \(id) \(SharedClock.now) \(known + 1) \(ledger.read { $0.eventCount })")
      } else if refusal.rule == .staleRevision {
        say("stale \(id) \(SharedClock.now) \(refusal.revision)")
      } else if refusal.rule == .state {
        let action = submission.command.action.kind == .resolved ? "resolve" : "reopen"
        say("no \(id) \(SharedClock.now) \(refusal.revision) \(action)")
      } else {
        throw error
      }
    }
  }
}

/// Says a line, at once.
func say(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
