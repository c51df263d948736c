extension Ticket {
  /// Folds an event of this ticket into it: any event in any state gives a state.
  ///
  /// Total and pure: the rules of ``LedgerRules/decide(_:on:at:)`` bind commands, while imports record
  /// whatever happened. O(1).
  public mutating func evolve(with event: TicketEvent, of recorded: RecordedEvent) {
    if revision == 0 { openedPosition = recorded.position }
    revision = recorded.revision
    lastPosition = recorded.position
    lastOccurredAt = recorded.occurredAt
    switch event {
    case .opened(let opening): open(opening, at: recorded.occurredAt)
    case .classified(let change): classification.merge(change)
    case .prioritised(let change):
      prioritisation.impact = change.impact ?? prioritisation.impact
      prioritisation.urgency = change.urgency ?? prioritisation.urgency
      prioritisation.priority = change.priority ?? prioritisation.priority
    case .routed(let routing):
      team = routing.team
      level = routing.level
    case .assigned(let person): agent = person
    case .started, .resumed: enter(.inProgress, at: recorded.occurredAt)
    case .paused(let pause): enter(.waiting(pause.reason), at: recorded.occurredAt)
    case .diagnosed(let diagnosis): causeClass = diagnosis.causeClass
    case .resolved(let resolution):
      enter(.resolved, at: recorded.occurredAt)
      causeClass = resolution.causeClass ?? causeClass
      firstResolvedAt = firstResolvedAt ?? recorded.occurredAt
      resolvedAt = recorded.occurredAt
    case .reopened:
      enter(.inProgress, at: recorded.occurredAt)
      reopenings &+= 1
    case .closed: enter(.closed, at: recorded.occurredAt)
    case .cancelled: enter(.cancelled, at: recorded.occurredAt)
    case .merged: enter(.merged, at: recorded.occurredAt)
    case .escalated, .replied, .requesterReplied, .noted, .attached, .workLogged, .linked,
      .unlinked, .rated, .messageReviewed, .articleApplied, .suggested, .suggestionAccepted,
      .suggestionOverridden, .touched:
      break
    }
  }

  private mutating func open(_ opening: Opening, at instant: Instant) {
    kind = opening.kind
    channel = opening.channel
    requester = opening.requester
    classification = opening.classification
    prioritisation = opening.prioritisation
    openedAt = instant
    enter(.new, at: instant)
  }

  private mutating func enter(_ next: TicketState, at instant: Instant) {
    if state != next || revision == 1 { stateSince = instant }
    state = next
  }
}
