import TicketLedger

/// One text line for a submission, spelled out field by field so that it depends on no reflection.
func canonicalLine(_ submission: Submission) -> String {
  let fields =
    [
      submission.occurredAt.map { "\($0.millisecondsSince1970)" },
      submission.command.ticket.map(text),
      text(submission.actor),
      submission.command.action.kind.name,
    ] + openingFields(submission.command.action)
  return fields.map { $0 ?? "-" }.joined(separator: "|")
}

private func openingFields(_ action: Command.Action) -> [String?] {
  guard case .open(let opening) = action else { return movementFields(action) }
  return [
    opening.kind.name, opening.channel.name, opening.requester.map(text),
    text(opening.classification.mapValues { $0 }), text(opening.prioritisation), opening.summary,
    opening.description,
  ]
}

private func movementFields(_ action: Command.Action) -> [String?] {
  switch action {
  case .classify(let terms): [text(terms)]
  case .prioritise(let change): [text(change)]
  case .route(let team, let level, let reason):
    [team.map(text), level.map { "\($0)" }, reason.name]
  case .escalate(let person, let reason, let words): [person.map(text), reason.name, words]
  case .assign(let agent): [agent.map(text)]
  case .pause(let reason, let until):
    [reason.name, until.map { "\($0.millisecondsSince1970)" }]
  case .link(let relation, let target), .unlink(let relation, let target):
    [relation.name, text(target)]
  case .merge(let other): [text(other)]
  case .resolve(let end):
    [end.code.map(text), end.causeClass?.name, end.article.map(text), end.text]
  case .reopen(let reason, let words): [reason.name, words]
  case .close(let reason): [reason.name]
  case .cancel(let reason, let words): [reason.name, words]
  default: contentFields(action)
  }
}

private func contentFields(_ action: Command.Action) -> [String?] {
  switch action {
  case .reply(let purpose, let channel, let words): [purpose.name, channel?.name, words]
  case .recordRequesterReply(let channel, let words): [channel?.name, words]
  case .note(let words): [words]
  case .attach(let file): [file.name, "\(file.sizeInBytes)", file.digest, file.location]
  case .logWork(let minutes, let activity, let mode):
    ["\(minutes)", activity.map(text), mode?.name]
  case .diagnose(let cause, let name, let confidence):
    [cause.name, name.map(text), confidence.map { "\($0)" }]
  case .rate(let score, let words): ["\(score)", words]
  case .applyArticle(let article, let helped): [text(article), helped ? "helped" : "did not help"]
  case .suggest(let kind, let confidence): [kind.name, "\(confidence)"]
  case .acceptSuggestion(let kind), .overrideSuggestion(let kind): [kind.name]
  case .broadcastNotice(let service, let words): [service.map(text), words]
  case .raiseSignal(let service, let severity, let what): [service.map(text), severity.name, what]
  default: []
  }
}

private func text(_ ticket: TicketReference) -> String {
  switch ticket {
  case .number(let number): "\(number)"
  case .reference(let reference): reference
  }
}

private func text(_ term: TermReference) -> String {
  switch term {
  case .number(let number): "\(number.rawValue)"
  case .name(let name): name
  }
}

private func text(_ person: PersonReference) -> String {
  switch person {
  case .number(let number): "\(number.rawValue)"
  case .identity(let identity): identity
  }
}

private func text(_ actor: ActorReference) -> String {
  switch actor {
  case .person(let person): text(person)
  case .automation(let term), .monitoring(let term), .importer(let term): text(term)
  }
}

private func text(_ target: Command.Target) -> String {
  switch target {
  case .ticket(let ticket): text(ticket)
  case .outside(let reference): reference
  }
}

private func text(_ terms: [String: TermReference?]) -> String {
  terms.sorted { $0.key < $1.key }
    .map { "\($0.key)=\($0.value.map(text) ?? "-")" }
    .joined(separator: ",")
}

private func text(_ change: Prioritisation) -> String {
  [change.impact, change.urgency, change.priority]
    .map { $0.map { "\($0)" } ?? "-" }
    .joined(separator: ",")
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo; RFC 9923), over lines each ended by a newline.
struct Digest {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ line: String) {
    for byte in line.utf8 { add(byte) }
    add(UInt8(ascii: "\n"))
  }

  private mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
  }
}

/// The digest of a whole history.
func digest(_ history: some Sequence<Submission>) -> UInt64 {
  var digest = Digest()
  for submission in history { digest.add(canonicalLine(submission)) }
  return digest.value
}
