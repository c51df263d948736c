import Testing

@testable import TicketLedger

@Suite("A classification")
struct ClassificationTests {
  /// A dictionary that follows the same rules: by dimension, at most sixteen.
  private struct Oracle {
    var terms: [UInt8: UInt32] = [:]

    mutating func insert(_ term: TermID) -> Bool {
      let dimension = term.dimension.rawValue
      guard terms[dimension] != nil || terms.count < 16 else { return false }
      terms[dimension] = term.rawValue
      return true
    }

    /// The clearing entries first, then the others in dimension order.
    mutating func merge(_ change: Oracle) {
      for (dimension, term) in change.terms where term & 0xFF_FFFF == 0 { terms[dimension] = nil }
      for (_, term) in change.terms.sorted(by: { $0.key < $1.key }) where term & 0xFF_FFFF != 0 {
        _ = insert(TermID(rawValue: term))
      }
    }

    var ordered: [UInt32] { terms.values.sorted() }
  }

  private static func term(mayClear: Bool, _ random: inout SeededNumbers) -> TermID {
    let dimension = TermDimension(rawValue: UInt8.random(in: 30...55, using: &random))
    let clears = mayClear && Int.random(in: 0..<3, using: &random) == 0
    return clears ? .none(in: dimension) : TermID(dimension, Int.random(in: 1...9, using: &random))
  }

  private static func expectEqual(_ classification: Classification, _ oracle: Oracle) {
    #expect((0..<classification.count).map { classification[$0].rawValue } == oracle.ordered)
    for dimension in UInt8.min...UInt8.max {
      let held = oracle.terms[dimension].map { TermID(rawValue: $0) }
      let expected = held?.isNone == true ? nil : held
      #expect(classification[TermDimension(rawValue: dimension)] == expected)
    }
  }

  @Test("behaves as a dictionary of at most sixteen dimensions", arguments: UInt64(1)...20)
  func againstDictionary(seed: UInt64) {
    var random = SeededNumbers(seed: seed)
    var classification = Classification()
    var oracle = Oracle()
    for _ in 0..<200 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<6:
        let term = Self.term(mayClear: false, &random)
        #expect(classification.insert(term) == oracle.insert(term))
      case 6..<9:
        let dimension = TermDimension(rawValue: UInt8.random(in: 30...55, using: &random))
        classification.remove(dimension)
        oracle.terms[dimension.rawValue] = nil
      default:
        var change = Classification()
        var expected = Oracle()
        for _ in 0..<Int.random(in: 0...20, using: &random) {
          let term = Self.term(mayClear: true, &random)
          #expect(change.insert(term) == expected.insert(term))
        }
        classification.merge(change)
        oracle.merge(expected)
      }
      Self.expectEqual(classification, oracle)
    }
  }

  @Test("is equal, and hashes alike, whatever the way it came about")
  func equality() {
    var random = SeededNumbers(seed: 7)
    for _ in 0..<100 {
      var terms: [TermID] = []
      for number in 0..<Int.random(in: 0...16, using: &random) {
        terms.append(TermID(TermDimension(rawValue: UInt8(40 + number)), number + 1))
      }
      var first = Classification()
      var second = Classification()
      for term in terms { _ = first.insert(term) }
      for term in terms.shuffled(using: &random) {
        if second.count < 16 {
          let passing = TermDimension(rawValue: 200)
          _ = second.insert(TermID(passing, 1))
          second.remove(passing)
        }
        _ = second.insert(term)
      }
      #expect(first == second)
      #expect(first.hashValue == second.hashValue)
    }
  }
}
