public import TicketLedger

/// The names of the numbers that events hold.
public protocol EventNames {
  /// The name of a term; nil where it is not defined.
  func name(of term: TermID) -> String?
  /// The name of a dimension, the library's or the host's.
  func name(of dimension: TermDimension) -> String
  /// What identifies a person outside; nil where that is not known, or was erased.
  func identity(of person: PersonID) -> String?
  /// The reference a ticket was opened with; nil where it has none.
  func reference(of ticket: TicketID) -> String?
}

/// The names as they were at a place in the log: an event before a renaming keeps its old name.
///
/// An export needs this: a renaming that is read back must find the name it replaces.
public struct HistoricalNames<Present: EventNames>: EventNames {
  private let present: Present
  private var names: [TermID: String] = [:]

  /// Creates the names at the beginning of the log; what is not folded has its present name.
  public init(_ present: Present) {
    self.present = present
  }

  /// Goes past an event.
  public mutating func apply(_ event: Event, label: String?) {
    guard case .ledger(let event) = event, let label else { return }
    switch event {
    case .termDefined(let term), .termRenamed(let term): names[term] = label
    default: break
    }
  }

  public func name(of term: TermID) -> String? {
    names[term] ?? present.name(of: term)
  }

  public func name(of dimension: TermDimension) -> String {
    if let name = dimension.builtInName { return name }
    guard let name = dimension.definingTerm.flatMap({ names[$0] }) else {
      return present.name(of: dimension)
    }
    return name
  }

  public func identity(of person: PersonID) -> String? {
    present.identity(of: person)
  }

  public func reference(of ticket: TicketID) -> String? {
    present.reference(of: ticket)
  }
}
