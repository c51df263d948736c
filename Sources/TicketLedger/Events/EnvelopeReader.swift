/// Reads an envelope's fields in order, straight from the memory the store lends.
///
/// The replay path: every check is a comparison, nothing is copied or allocated.
struct EnvelopeReader: ~Copyable, ~Escapable {
  private let bytes: RawSpan
  private(set) var offset = 0
  private var flags: UInt8 = 0
  private var commitmentsSize = 0

  @_lifetime(copy bytes)
  init(_ bytes: RawSpan) {
    self.bytes = bytes
  }

  @inline(__always)
  mutating func read<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type = Number.self
  ) throws(DecodingFailure) -> Number {
    let width = MemoryLayout<Number>.size
    guard bytes.byteCount - offset >= width else { throw .truncated(offset: offset) }
    let number = unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: offset,
      as: Number.self
    )
    offset += width
    return Number(littleEndian: number)
  }

  @inline(__always)
  mutating func readFlags() throws(DecodingFailure) {
    flags = try read()
    guard flags <= Envelope.hasLabel | Envelope.hasDigest else {
      throw .invalidValue(offset: offset)
    }
  }

  @inline(__always)
  mutating func readInstant() throws(DecodingFailure) -> Instant {
    let milliseconds: Int64 = try read()
    guard Instant.range.contains(milliseconds) else { throw .invalidValue(offset: offset) }
    return Instant(millisecondsSince1970: milliseconds)
  }

  /// An instant, or nil for the smallest 64-bit number.
  @inline(__always)
  mutating func readOptionalInstant() throws(DecodingFailure) -> Instant? {
    let milliseconds: Int64 = try read()
    guard milliseconds != .min else { return nil }
    guard Instant.range.contains(milliseconds) else { throw .invalidValue(offset: offset) }
    return Instant(millisecondsSince1970: milliseconds)
  }

  mutating func readBool() throws(DecodingFailure) -> Bool {
    let byte: UInt8 = try read()
    guard byte <= 1 else { throw .invalidValue(offset: offset) }
    return byte == 1
  }

  @inline(__always)
  mutating func readWord<Word: Vocabulary>(
    _ type: Word.Type = Word.self
  ) throws(DecodingFailure) -> Word {
    guard let word = Word(rawValue: try read()) else { throw .invalidValue(offset: offset) }
    return word
  }

  /// A word of a closed list, or nil for 255.
  @inline(__always)
  mutating func readOptionalWord<Word: Vocabulary>(
    _ type: Word.Type = Word.self
  ) throws(DecodingFailure) -> Word? {
    let number: UInt8 = try read()
    guard number != 255 else { return nil }
    guard let word = Word(rawValue: number) else { throw .invalidValue(offset: offset) }
    return word
  }

  mutating func readTerm() throws(DecodingFailure) -> TermID {
    let term = TermID(rawValue: try read())
    guard !term.isNone else { throw .invalidValue(offset: offset) }
    return term
  }

  /// A term of a dimension, or nil for 0.
  @inline(__always)
  mutating func readTerm(in dimension: TermDimension) throws(DecodingFailure) -> TermID? {
    let term = TermID(rawValue: try read())
    guard term.rawValue != 0 else { return nil }
    guard term.dimension == dimension, !term.isNone else { throw .invalidValue(offset: offset) }
    return term
  }

  /// A person, or nil for 0.
  @inline(__always)
  mutating func readPerson() throws(DecodingFailure) -> PersonID? {
    let number: UInt32 = try read()
    return number == 0 ? nil : PersonID(number)
  }

  /// A rank from 1 to 9, or nil for 0.
  @inline(__always)
  mutating func readRank() throws(DecodingFailure) -> UInt8? {
    let number: UInt8 = try read()
    guard number <= Prioritisation.range.upperBound else { throw .invalidValue(offset: offset) }
    return number == 0 ? nil : number
  }

  /// A byte that its field allows a range of.
  @inline(__always)
  mutating func read(within range: ClosedRange<UInt8>) throws(DecodingFailure) -> UInt8 {
    let number: UInt8 = try read()
    guard range.contains(number) else { throw .invalidValue(offset: offset) }
    return number
  }

  /// A ticket, never 0.
  mutating func readTicket() throws(DecodingFailure) -> TicketID {
    let number: UInt64 = try read()
    guard number != 0 else { throw .invalidValue(offset: offset) }
    return TicketID(number)
  }

  /// Terms in ascending dimensions that classify tickets; "no term" only where a change may clear.
  mutating func readClassification(
    clearing mayClear: Bool
  ) throws(DecodingFailure) -> Classification {
    let count: UInt8 = try read()
    guard count <= Classification.maximumCount else { throw .invalidValue(offset: offset) }
    guard count > 0 else { return Classification() }
    var terms = DimensionTerms()
    var last = -1
    for _ in 0..<count {
      let term = TermID(rawValue: try read())
      guard Int(term.dimension.rawValue) > last, term.dimension.classifiesTickets,
        mayClear || !term.isNone, terms.insert(term)
      else { throw .invalidValue(offset: offset) }
      last = Int(term.dimension.rawValue)
    }
    return Classification(terms)
  }

  /// Passes over commitments to keys, which stand between fields and label.
  mutating func skipCommitments(_ size: Int) throws(DecodingFailure) {
    try skip(size)
    commitmentsSize = size
  }

  /// The commitments passed over; to be asked before the label is read.
  func commitments() -> [UInt8] {
    copied(offset - commitmentsSize..<offset)
  }

  /// Checks that label and digest, where flagged, end exactly with the bytes.
  @inline(__always)
  mutating func skipTail() throws(DecodingFailure) {
    if flags & Envelope.hasLabel != 0 {
      try skip(try labelSize())
    }
    if flags & Envelope.hasDigest != 0 { try skip(32) }
    guard offset == bytes.byteCount else { throw .trailingBytes(offset: offset) }
  }

  /// Checks that the label that begins at an offset, which was passed over already, is UTF-8.
  ///
  /// - Returns: Where its bytes lie; nil where there is none.
  func textRange(ofLabelAt start: Int) throws(DecodingFailure) -> Range<Int>? {
    guard flags & Envelope.hasLabel != 0 else { return nil }
    var reader = EnvelopeReader(bytes)
    reader.offset = start
    let size = try reader.labelSize()
    let first = reader.offset
    let label = bytes.extracting(first..<first + size)
    let isText = unsafe label.withUnsafeBytes { raw in
      unsafe (try? UTF8Span(validating: Span(_unsafeElements: raw.bindMemory(to: UInt8.self))))
        != nil
    }
    guard isText else { throw .invalidText(offset: first + size) }
    return first..<first + size
  }

  mutating func label() throws(DecodingFailure) -> String? {
    guard flags & Envelope.hasLabel != 0 else { return nil }
    let count = try labelSize()
    let start = offset
    try skip(count)
    guard let label = String(validating: copied(start..<offset), as: UTF8.self) else {
      throw .invalidText(offset: offset)
    }
    return label
  }

  mutating func digest() throws(DecodingFailure) -> [UInt8]? {
    _ = try label()
    guard flags & Envelope.hasDigest != 0 else { return nil }
    let start = offset
    try skip(32)
    return copied(start..<offset)
  }

  /// The bytes of a range that was read already.
  private func copied(_ range: Range<Int>) -> [UInt8] {
    range.map { unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
  }

  @inline(__always)
  private mutating func labelSize() throws(DecodingFailure) -> Int {
    let count: UInt16 = try read()
    guard count <= Envelope.maximumLabelSize else { throw .invalidValue(offset: offset) }
    return Int(count)
  }

  @inline(__always)
  private mutating func skip(_ count: Int) throws(DecodingFailure) {
    guard bytes.byteCount - offset >= count else { throw .truncated(offset: offset) }
    offset += count
  }
}
