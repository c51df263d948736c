import TicketLedger

extension RowMapper {
  /// What the ticket is opened with, as its first row says.
  func opening(
    _ row: borrowing CSVRow,
    _ values: RowValues
  ) throws(RowProblem) -> Command.Opening {
    var terms: [String: TermReference] = [:]
    for ((name, _), term) in zip(mapping.dimensions, values.terms) {
      if let term { terms[name] = .name(term) }
    }
    return Command.Opening(
      kind: try value(fields.kind, row)?.word ?? .incident,
      channel: try value(fields.channel, row)?.word ?? .other,
      requester: try text(fields.requester, row).map { .identity($0) },
      classification: terms,
      prioritisation: values.prioritisation,
      summary: try value(fields.summary, row)?.text,
      description: try value(fields.description, row)?.text
    )
  }

  /// Who opened the ticket, where the mapping names the column and the row the person.
  func opener(_ row: borrowing CSVRow) throws(RowProblem) -> String? {
    try text(fields.openedBy, row)
  }

  /// Impact, urgency and priority; without a priority of its own, the one that follows.
  func prioritisation(_ row: borrowing CSVRow) throws(RowProblem) -> Prioritisation {
    var result = Prioritisation()
    result.impact = try number(fields.impact, row)
    result.urgency = try number(fields.urgency, row)
    result.priority = try number(fields.priority, row)
    if fields.priority == nil, let impact = result.impact, let urgency = result.urgency {
      result.priority = LedgerRules().priority(impact: impact, urgency: urgency)
    }
    return result
  }

  /// How the ticket was resolved.
  func resolution(_ row: borrowing CSVRow) throws(RowProblem) -> Command.Resolution {
    Command.Resolution(
      code: try term(fields.resolutionCode, row),
      causeClass: try value(fields.causeClass, row)?.word,
      article: try term(fields.article, row),
      text: try value(fields.text, row)?.text
    )
  }

  /// A step with the row's own values in it.
  func resolved(
    _ step: RowStep,
    _ row: borrowing CSVRow
  ) throws(RowProblem) -> ResolvedStep {
    switch step {
    case .enter(let state): .enter(state)
    case .record(let event): .record(try action(event, row))
    }
  }

  private func action(
    _ event: MappedEvent,
    _ row: borrowing CSVRow
  ) throws(RowProblem) -> Command.Action {
    let words = try value(fields.text, row)?.text
    switch event.kind {
    case .started: return .start
    case .paused: return .pause(event.waitingReason, until: nil)
    case .resumed: return .resume
    case .reopened: return .reopen(event.reopeningReason, text: words)
    case .resolved: return .resolve(try resolution(row))
    case .closed: return .close(event.closureReason)
    case .cancelled: return .cancel(event.cancellationReason, text: words)
    case .replied: return .reply(event.purpose, channel: event.channel, text: words)
    case .requesterReplied: return .recordRequesterReply(channel: event.channel, text: words)
    case .noted: return .note(text: words)
    case .workLogged:
      let minutes = UInt32(try needed("minutes", try value(fields.minutes, row)).number)
      let activity = try term(fields.workActivity, row)
      return .logWork(minutes: minutes, activity: activity, mode: event.mode)
    case .rated:
      let score = UInt8(try needed("score", try value(fields.score, row)).number)
      return .rate(score: score, text: words)
    case .escalated:
      let person = try text(fields.escalatedTo, row).map { PersonReference.identity($0) }
      return .escalate(to: person, reason: event.escalationReason, text: words)
    case .diagnosed:
      let mapped = try value(fields.causeClass, row)?.word
      let causeClass = try needed("causeClass", event.causeClass ?? mapped)
      return .diagnose(causeClass, cause: try term(fields.cause, row), confidence: nil)
    case .articleApplied:
      let article = try needed("article", try term(fields.article, row))
      return .applyArticle(article, helped: event.helped)
    // A mapping that names any other event is refused when it is read.
    default: return .touch
    }
  }

  private func needed<Value>(_ field: String, _ value: Value?) throws(RowProblem) -> Value {
    if let value { return value }
    throw RowProblem(
      problem: "fields.\(field): the row's event needs a value, and the cell says none",
      remedy: "correct the row, or let the activity mean something else"
    )
  }
}

extension RowMapper {
  /// The value of a rule; nil where unknown or not mapped.
  func value<Value>(
    _ rule: BoundRule<Value>?,
    _ row: borrowing CSVRow
  ) throws(RowProblem) -> Value? {
    guard rule != nil else { return nil }
    switch rule?.outcome(row) {
    case .value(let value): return value
    case .problem(let cell):
      let path = rule?.rule.path ?? ""
      let hasTable = rule?.rule.table != nil
      let remedy =
        if hasTable {
          "add it to \"table\", or say in \"otherwise\" what unlisted values become"
        } else if rule?.rule.pattern != nil {
          "correct the row, or change \"pattern\" or \"otherwise\" in a mapping of your own"
        } else {
          "correct the row, or give a \"table\""
        }
      throw RowProblem(
        problem: "\(path): \"\(cell.prefix(60))\" "
          + (hasTable ? "is not in the table" : "is not \(Value.wanted)"),
        remedy: remedy
      )
    case .unknown, nil: return nil
    }
  }

  /// A name, short enough for a label; nil where unknown or not mapped.
  func text(
    _ rule: BoundRule<MappedText>?,
    _ row: borrowing CSVRow
  ) throws(RowProblem) -> String? {
    guard let text = try value(rule, row)?.text else { return nil }
    try checkLength(of: text, at: rule?.rule.path ?? "")
    return text
  }

  private func term(
    _ rule: BoundRule<MappedText>?,
    _ row: borrowing CSVRow
  ) throws(RowProblem) -> TermReference? {
    try text(rule, row).map { .name($0) }
  }

  /// A number that an event holds in a byte; nil where unknown or not mapped.
  func number<Bounds>(
    _ rule: BoundRule<MappedNumber<Bounds>>?,
    _ row: borrowing CSVRow
  ) throws(RowProblem) -> UInt8? {
    try value(rule, row).map { UInt8(clamping: $0.number) }
  }

  func checkLength(of text: String, at path: String) throws(RowProblem) {
    guard text.utf8.count > MappingNode.longestLabel else { return }
    throw RowProblem(
      problem: "\(path): \"\(text.prefix(30))…\" has \(text.utf8.count) bytes",
      remedy: "a name has at most \(MappingNode.longestLabel); is this the right column?"
    )
  }
}
