extension Event {
  /// Whose key the words of this event are sealed under; nil for an event that never has words.
  ///
  /// It follows from the log alone, so that whose words are gone can be told when they are gone: the
  /// words of a ticket concern its requester, whoever wrote them; what identifies a person concerns
  /// that person; everything else concerns nobody in particular.
  ///
  /// - Parameter requester: The ticket's requester before the event; nil where unknown.
  /// - Returns: The owner of the key.
  func contentOwner(requester: PersonID?) -> KeyOwner? {
    switch self {
    case .ticket(let event): event.contentOwner(requester: requester)
    case .ledger(let event): event.contentOwner
    }
  }
}

extension TicketEvent {
  fileprivate func contentOwner(requester: PersonID?) -> KeyOwner? {
    switch self {
    case .opened(let opening): opening.requester.map { .person($0) } ?? .organisation
    case .escalated, .replied, .requesterReplied, .noted, .attached, .resolved, .reopened,
      .cancelled, .rated:
      requester.map { .person($0) } ?? .organisation
    case .classified, .prioritised, .routed, .assigned, .started, .paused, .resumed, .workLogged,
      .diagnosed, .linked, .unlinked, .merged, .closed, .messageReviewed, .articleApplied,
      .suggested, .suggestionAccepted, .suggestionOverridden, .touched:
      nil
    }
  }
}

extension LedgerEvent {
  fileprivate var contentOwner: KeyOwner? {
    switch self {
    case .personRegistered(let person): .person(person)
    case .noticeBroadcast: .organisation
    case .ledgerCreated, .termDefined, .termRenamed, .termRetired, .calendarAdopted,
      .policyAdopted, .rulesAdopted, .signalRaised, .alarmRaised, .personErased, .importAdvanced,
      .signingKeyAdopted:
      nil
    }
  }
}
