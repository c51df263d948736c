/// The number of a ticket: 1 for the first opened in the ledger, then dense.
public struct TicketID: RawRepresentable, Hashable, Comparable, BitwiseCopyable, Sendable {
  /// The number, 1 or more.
  public let rawValue: UInt64

  /// Creates the ID of the `rawValue`-th opened ticket.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Creates the ID of the `rawValue`-th opened ticket.
  public init(_ rawValue: UInt64) {
    self.rawValue = rawValue
  }

  public static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.rawValue < rhs.rawValue
  }
}

extension TicketID: CustomStringConvertible {
  public var description: String { String(rawValue) }
}
