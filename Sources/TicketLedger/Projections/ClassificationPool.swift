/// What tickets are about, each distinct classification once, under a number of its own.
///
/// A projection keeps the four bytes of the number in its row of a ticket instead of the classification's
/// sixty-eight. Numbers are dense and given in order of first appearance, so that equal histories give
/// equal numbers; number 0 is always the classification by nothing. A value is hashed only when it is
/// asked for its number: when a ticket is opened or classified anew.
struct ClassificationPool: Sendable {
  /// The number of the classification by nothing.
  static let nothing: UInt32 = 0

  private static let vacant = UInt32.max

  /// The terms of all values, one value after the other, each in dimension order.
  private var terms: ContiguousArray<UInt32> = []
  /// Where the terms of each value end; those of the next begin there.
  private var ends: ContiguousArray<Int> = [0]
  /// The hash of each value, so that none is hashed again when the table grows.
  private var hashes: ContiguousArray<UInt32> = [0]
  /// Numbers by hash, open addressing with steps of one; a power of two, at most half full.
  private var slots = ContiguousArray(repeating: ClassificationPool.vacant, count: 64)

  init() {}

  /// The number of distinct values; every number is less.
  var count: Int { ends.count }

  /// The value of a number.
  ///
  /// - Precondition: `number` is less than ``count``.
  subscript(number: UInt32) -> Classification {
    var classification = Classification()
    for place in places(of: number) { _ = classification.insert(TermID(rawValue: terms[place])) }
    return classification
  }

  /// The term that a value holds in a dimension; nil where it holds none.
  ///
  /// - Precondition: `number` is less than ``count``.
  /// - Complexity: O(1): a value holds at most sixteen terms.
  func term(in dimension: TermDimension, of number: UInt32) -> TermID? {
    for place in places(of: number) where terms[place] >> 24 == dimension.rawValue {
      return TermID(rawValue: terms[place])
    }
    return nil
  }

  /// The number of a value; one that was never seen gets the next.
  ///
  /// - Parameter classification: What a ticket is about, so without "no term" entries.
  /// - Returns: Its number, the same ever after.
  /// - Complexity: O(1), amortised.
  mutating func number(of classification: Classification) -> UInt32 {
    guard !classification.isEmpty else { return ClassificationPool.nothing }
    let hash = ClassificationPool.hash(of: classification)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != ClassificationPool.vacant {
      let number = slots[slot]
      if hashes[Int(number)] == hash, holds(classification, under: number) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    let number = UInt32(truncatingIfNeeded: count)
    slots[slot] = number
    for index in 0..<classification.count { terms.append(classification[index].rawValue) }
    ends.append(terms.count)
    hashes.append(hash)
    if count > slots.count / 2 { grow() }
    return number
  }

  /// The values that rows name, numbered as if they had appeared in the order of these rows.
  ///
  /// Equal sets of tickets then have equal encodings, however their events lay in the log.
  ///
  /// - Parameter numbers: The number that each row names, in an order that equal sets of rows share; each
  ///   less than ``count``.
  /// - Returns: The pool of those values, and the number that each of ``count`` numbers has there.
  /// - Complexity: O(n) in the rows.
  func ordered(
    by numbers: some Sequence<UInt32>
  ) -> (pool: ClassificationPool, numbers: ContiguousArray<UInt32>) {
    var pool = ClassificationPool()
    var known = ContiguousArray(repeating: ClassificationPool.vacant, count: count)
    for number in numbers where known[Int(number)] == ClassificationPool.vacant {
      known[Int(number)] = pool.number(of: self[number])
    }
    return (pool, known)
  }

  private func places(of number: UInt32) -> Range<Int> {
    number == ClassificationPool.nothing ? 0..<0 : ends[Int(number) - 1]..<ends[Int(number)]
  }

  private func holds(_ classification: Classification, under number: UInt32) -> Bool {
    let places = places(of: number)
    guard places.count == classification.count else { return false }
    for index in 0..<classification.count
    where terms[places.lowerBound + index] != classification[index].rawValue {
      return false
    }
    return true
  }

  private mutating func grow() {
    slots = ContiguousArray(repeating: ClassificationPool.vacant, count: slots.count * 2)
    for number in 1..<count {
      var slot = Int(hashes[number]) & (slots.count - 1)
      while slots[slot] != ClassificationPool.vacant { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(truncatingIfNeeded: number)
    }
  }

  // Seeded by the process, so that nobody who chooses terms can make them collide.
  private static func hash(of classification: Classification) -> UInt32 {
    var hasher = Hasher()
    for index in 0..<classification.count { hasher.combine(classification[index].rawValue) }
    return UInt32(truncatingIfNeeded: hasher.finalize())
  }
}

extension ClassificationPool {
  /// Writes the values in order of their numbers, without that of nothing.
  func encode(into writer: inout ByteWriter) {
    writer.write(UInt32(truncatingIfNeeded: count - 1))
    for number in 1..<max(count, 1) {
      let places = places(of: UInt32(truncatingIfNeeded: number))
      writer.write(UInt8(truncatingIfNeeded: places.count))
      for place in places { writer.write(terms[place]) }
    }
  }

  /// Reads what ``encode(into:)`` wrote; a value that stands there twice is refused.
  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 5)) {
      let expected = count
      let classification = try reader.readClassification()
      guard number(of: classification) == expected else {
        throw .invalidValue(offset: reader.offset)
      }
    }
  }
}

extension ByteReader {
  /// What a ticket is about: the count of terms, then the terms in dimension order.
  fileprivate mutating func readClassification() throws(DecodingFailure) -> Classification {
    var classification = Classification()
    var last: UInt8 = 0
    for _ in 0..<(try read(UInt8.self)) {
      let term = TermID(rawValue: try read())
      let dimension = term.dimension
      guard dimension.rawValue > last, dimension.classifiesTickets, !term.isNone,
        classification.insert(term)
      else { throw .invalidValue(offset: offset) }
      last = dimension.rawValue
    }
    return classification
  }
}
