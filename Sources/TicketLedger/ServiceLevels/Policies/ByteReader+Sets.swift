extension ByteWriter {
  /// Writes a set as its 4-byte count and its numbers in ascending order, each once.
  mutating func write<Number: FixedWidthInteger & BitwiseCopyable>(ascending numbers: [Number]) {
    let distinct = Set(numbers).sorted()
    write(UInt32(distinct.count))
    for number in distinct { write(number) }
  }
}

extension ByteReader {
  /// Reads what ``ByteWriter/write(ascending:)`` wrote; another order, or a repetition, is refused.
  mutating func readAscending<Number: FixedWidthInteger & BitwiseCopyable>()
    throws(DecodingFailure) -> [Number]
  {
    var numbers: [Number] = []
    for _ in 0..<(try readCount(ofEntriesTaking: MemoryLayout<Number>.size)) {
      let number: Number = try read()
      guard numbers.last.map({ $0 < number }) ?? true else {
        throw .invalidValue(offset: offset)
      }
      numbers.append(number)
    }
    return numbers
  }

  /// Reads a word of a closed list from its byte; a byte that the list does not have is refused.
  mutating func readWord<Word: Vocabulary>() throws(DecodingFailure) -> Word {
    guard let word = Word(rawValue: try read()) else { throw .invalidValue(offset: offset) }
    return word
  }
}
