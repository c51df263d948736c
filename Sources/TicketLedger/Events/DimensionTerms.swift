/// The terms of a classification, spelt out: at most one in each of up to 16 dimensions, in their order.
struct DimensionTerms: BitwiseCopyable, Sendable {
  /// The most dimensions there can be.
  static let maximumCount = 16

  private var slots = InlineArray<16, UInt32>(repeating: 0)
  private var used: UInt8 = 0

  /// Holds nothing.
  init() {}

  /// The terms up to the first 0; in dimension order, as they stand.
  init(_ terms: InlineArray<8, UInt32>) {
    while used < 8, terms[Int(used)] != 0 {
      slots[Int(used)] = terms[Int(used)]
      used += 1
    }
  }

  /// The number of dimensions held.
  var count: Int { Int(used) }

  /// Whether no dimension is held.
  var isEmpty: Bool { used == 0 }

  /// The term at a place in dimension order.
  ///
  /// - Precondition: `index` is less than ``count``.
  subscript(index: Int) -> TermID {
    precondition(0..<count ~= index, "a classification's index is past its count")
    return TermID(rawValue: slots[index])
  }

  /// The term held in a dimension; nil where it is not held or cleared.
  subscript(dimension: TermDimension) -> TermID? {
    for index in 0..<count {
      let term = TermID(rawValue: slots[index])
      if term.dimension == dimension { return term.isNone ? nil : term }
    }
    return nil
  }

  /// Holds a term in its dimension, in place of the one held there.
  ///
  /// - Returns: False, with nothing changed, where 16 other dimensions are held.
  mutating func insert(_ term: TermID) -> Bool {
    var place = 0
    while place < count, slots[place] >> 24 < term.rawValue >> 24 { place += 1 }
    if place < count, slots[place] >> 24 == term.rawValue >> 24 {
      slots[place] = term.rawValue
      return true
    }
    guard count < DimensionTerms.maximumCount else { return false }
    var index = count
    while index > place {
      slots[index] = slots[index - 1]
      index -= 1
    }
    slots[place] = term.rawValue
    used += 1
    return true
  }

  /// Stops holding anything in a dimension.
  mutating func remove(_ dimension: TermDimension) {
    guard let place = (0..<count).first(where: { slots[$0] >> 24 == dimension.rawValue }) else {
      return
    }
    for index in place..<(count - 1) { slots[index] = slots[index + 1] }
    used -= 1
    slots[count] = 0
  }

  /// Applies a change: "no term" entries clear, the others are held; what finds no room is left out.
  ///
  /// Total, as folding must be; the decision before an event is recorded refuses a seventeenth
  /// dimension.
  mutating func merge(_ change: DimensionTerms) {
    for index in 0..<change.count where change[index].isNone {
      remove(change[index].dimension)
    }
    for index in 0..<change.count where !change[index].isNone {
      _ = insert(change[index])
    }
  }
}

extension DimensionTerms: Hashable {
  static func == (lhs: Self, rhs: Self) -> Bool {
    guard lhs.used == rhs.used else { return false }
    for index in 0..<lhs.count where lhs.slots[index] != rhs.slots[index] { return false }
    return true
  }

  func hash(into hasher: inout Hasher) {
    for index in 0..<count { hasher.combine(slots[index]) }
  }
}
