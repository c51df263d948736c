/// Something that patterns are told apart by.
public enum PatternPart: Hashable, Sendable {
  /// A dimension of the catalogue: the ticket's term in it as the ticket was opened.
  case dimension(TermDimension)
  /// The class of the ticket's cause as it was last resolved.
  case causeClass

  /// What commands and answers call the cause class.
  public static let causeClassName = "causeClass"
}

/// What a pattern has in one of its parts.
public enum PatternTerm: Hashable, Comparable, Sendable {
  /// A term of a dimension; terms order by their numbers.
  case term(TermID)
  /// A class of causes; classes order by their numbers.
  case causeClass(CauseClass)

  public static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.order < rhs.order
  }

  private var order: (Int, UInt32) {
    switch self {
    case .term(let term): (0, term.rawValue)
    case .causeClass(let cause): (1, UInt32(cause.rawValue))
    }
  }
}

extension LedgerView {
  /// The part of patterns that a name stands for: a dimension that tickets are classified by, or
  /// ``PatternPart/causeClassName``; nil where it is neither.
  public func patternPart(named name: String) -> PatternPart? {
    if name == PatternPart.causeClassName { return .causeClass }
    guard let dimension = catalogue.dimension(named: name), dimension.classifiesTickets else {
      return nil
    }
    return .dimension(dimension)
  }
}
