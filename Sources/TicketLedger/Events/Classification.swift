/// What a ticket is about: at most one term in each of up to 16 dimensions, in dimension order.
///
/// As the content of a change it may also hold "no term" entries, which clear their dimension.
///
/// 32 bytes, so that events and tickets stay small: up to eight terms stand in the value itself,
/// more of them once in a table of the process.
public struct Classification: Hashable, BitwiseCopyable, Sendable {
  /// The most dimensions a ticket can be classified by.
  public static let maximumCount = DimensionTerms.maximumCount
  /// The most terms that need no place in the table of the process.
  static let inlineCount = 8

  /// The terms in dimension order, 0 after the last; or 0 and the number of more terms in the table.
  private var slots = InlineArray<8, UInt32>(repeating: 0)

  /// Creates a classification by nothing.
  public init() {}

  /// The classification of these terms.
  ///
  /// - Complexity: O(1).
  init(_ terms: DimensionTerms) {
    if terms.count <= Classification.inlineCount {
      for place in 0..<terms.count { slots[place] = terms[place].rawValue }
    } else {
      slots[1] = ClassificationTable.shared.number(of: terms)
    }
  }

  /// The classification of up to ``inlineCount`` terms, in dimension order, zeros after the last.
  init(_ slots: InlineArray<8, UInt32>) {
    self.slots = slots
  }

  /// Its terms, spelt out.
  ///
  /// - Complexity: O(1).
  var terms: DimensionTerms {
    if slots[0] == 0, slots[1] != 0 { return ClassificationTable.shared.terms(of: slots[1]) }
    return DimensionTerms(slots)
  }

  /// The number of dimensions held.
  public var count: Int { terms.count }

  /// Whether no dimension is held.
  public var isEmpty: Bool { slots[0] == 0 && slots[1] == 0 }

  /// The term at a place in dimension order.
  ///
  /// - Precondition: `index` is less than ``count``.
  public subscript(index: Int) -> TermID { terms[index] }

  /// The term held in a dimension; nil where it is not held or cleared.
  public subscript(dimension: TermDimension) -> TermID? { terms[dimension] }

  /// Holds a term in its dimension, in place of the one held there.
  ///
  /// - Returns: False, with nothing changed, where 16 other dimensions are held.
  public mutating func insert(_ term: TermID) -> Bool {
    var terms = terms
    guard terms.insert(term) else { return false }
    self = Classification(terms)
    return true
  }

  /// Stops holding anything in a dimension.
  public mutating func remove(_ dimension: TermDimension) {
    var terms = terms
    terms.remove(dimension)
    self = Classification(terms)
  }

  /// Applies a change: "no term" entries clear, the others are held; what finds no room is left out.
  ///
  /// Total, as folding must be; the decision before an event is recorded refuses a seventeenth
  /// dimension.
  public mutating func merge(_ change: Classification) {
    var terms = terms
    terms.merge(change.terms)
    self = Classification(terms)
  }

  public static func == (lhs: Self, rhs: Self) -> Bool {
    var difference: UInt32 = 0
    for place in lhs.slots.indices { difference |= lhs.slots[place] ^ rhs.slots[place] }
    return difference == 0
  }

  public func hash(into hasher: inout Hasher) {
    for place in slots.indices { hasher.combine(slots[place]) }
  }
}
