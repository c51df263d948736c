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
