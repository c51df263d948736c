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
