extension Command {
  /// Sets the ledger's own rules.
  public static func adoptRules(_ rules: LedgerRules) -> Command {
    Command(.adoptRules(rules))
  }

  /// Adopts a calendar, or another version of the calendar of that name.
  ///
  /// - Parameters:
  ///   - calendar: The calendar, with the zone's rules as they are known now.
  ///   - instant: From when on it holds: ``Instant/distantPast`` for always; nil for always where it
  ///     is the first of its name, else for the moment of adoption.
  /// - Returns: The command.
  public static func adopt(
    _ calendar: ServiceCalendar,
    effectiveFrom instant: Instant? = nil
  ) -> Command {
    Command(.adoptCalendar(calendar, effectiveFrom: instant))
  }

  /// Adopts a policy in place of the one in force.
  ///
  /// - Parameters:
  ///   - policy: The policy; the calendars it names are adopted before it.
  ///   - instant: From when on it holds: ``Instant/distantPast`` for always; nil for always where it
  ///     is the first, else for the moment of adoption.
  /// - Returns: The command.
  public static func adopt(
    _ policy: ServicePolicy,
    effectiveFrom instant: Instant? = nil
  ) -> Command {
    Command(.adoptPolicy(policy, effectiveFrom: instant))
  }

  /// Gives a term another name; what was recorded keeps its number and shows the new name.
  public static func rename(
    _ term: TermReference,
    in dimension: String,
    to name: String
  ) -> Command {
    Command(.renameTerm(dimension: dimension, term, to: name))
  }

  /// Retires a term: commands that use it are refused from now on.
  public static func retire(_ term: TermReference, in dimension: String) -> Command {
    Command(.retireTerm(dimension: dimension, term))
  }

  /// Records word to users about a service, before they asked; nil for all services.
  public static func broadcastNotice(
    about service: TermReference? = nil,
    text: String
  ) -> Command {
    Command(.broadcastNotice(service: service, text: text))
  }

  /// Records what a probe or supervision tool saw.
  public static func raiseSignal(
    about service: TermReference? = nil,
    _ severity: SignalSeverity,
    what: String? = nil
  ) -> Command {
    Command(.raiseSignal(service: service, severity, what: what))
  }

  /// Records an automation's suggestion; a confidence in percent.
  public static func suggest(
    _ kind: SuggestionKind,
    for ticket: TicketReference,
    confidence: UInt8
  ) -> Command {
    Command(.suggest(kind, confidence: confidence), on: ticket)
  }

  /// Records that a suggestion was followed; the submission's cause names it.
  public static func acceptSuggestion(
    _ kind: SuggestionKind,
    for ticket: TicketReference
  ) -> Command {
    Command(.acceptSuggestion(kind), on: ticket)
  }

  /// Records that a suggestion was set aside; the submission's cause names it.
  public static func overrideSuggestion(
    _ kind: SuggestionKind,
    for ticket: TicketReference
  ) -> Command {
    Command(.overrideSuggestion(kind), on: ticket)
  }
}
