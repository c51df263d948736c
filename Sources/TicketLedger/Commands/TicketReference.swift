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
