/// What an accepted command makes happen: one event, or two of one command.
public struct Decision: Hashable, BitwiseCopyable, Sendable {
  /// What was asked for.
  public var event: TicketEvent
  /// What follows from it at once; nil where nothing does.
  public var consequence: TicketEvent?

  /// Creates a decision.
  public init(_ event: TicketEvent, then consequence: TicketEvent? = nil) {
    self.event = event
    self.consequence = consequence
  }
}

extension LedgerRules {
  /// Decides whether what a command proposes may happen to a ticket, and what follows from it.
  ///
  /// Pure: the same ticket, proposal and time always give the same answer. Structure (the ticket
  /// exists, values in range) and time (not before the ticket's previous event) are checked here too,
  /// so that whatever is accepted can be recorded.
  ///
  /// - Parameters:
  ///   - proposed: What would happen.
  ///   - ticket: The ticket as it is; revision 0 for one that is not opened yet.
  ///   - instant: When it would happen.
  /// - Returns: What is to be recorded.
  /// - Throws: ``TicketRefusal``, which names the rule and what would be allowed.
  public func decide(
    _ proposed: TicketEvent,
    on ticket: Ticket,
    at instant: Instant
  ) throws(TicketRefusal) -> Decision {
    try checkStructure(of: proposed, on: ticket, at: instant)
    try checkState(for: proposed, on: ticket, at: instant)
    return completed(proposed, on: ticket)
  }

  /// Checks what binds imported facts too: the ticket is there, time does not go back, values are in
  /// range.
  public func checkStructure(
    of proposed: TicketEvent,
    on ticket: Ticket,
    at instant: Instant
  ) throws(TicketRefusal) {
    if case .opened = proposed {
      guard ticket.revision == 0 else {
        throw ticket.refusal(.ticketExists, "it was opened at position \(ticket.openedPosition)")
      }
    } else if ticket.revision == 0 {
      throw ticket.refusal(.unknownTicket, "it was never opened; open it first")
    }
    if ticket.revision > 0, instant < ticket.lastOccurredAt {
      throw ticket.refusal(
        .beforePreviousEvent,
        "\(instant) lies before its previous event at \(ticket.lastOccurredAt)"
      )
    }
    guard ticket.revision < .max - 1 else {
      throw ticket.refusal(.value, "a ticket holds at most \(UInt32.max) events")
    }
    if let fault = proposed.fault {
      throw ticket.refusal(.value, fault)
    }
    if case .classified(let change) = proposed {
      var merged = ticket.classification
      merged.merge(change)
      for index in 0..<change.count where !change[index].isNone {
        guard merged[change[index].dimension] == change[index] else {
          throw ticket.refusal(
            .tooManyDimensions,
            "a ticket is classified by at most \(Classification.maximumCount) dimensions"
          )
        }
      }
    }
  }

  /// The proposal with what follows from impact and urgency, and the second event of one command.
  private func completed(_ proposed: TicketEvent, on ticket: Ticket) -> Decision {
    switch proposed {
    case .opened(var opening):
      opening.prioritisation = completed(opening.prioritisation, over: Prioritisation())
      return Decision(.opened(opening))
    case .prioritised(let change):
      return Decision(.prioritised(completed(change, over: ticket.prioritisation)))
    case .requesterReplied where requesterReplyResumes && ticket.state == .waiting(.requester):
      return Decision(proposed, then: .resumed)
    default:
      return Decision(proposed)
    }
  }

  private func completed(
    _ change: Prioritisation,
    over present: Prioritisation
  ) -> Prioritisation {
    guard change.priority == nil, change.impact != nil || change.urgency != nil,
      let impact = change.impact ?? present.impact,
      let urgency = change.urgency ?? present.urgency
    else { return change }
    var completed = change
    completed.priority = priority(impact: impact, urgency: urgency)
    return completed
  }
}

extension LedgerRules {
  /// The table of states: what is refused as a command from where.
  private func checkState(
    for proposed: TicketEvent,
    on ticket: Ticket,
    at instant: Instant
  ) throws(TicketRefusal) {
    switch proposed {
    case .opened, .noted, .linked, .unlinked, .rated, .messageReviewed, .workLogged,
      .articleApplied:
      if case .unlinked = proposed { try ticket.require(.alive, for: "unlink") }
    case .started: try ticket.require([.new, .waiting], for: "start")
    case .paused(let pause):
      try ticket.require(.open, for: "pause")
      if ticket.state == .waiting(pause.reason) {
        throw ticket.refusal(.state, "it already waits for that reason; resume it first")
      }
    case .resumed: try ticket.require(.waiting, for: "resume")
    case .resolved: try ticket.require(.open, for: "resolve")
    case .cancelled: try ticket.require(.open, for: "cancel")
    case .merged: try ticket.require(.open, for: "merge")
    case .closed: try ticket.require(.resolved, for: "close")
    case .reopened:
      try ticket.require([.resolved, .closed], for: "reopen")
      try checkReopening(of: ticket, at: instant)
    case .classified, .prioritised, .routed, .escalated, .assigned, .replied, .requesterReplied,
      .attached, .diagnosed, .suggested, .suggestionAccepted, .suggestionOverridden, .touched:
      try ticket.require(.alive, for: proposed.kind.commandName)
    }
  }

  private func checkReopening(of ticket: Ticket, at instant: Instant) throws(TicketRefusal) {
    guard ticket.state == .closed else { return }
    guard closedMayBeReopened else {
      throw ticket.refusal(
        .reopeningClosed,
        "this ledger does not reopen closed tickets; open a new one and link it"
      )
    }
    // An import may close a ticket that nothing resolved.
    let resolvedAt = ticket.resolvedAt ?? ticket.stateSince
    if let allowed = reopeningTimeInMilliseconds,
      instant.milliseconds(since: resolvedAt) > allowed
    {
      throw ticket.refusal(
        .reopeningTooLate,
        "it could be reopened until \(resolvedAt.advanced(byMilliseconds: allowed)); "
          + "open a new one and link it"
      )
    }
  }
}

extension Ticket {
  /// Sets of states that a command may start from.
  fileprivate struct States: OptionSet {
    let rawValue: UInt8
    static let new = States(rawValue: 1)
    static let inProgress = States(rawValue: 2)
    static let waiting = States(rawValue: 4)
    static let resolved = States(rawValue: 8)
    static let closed = States(rawValue: 16)
    static let over = States(rawValue: 32)
    static let open: States = [.new, .inProgress, .waiting]
    static let alive: States = [.open, .resolved]

    static let names: [(States, String)] = [
      (.new, "new"), (.inProgress, "inProgress"), (.waiting, "waiting"), (.resolved, "resolved"),
      (.closed, "closed"),
    ]
  }

  fileprivate func require(_ allowed: States, for command: String) throws(TicketRefusal) {
    let present: States =
      switch state {
      case .new: .new
      case .inProgress: .inProgress
      case .waiting: .waiting
      case .resolved: .resolved
      case .closed: .closed
      case .cancelled, .merged: .over
      }
    guard !allowed.contains(present) else { return }
    let names = States.names.filter { allowed.contains($0.0) }.map(\.1)
    throw refusal(
      .state,
      "\(command) is allowed from \(names.joined(separator: ", ")); here: \(allowedHere)"
    )
  }

  /// The commands the present state allows, for the refusal of another.
  private var allowedHere: String {
    switch state {
    case .new: "start, pause, resolve, cancel, merge and all that leave the state as it is"
    case .inProgress: "pause, resolve, cancel, merge and all that leave the state as it is"
    case .waiting:
      "start, resume, pause for another reason, resolve, cancel, merge and all that leave the state "
        + "as it is"
    case .resolved: "reopen, close and all that leave the state as it is"
    case .closed: "reopen, note, link, rate, reviewMessage, logWork, applyArticle"
    case .cancelled, .merged: "note, link, rate, reviewMessage, logWork, applyArticle"
    }
  }

  /// A refusal that names this ticket, its revision and state.
  func refusal(_ rule: TicketRefusal.Rule, _ detail: String) -> TicketRefusal {
    TicketRefusal(
      rule,
      detail,
      ticket: revision == 0 ? nil : id,
      revision: revision,
      state: revision == 0 ? nil : state
    )
  }
}

extension TicketEvent {
  /// What is wrong with the event's values, whatever the ticket; nil where nothing is.
  var fault: String? {
    switch self {
    case .opened(let opening):
      opening.prioritisation.fault ?? opening.classification.fault
        ?? (opening.classification.clearsAny ? "an opening has no dimension to clear" : nil)
    case .prioritised(let change):
      change == Prioritisation() ? "nothing to prioritise by is given" : change.fault
    case .classified(let change):
      change.isEmpty ? "nothing to classify by is given" : change.fault
    case .routed(let routing): routing.level == 0 ? "levels count from 1" : nil
    case .rated(let score): 1...5 ~= score ? nil : "a rating goes from 1 to 5, not \(score)"
    case .messageReviewed(let review):
      [review.clarity, review.courtesy, review.accuracy].allSatisfy { 1...5 ~= $0 }
        ? nil : "the marks of a review go from 1 to 5"
    case .diagnosed(let diagnosis):
      (diagnosis.confidence ?? 0) <= 100 ? nil : "a confidence goes from 0 to 100 percent"
    case .suggested(let suggestion):
      suggestion.confidence <= 100 ? nil : "a confidence goes from 0 to 100 percent"
    default: nil
    }
  }
}

extension Prioritisation {
  fileprivate var fault: String? {
    for (name, value) in [("impact", impact), ("urgency", urgency), ("priority", priority)] {
      guard let value, !Prioritisation.range.contains(value) else { continue }
      return "\(name) goes from 1 (highest) to 9, not \(value)"
    }
    return nil
  }
}

extension Classification {
  fileprivate var clearsAny: Bool {
    (0..<count).contains { self[$0].isNone }
  }

  fileprivate var fault: String? {
    for index in 0..<count where !self[index].dimension.classifiesTickets {
      let name = self[index].dimension.builtInName ?? "that dimension"
      return "tickets are not classified by \(name)"
    }
    return nil
  }
}
