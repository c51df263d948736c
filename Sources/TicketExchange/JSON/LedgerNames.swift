public import TicketLedger

/// The present names of a ledger's numbers.
public struct LedgerNames: EventNames {
  private let ledger: Ledger

  /// Creates the names of an open ledger.
  public init(_ ledger: Ledger) {
    self.ledger = ledger
  }

  /// The name of a term; nil where it is not defined.
  public func name(of term: TermID) -> String? {
    ledger.read { $0.catalogue.name(of: term) }
  }

  /// The name of a dimension.
  public func name(of dimension: TermDimension) -> String {
    ledger.read { $0.catalogue.name(of: dimension) } ?? "dimension \(dimension.rawValue)"
  }

  // Names decorate an answer: where one cannot be read, the number stands for it.
  /// What identifies a person outside; nil where that is not known.
  public func identity(of person: PersonID) -> String? {
    try? ledger.identity(of: person)
  }

  /// The reference a ticket was opened with; nil where it has none.
  public func reference(of ticket: TicketID) -> String? {
    try? ledger.reference(of: ticket)
  }
}
