import Foundation
import TicketLedger

/// A helpdesk of one page: it opens a ledger, watches the network team's queue, and takes a few
/// tickets through their day.
@main
enum EmbeddedHelpdesk {
  static func main() async throws {
    let folder = CommandLine.arguments.dropFirst().first ?? "helpdesk.ledger"
    let ledger = try await Ledger.open(at: folder)

    // Watches one queue, as a screen in the team's room would.
    let screen = Task {
      var shown: [String] = []
      for await _ in ledger.changes {
        let lines = ledger.read { view in networkQueue(in: view) }
        if lines != shown {
          print("network queue:", lines.isEmpty ? "empty" : lines.joined(separator: ", "))
        }
        shown = lines
      }
    }

    for (name, summary) in [("A-1", "no tunnel"), ("A-2", "tunnel drops"), ("A-3", "new laptop")] {
      try await ledger.submit(
        .open(
          name,
          channel: .portal,
          requester: "requester-17",
          about: ["service": "VPN"],
          impact: 2,
          urgency: 2,
          summary: summary
        ),
        by: "requester-17",
        key: "portal-\(name)"
      )
    }
    try await ledger.submit(.route("A-1", to: "Network", level: 2, reason: .skill), by: "agent-3")
    try await ledger.submit(.route("A-2", to: "Network", level: 2, reason: .skill), by: "agent-3")
    try await ledger.submit(.assign("A-1", to: "agent-7"), by: "agent-7")
    try await ledger.submit(.pause("A-2", for: .requester), by: "agent-7")
    try await ledger.submit(.resolve("A-1", causeClass: .technicalFault), by: "agent-7")

    // A rule says no: the ticket is resolved already.
    do {
      try await ledger.submit(.resolve("A-1"), by: "agent-8")
    } catch {
      print("refused:", error)
    }

    for event in try ledger.history(of: "A-1") ?? [] {
      print(event.position, event.event.kind.name)
    }
    let (open, unrouted) = ledger.read {
      ($0[Queues.self].openCount, $0[Queues.self].unroutedCount)
    }
    print("\(open) open, \(unrouted) of them in no team's queue")
    await ledger.close()
    await screen.value
  }

  /// The tickets of the network team at level 2, in the order to work on them.
  private static func networkQueue(in view: borrowing LedgerView) -> [String] {
    guard let team = view.catalogue.term("Network", in: .team) else { return [] }
    let queue = QueueID(team: team, level: 2)
    return view[Queues.self].orderOfWork(in: queue).map { "#\($0.ticket) \($0.state)" }
  }
}
