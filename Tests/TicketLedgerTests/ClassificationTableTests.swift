import Testing

@testable import TicketLedger

@Suite("Classifications by many dimensions")
struct ClassificationTableTests {
  /// From none to sixteen terms; few enough lists that tasks meet the same ones.
  private static func terms(_ random: inout SeededNumbers) -> DimensionTerms {
    var terms = DimensionTerms()
    for _ in 0..<Int.random(in: 0...16, using: &random) {
      let dimension = TermDimension(rawValue: UInt8.random(in: 32...49, using: &random))
      _ = terms.insert(TermID(dimension, Int.random(in: 1...3, using: &random)))
    }
    return terms
  }

  @Test("keep one number, and their terms, whoever asks at once")
  func concurrency() async {
    let lists = (UInt64(1)...4).map { seed in
      var random = SeededNumbers(seed: seed)
      return (0..<1_500).map { _ in Self.terms(&random) }
    }
    // Every list is asked for by two tasks.
    let found = await withTaskGroup(of: (Int, [UInt32]).self) { group in
      for task in 0..<8 {
        group.addTask {
          (task % 4, lists[task % 4].map { ClassificationTable.shared.number(of: $0) })
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    var numbers: [DimensionTerms: UInt32] = [:]
    var terms: [UInt32: DimensionTerms] = [:]
    for (list, given) in found {
      for (value, number) in zip(lists[list], given) {
        let (other, others) = (numbers[value] ?? number, terms[number] ?? value)
        #expect(other == number)
        #expect(others == value)
        (numbers[value], terms[number]) = (number, value)
        #expect(ClassificationTable.shared.terms(of: number) == value)
      }
    }
    #expect(numbers.count > 3_000)
  }

  @Test("are equal, and take 32 bytes, as those by few are and do")
  func equality() {
    var random = SeededNumbers(seed: 9)
    #expect(MemoryLayout<Classification>.size == 32)
    for _ in 0..<2_000 {
      let terms = Self.terms(&random)
      var oneByOne = Classification()
      for place in (0..<terms.count).reversed() {
        let isHeld = oneByOne.insert(terms[place])
        #expect(isHeld)
      }
      let atOnce = Classification(terms)
      #expect(oneByOne == atOnce)
      #expect(oneByOne.hashValue == atOnce.hashValue)
      #expect(atOnce.terms == terms)
      #expect(atOnce.isEmpty == terms.isEmpty)
      guard terms.count > 0 else { continue }
      oneByOne.remove(terms[0].dimension)
      #expect(oneByOne != atOnce)
    }
  }
}
