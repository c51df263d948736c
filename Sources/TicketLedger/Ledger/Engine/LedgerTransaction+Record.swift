import LedgerStore

extension LedgerTransaction {
  /// Records a command, or a fact that only structure and time can refuse.
  ///
  /// Decides and resolves everything before anything is interned or put, so that a refusal leaves
  /// nothing behind.
  mutating func record(
    _ submission: Submission,
    asFact: Bool
  ) throws(LedgerError) -> Receipt {
    if let key = submission.key {
      try checkName(key, what: "a key")
      if let receipt = try writer.receipt(forKey: key) { return receipt }
    }
    let recordedAt = now
    try checkTime(of: submission, recordedAt: recordedAt)
    do throws(LedgerError) {
      return if case .open = submission.command.action {
        try recordOpening(submission, at: recordedAt, asFact: asFact)
      } else if submission.command.action.kind.rawValue < EventKind.opened.rawValue {
        try recordForLedger(submission, at: recordedAt, asFact: asFact)
      } else {
        try recordForTicket(submission, at: recordedAt, asFact: asFact)
      }
    } catch .refused(var refusal) {
      // A refusal may be about the other ticket of a link or merge.
      if let reference = submission.command.ticket, case .reference(let text) = reference {
        let subject = try number(of: reference)
        if refusal.ticket == nil || refusal.ticket == subject { refusal.reference = text }
      }
      throw .refused(refusal)
    }
  }

  private mutating func recordOpening(
    _ submission: Submission,
    at recordedAt: Instant,
    asFact: Bool
  ) throws(LedgerError) -> Receipt {
    var reference: String?
    switch submission.command.ticket {
    case .reference(let text):
      try checkName(text, what: "a reference")
      if let known = try writer.number(in: .references, for: ReferenceKey.ticket(text)) {
        let ticket = head(of: TicketID(known)) ?? Ticket(id: TicketID(known))
        throw .refused(
          ticket.refusal(.ticketExists, "it was opened at position \(ticket.openedPosition)")
        )
      }
      reference = text
    case .number:
      throw .refused(
        TicketRefusal(.value, "the ledger numbers tickets itself; open one by reference or none")
      )
    case nil: break
    }
    let receipt = try recordForTicket(
      submission,
      ticket: Ticket(id: pending.nextTicket),
      label: reference,
      at: recordedAt,
      asFact: asFact
    )
    pending.addTicket()
    if let reference, let ticket = receipt.ticket {
      try put(ticket.rawValue, in: .references, for: ReferenceKey.ticket(reference))
    }
    return receipt
  }

  private mutating func recordForTicket(
    _ submission: Submission,
    at recordedAt: Instant,
    asFact: Bool
  ) throws(LedgerError) -> Receipt {
    let ticket = try existingTicket(submission.command.ticket)
    return try recordForTicket(
      submission,
      ticket: ticket,
      label: nil,
      at: recordedAt,
      asFact: asFact
    )
  }

  private mutating func recordForTicket(
    _ submission: Submission,
    ticket: Ticket,
    label: String?,
    at recordedAt: Instant,
    asFact: Bool
  ) throws(LedgerError) -> Receipt {
    if case .revision(let expected) = submission.expecting, expected != ticket.revision {
      throw .refused(
        ticket.refusal(
          .staleRevision,
          "revision \(expected) was expected, it stands at \(ticket.revision); read it again"
        )
      )
    }
    var names = DraftedNames()
    let actor = try actor(submission.actor, drafting: &names)
    let occurredAt = submission.occurredAt ?? max(recordedAt, ticket.lastOccurredAt)
    let proposal = try resolve(
      submission.command.action,
      on: ticket,
      at: occurredAt,
      drafting: &names,
      asFact: asFact
    )
    try check(proposal, requester: ticket.requester)
    guard case .ticket(let event) = proposal.event else {
      preconditionFailure("an action on a ticket proposes a ticket event")
    }
    let decision = try decide(event, on: ticket, at: occurredAt, asFact: asFact)
    try define(names, at: recordedAt)
    var draft = EventDraft(
      event: .ticket(decision.event),
      actor: actor,
      occurredAt: occurredAt,
      cause: submission.cause,
      label: label ?? proposal.label,
      words: proposal.words
    )
    var head: Ticket? = ticket
    var position = try append(draft, to: &head, recordedAt: recordedAt)
    if let consequence = decision.consequence {
      draft.event = .ticket(consequence)
      draft.cause = position
      draft.label = nil
      draft.words = Words()
      position = try append(draft, to: &head, recordedAt: recordedAt)
    }
    return try acknowledge(submission, position, ticket.id, head?.revision ?? 0, at: recordedAt)
  }

  private func decide(
    _ event: TicketEvent,
    on ticket: Ticket,
    at occurredAt: Instant,
    asFact: Bool
  ) throws(LedgerError) -> Decision {
    do throws(TicketRefusal) {
      guard asFact else { return try pending.rules.decide(event, on: ticket, at: occurredAt) }
      try pending.rules.checkStructure(of: event, on: ticket, at: occurredAt)
      return Decision(event)
    } catch {
      throw .refused(error)
    }
  }

  private mutating func recordForLedger(
    _ submission: Submission,
    at recordedAt: Instant,
    asFact: Bool
  ) throws(LedgerError) -> Receipt {
    var names = DraftedNames()
    let actor = try actor(submission.actor, drafting: &names)
    let occurredAt = submission.occurredAt ?? recordedAt
    let proposal = try resolve(
      submission.command.action,
      on: nil,
      at: occurredAt,
      drafting: &names,
      asFact: asFact
    )
    try check(proposal, requester: nil)
    try define(names, at: recordedAt)
    if case .ledger(let event) = proposal.event { prepare(event, label: proposal.label) }
    let draft = EventDraft(
      event: proposal.event,
      actor: actor,
      occurredAt: occurredAt,
      cause: submission.cause,
      label: proposal.label,
      words: proposal.words,
      document: proposal.document
    )
    let position = try append(draft, recordedAt: recordedAt)
    return try acknowledge(submission, position, nil, 0, at: recordedAt)
  }

  /// Lets the rest of this transaction see changed names and rules.
  private mutating func prepare(_ event: LedgerEvent, label: String?) {
    switch event {
    case .rulesAdopted(let rules): pending.rules = rules
    case .calendarAdopted:
      if let label { pending.calendars.insert(label) }
    case .policyAdopted: pending.hasPolicy = true
    case .termRetired(let term): pending.retire(term)
    case .termRenamed(let term):
      guard let former = name(of: term), let label else { return }
      pending.rename(
        term,
        from: PendingChanges.TermName(dimension: term.dimension, name: former),
        to: PendingChanges.TermName(dimension: term.dimension, name: label)
      )
    case .ledgerCreated, .termDefined, .personRegistered, .noticeBroadcast, .signalRaised,
      .alarmRaised, .personErased, .importAdvanced, .signingKeyAdopted:
      break
    }
  }

  private func checkTime(
    of submission: Submission,
    recordedAt: Instant
  ) throws(LedgerError) {
    let latest = recordedAt.advanced(byMilliseconds: pending.rules.futureToleranceInMilliseconds)
    if let occurredAt = submission.occurredAt, occurredAt > latest {
      throw .refused(
        TicketRefusal(
          .inTheFuture,
          "\(occurredAt) lies ahead of the ledger's clock, \(recordedAt), by more than it tolerates"
        )
      )
    }
    if let cause = submission.cause, cause.rawValue >= writer.end {
      throw .refused(TicketRefusal(.value, "no event stands at the cause's position \(cause)"))
    }
  }

  private func check(
    _ proposal: Proposal,
    requester: PersonID?
  ) throws(LedgerError) {
    let words = proposal.words
    guard !words.isEmpty else { return }
    try checkOwner(of: proposal.event, requester: requester)
    let size = words.fields.reduce(0) { $0 + (words[$1]?.utf8.count ?? 0) }
    guard size <= Content.maximumSizeInBytes else {
      throw .refused(
        TicketRefusal(
          .value,
          "the words of one event have at most \(Content.maximumSizeInBytes) bytes, not \(size)"
        )
      )
    }
  }

  private mutating func acknowledge(
    _ submission: Submission,
    _ position: Position,
    _ ticket: TicketID?,
    _ revision: UInt32,
    at recordedAt: Instant
  ) throws(LedgerError) -> Receipt {
    if let key = submission.key {
      try put(position.rawValue, in: .references, for: ReferenceKey.submission(key))
    }
    return Receipt(
      position: position,
      ticket: ticket,
      revision: revision,
      recordedAt: recordedAt
    )
  }
}
