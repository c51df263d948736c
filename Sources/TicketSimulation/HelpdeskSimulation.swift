/// A helpdesk's history made from a seed: submissions in order of time, legal ticket by ticket.
///
/// Submitted in order to an empty ledger under the default rules, every one is accepted; the same
/// history may be recorded as facts. Tickets are named `T000001` and so on, in the order they are
/// opened, and later submissions name them by `TicketReference.reference(_:)`. Message reviews and
/// causes are left out, because they name positions, which only the ledger gives.
///
/// Only integers decide anything, so a scenario gives the same submissions on every machine. A ticket's
/// course is drawn from a stream of its own: it depends on the ticket's number, on what it is about and
/// on the tickets it is related to, not on what else goes on.
///
/// Memory grows with the tickets that have a future and with the period, not with the history.
public struct HelpdeskSimulation: Sequence, Sendable {
  /// What the helpdesk is like.
  public let scenario: Scenario

  /// Creates the history of a scenario.
  public init(_ scenario: Scenario) {
    self.scenario = scenario
  }

  /// Begins the history anew.
  ///
  /// - Complexity: O(h + √n log n) in the hours of the period and the tickets.
  public func makeIterator() -> Iterator { Iterator(scenario) }
}
