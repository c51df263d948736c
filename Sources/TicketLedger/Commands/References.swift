/// A ticket as a caller knows it: by its number, or by its reference in another system.
public enum TicketReference: Hashable, Sendable, ExpressibleByStringInterpolation,
  ExpressibleByIntegerLiteral
{
  /// The ledger's own number.
  case number(TicketID)
  /// The external reference it was opened with.
  case reference(String)

  /// Refers to a ticket by its external reference.
  public init(stringLiteral value: String) {
    self = .reference(value)
  }

  /// Refers to a ticket by its number.
  public init(integerLiteral value: UInt64) {
    self = .number(TicketID(value))
  }
}

/// A term of the catalogue as a caller knows it: by its number, or by its name.
///
/// A name that the dimension does not know yet is defined on first use, in the same transaction.
public enum TermReference: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// The ledger's own number.
  case number(TermID)
  /// The name in its dimension; case counts.
  case name(String)

  /// Refers to a term by its name.
  public init(stringLiteral value: String) {
    self = .name(value)
  }
}

/// A person as a caller knows them: by number, or by what identifies them outside (login, mail, staff
/// number).
///
/// An identity that the ledger does not know yet is registered on first use, in the same transaction.
public enum PersonReference: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// The ledger's own number.
  case number(PersonID)
  /// What identifies the person outside; case counts.
  case identity(String)

  /// Refers to a person by identity.
  public init(stringLiteral value: String) {
    self = .identity(value)
  }
}

/// Who acts, as a caller knows them.
public enum ActorReference: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// A requester or an agent.
  case person(PersonReference)
  /// A program acting by itself, with its version, for example `triage 2.1`.
  case automation(TermReference)
  /// A probe or supervision tool.
  case monitoring(TermReference)
  /// An import from another system's log.
  case importer(TermReference)

  /// Refers to a person by identity.
  public init(stringLiteral value: String) {
    self = .person(.identity(value))
  }
}
