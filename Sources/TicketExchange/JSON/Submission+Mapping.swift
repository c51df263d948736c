public import TicketLedger

extension Submission {
  /// The same submission with every ticket, person and position in it replaced, for another ledger.
  ///
  /// - Parameters:
  ///   - ticket: What another ticket is called there.
  ///   - person: What a person is called there.
  ///   - position: Where an event stands there; nil where it does not, which leaves out a cause and
  ///     leaves a reviewed reply as it is.
  /// - Returns: The submission for the other ledger.
  /// - Throws: What the three throw.
  public func mapping<Failure: Error>(
    ticket: (TicketReference) throws(Failure) -> TicketReference,
    person: (PersonReference) throws(Failure) -> PersonReference,
    position: (Position) throws(Failure) -> Position?
  ) throws(Failure) -> Submission {
    var mapped = self
    if let reference = command.ticket { mapped.command.ticket = try ticket(reference) }
    if case .person(let reference) = actor { mapped.actor = .person(try person(reference)) }
    if let cause { mapped.cause = try position(cause) }
    switch command.action {
    case .open(var opening):
      if let requester = opening.requester { opening.requester = try person(requester) }
      mapped.command.action = .open(opening)
    case .escalate(let superior?, let reason, let text):
      mapped.command.action = .escalate(to: try person(superior), reason: reason, text: text)
    case .assign(let agent?): mapped.command.action = .assign(agent: try person(agent))
    case .link(let relation, .ticket(let other)):
      mapped.command.action = .link(relation, .ticket(try ticket(other)))
    case .unlink(let relation, .ticket(let other)):
      mapped.command.action = .unlink(relation, .ticket(try ticket(other)))
    case .merge(let other): mapped.command.action = .merge(into: try ticket(other))
    case .reviewMessage(var review):
      if let reply = try position(review.reply) { review.reply = reply }
      mapped.command.action = .reviewMessage(review)
    default: break
    }
    return mapped
  }
}

extension Command.Action {
  /// The same action with a text for its words; as it is where it never has any.
  func saying(_ text: String) -> Command.Action {
    switch self {
    case .open(var opening):
      opening.summary = text
      return .open(opening)
    case .escalate(let superior, let reason, _):
      return .escalate(to: superior, reason: reason, text: text)
    case .reply(let purpose, let channel, _): return .reply(purpose, channel: channel, text: text)
    case .recordRequesterReply(let channel, _):
      return .recordRequesterReply(channel: channel, text: text)
    case .note: return .note(text: text)
    case .attach(var attachment):
      attachment.name = text
      return .attach(attachment)
    case .resolve(var resolution):
      resolution.text = text
      return .resolve(resolution)
    case .reopen(let reason, _): return .reopen(reason, text: text)
    case .cancel(let reason, _): return .cancel(reason, text: text)
    case .rate(let score, _): return .rate(score: score, text: text)
    default: return self
    }
  }
}
