/// Where the words of one person stand, gathered from events.
///
/// It needs no index beside the log. A requester never changes after the opening, so the words of a
/// person are those of the tickets that have them as requester, which the table of tickets tells, and
/// their registration. Whoever walks back the streams of those tickets and adds their events finds the
/// same positions as whoever adds every event of the log.
package struct PersonalContents: Sendable {
  /// Whose words.
  package let person: PersonID
  private var found: Set<UInt64> = []
  private var requesters: [TicketID: PersonID] = [:]

  /// Creates the gathering for a person, of nothing yet.
  package init(of person: PersonID) {
    self.person = person
  }

  /// Adds an event; those of one ticket oldest first, different tickets in any order.
  ///
  /// - Complexity: O(1).
  package mutating func add(_ recorded: RecordedEvent) {
    let requester = recorded.ticket.flatMap { requesters[$0] }
    if recorded.event.contentOwner(requester: requester) == .person(person) {
      found.insert(recorded.position.rawValue)
    }
    if let ticket = recorded.ticket, case .ticket(.opened(let opening)) = recorded.event {
      requesters[ticket] = opening.requester
    }
  }

  /// The positions at which the person's words may stand, ascending; an event may have had none.
  ///
  /// - Complexity: O(n log n).
  package var positions: [Position] { found.sorted().map { Position($0) } }
}
