public import TicketLedger

/// Reads submissions from the JSON objects that `submit` takes, one a line.
///
/// ```
/// {"command":"route","ticket":"K1","team":"Network","level":2,"by":{"person":"a-3"},"expecting":1}
/// ```
/// `command` is `EventKind.commandName`, `ticket` a string with the ticket's reference or the ledger's
/// number of it (an opening has an optional `reference` instead, and what concerns the ledger as a whole
/// has neither), and the event's fields stand beside them by their names. Optional are `by`, `at` (when
/// it happened), `expecting` (the revision last seen), `key` (for retries) and `cause` (the position
/// answered). In `diagnose`, `cause` is the field that names the cause, and the position answered is
/// `causePosition`.
public enum SubmissionCoding {
  /// Who acts where a command does not say.
  public static let defaultActor = ActorReference.automation("command-line")

  /// The kinds of events that a command can ask for.
  public static let kinds = EventKind.allCases.filter { kind in
    switch kind {
    case .ledgerCreated, .termDefined, .personRegistered, .calendarAdopted, .policyAdopted,
      .alarmRaised, .personErased, .importAdvanced, .signingKeyAdopted:
      false
    default: true
    }
  }

  private static let kindsByCommand = Dictionary(
    uniqueKeysWithValues: kinds.map { ($0.commandName, $0) }
  )

  /// Reads a submission.
  ///
  /// - Throws: ``JSONFieldError``, which names the first field that is wrong: a word or name of another
  ///   type, a field missing, or one that the command does not have.
  public static func submission(from value: JSONValue) throws(JSONFieldError) -> Submission {
    var fields = try JSONFields(value)
    let name = try fields.text("command")
    guard let kind = kindsByCommand[name] else {
      let names = kinds.map(\.commandName).joined(separator: ", ")
      throw fields.error(
        "command",
        "there is no command \(JSONValue.string(name).excerpt); allowed are \(names)"
      )
    }
    var ticket: TicketReference?
    if kind == .opened {
      ticket = try fields.reference()
    } else if kind.rawValue > EventKind.opened.rawValue {
      ticket = try fields.require(
        "ticket",
        try fields.ticket("ticket"),
        "a ticket's reference or its number"
      )
    }
    let action = try Command.Action(kind, from: &fields)
    let revision: UInt32? = try fields.optionalWhole("expecting")
    let submission = Submission(
      Command(action, on: ticket),
      by: try fields.actor("by") ?? defaultActor,
      at: try fields.instant("at"),
      expecting: revision.map { .revision($0) },
      key: try fields.optionalText("key"),
      cause: try fields.position(kind == .diagnosed ? "causePosition" : "cause")
    )
    try fields.finish()
    return submission
  }
}

extension JSONFields {
  /// What an opened ticket is called elsewhere.
  mutating func reference() throws(JSONFieldError) -> TicketReference? {
    guard let reference = try optionalText("reference") else { return nil }
    guard !reference.isEmpty else {
      throw error("reference", "must not be empty; leave it out where there is none")
    }
    return .reference(reference)
  }
}
