/// How tickets moved, stayed, waited and were solved in a period.
public struct FlowSummary: Hashable, Sendable {
  /// Hand-offs between teams.
  public internal(set) var handoffs = 0
  /// Tickets handed off at least once.
  public internal(set) var ticketsHandedOff = 0
  /// Hand-offs into a team the ticket had been in before, even before the period.
  public internal(set) var pingPong = 0
  /// Tickets that came back to a team at least once.
  public internal(set) var ticketsPingPonged = 0
  /// Reopenings.
  public internal(set) var reopened = 0
  /// Tickets reopened at least once.
  public internal(set) var ticketsReopened = 0
  /// Moves to a higher level.
  public internal(set) var escalations = 0
  /// Moves to a lower level.
  public internal(set) var deEscalations = 0
  /// The moves between known queues, by where from, then where to.
  public internal(set) var moves: [MoveSummary] = []
  /// The stays that ended, by queue; tickets of no team are one queue too.
  public internal(set) var stays: [StaySummary] = []
  /// The tickets that were first resolved.
  public internal(set) var solved = SolvedSummary()
  /// The waits for the requester.
  public internal(set) var waiting = WaitingSummary()
}

/// A move from one known queue to another.
public struct MoveSummary: Hashable, Sendable {
  /// The move.
  public let move: Flow.Move
  /// How often it was made.
  public let count: Int
  /// How long the tickets had been in the queue that they left by it.
  ///
  /// Moves through "no team", and those of tickets that were over, ended no stay there and are left out.
  public let stay: DurationStatistics
}

/// How long tickets stayed in a queue.
public struct StaySummary: Hashable, Sendable {
  /// The queue.
  public let queue: QueueID
  /// How long each stay was: from coming into it, or being reopened in it, to leaving it or being over.
  public let time: DurationStatistics
}

/// Where tickets were solved.
public struct SolvedSummary: Hashable, Sendable {
  /// Tickets that were first resolved.
  public internal(set) var tickets = 0
  /// The same by the level that they were first resolved at.
  public internal(set) var byLevel: [UInt8: Int] = [:]
  /// Tickets that were solved at the first contact.
  public internal(set) var atFirstContact = 0
  /// Tickets that may still be reopened within the window: they count as not reopened.
  public internal(set) var provisional = 0
  /// Tickets that were reopened within the window.
  public internal(set) var reopenedWithinWindow = 0

  /// The share solved at the first contact, 0 to 1; nil where none was solved.
  public var firstContactShare: Double? { share(atFirstContact) }

  /// The share reopened within the window, 0 to 1; nil where none was solved.
  public var reopenRate: Double? { share(reopenedWithinWindow) }

  /// The share solved at a level, 0 to 1; nil where none was solved.
  public func share(ofLevel level: UInt8) -> Double? { share(byLevel[level] ?? 0) }

  private func share(_ count: Int) -> Double? {
    tickets == 0 ? nil : Double(count) / Double(tickets)
  }
}

/// How much tickets waited for their requesters.
public struct WaitingSummary: Hashable, Sendable {
  /// Waits that were set.
  public internal(set) var waits = 0
  /// Those of them without a message.
  ///
  /// No agent wrote to the requester between the requester's last word before the wait, or the opening,
  /// and the wait's end.
  public internal(set) var unannounced = 0
  /// The seconds that tickets were open.
  public internal(set) var openTimeInSeconds = 0.0
  /// The seconds of them that they waited for the requester.
  public internal(set) var waitingTimeInSeconds = 0.0

  /// The share of open time that waited for the requester, 0 to 1; nil where nothing was open.
  public var share: Double? {
    openTimeInSeconds > 0 ? waitingTimeInSeconds / openTimeInSeconds : nil
  }
}
