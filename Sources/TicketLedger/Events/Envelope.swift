/// The bytes of one event in the log, as `Documentation` of the event format describes them.
///
/// ```
/// offset  0  u16  kind              24  i64  occurredAt, ms since 1970
///         2  u8   layout            32  i64  recordedAt, ms since 1970
///         3  u8   flags             40  u64  previous position of the ticket, all ones: none
///         4  u8   actor's sort      48  u64  cause, all ones: none
///         5  3 zero bytes           56  the kind's fields
///         8  u32  actor's number        u16 count and UTF-8 of the label, where flag 1 is set
///        12  u32  revision              32 bytes SHA-256 of the content, where flag 2 is set
///        16  u64  ticket, 0: none
/// ```
/// Layout 2, of kinds 1 and 5 in a sealed ledger, has after the fields the commitments to the keys made
/// with the event, 32 bytes each: two at kind 1, one at kind 5.
/// The position is the record's key and is not repeated.
package enum Envelope {
  /// The bytes before a kind's own fields.
  package static let headerSize = 56
  /// The layout of every kind, but where keys are committed to.
  package static let layout: UInt8 = 1
  /// The layout of events that commit to keys.
  package static let committingLayout: UInt8 = 2
  /// The bytes of a commitment to a key.
  package static let commitmentSize = 32
  /// The most bytes a label may have.
  package static let maximumLabelSize = 1024

  static let hasLabel: UInt8 = 1
  static let hasDigest: UInt8 = 2
  static let none = UInt64.max

  /// Writes an event.
  ///
  /// - Parameters:
  ///   - recorded: The event; its position is not written.
  ///   - label: The short impersonal text that belongs to it, at most ``maximumLabelSize`` bytes.
  ///   - digest: The SHA-256 of the event's content, 32 bytes, where it has one.
  ///   - commitments: What tells the keys made with it, one after another; none in a plain ledger.
  ///   - writer: Where the envelope is written.
  package static func encode(
    _ recorded: RecordedEvent,
    label: String?,
    digest: [UInt8]?,
    commitments: [UInt8] = [],
    into writer: inout ByteWriter
  ) {
    precondition((label?.utf8.count ?? 0) <= maximumLabelSize && (digest?.count ?? 32) == 32)
    precondition(
      commitments.isEmpty || commitments.count == commitmentsSize(of: recorded.event.kind)
    )
    let kind = recorded.event.kind.rawValue
    let layout = commitments.isEmpty ? layout : committingLayout
    let flags = (label == nil ? 0 : hasLabel) | (digest == nil ? 0 : hasDigest)
    let (sort, number) = code(of: recorded.actor)
    // The header is seven words, written at once: every event is encoded while others wait.
    let header: InlineArray<7, UInt64> = [
      UInt64([UInt8(truncatingIfNeeded: kind), UInt8(kind >> 8), layout, flags, sort, 0, 0, 0]),
      UInt64(number, recorded.revision),
      recorded.ticket?.rawValue ?? 0,
      UInt64(bitPattern: recorded.occurredAt.millisecondsSince1970),
      UInt64(bitPattern: recorded.recordedAt.millisecondsSince1970),
      recorded.previous?.rawValue ?? none,
      recorded.cause?.rawValue ?? none,
    ]
    writer.write(header)
    switch recorded.event {
    case .ticket(let event): event.encode(into: &writer)
    case .ledger(let event): event.encode(into: &writer)
    }
    if !commitments.isEmpty { writer.write(commitments) }
    if let label {
      writer.write(UInt16(label.utf8.count))
      writer.write(label.utf8)
    }
    if let digest { writer.write(digest) }
  }

  /// Reads an event; whatever is not exactly the documented form throws.
  ///
  /// A label is passed over; whether it is UTF-8 is checked by ``label(of:)``.
  @inline(__always)
  package static func decode(
    _ bytes: RawSpan,
    at position: Position
  ) throws(DecodingFailure) -> RecordedEvent {
    var reader = EnvelopeReader(bytes)
    let recorded = try decodeFields(from: &reader, at: position)
    try reader.skipTail()
    return recorded
  }

  /// Reads an event, and where the label lies that it may have; a label that has to be text is checked to
  /// be UTF-8.
  ///
  /// What ``decode(_:at:)`` throws comes first.
  @inline(__always)
  static func decode(
    _ bytes: RawSpan,
    at position: Position,
    withTextWhere isText: (Event) -> Bool
  ) throws(DecodingFailure) -> (recorded: RecordedEvent, label: Range<Int>?) {
    var reader = EnvelopeReader(bytes)
    let recorded = try decodeFields(from: &reader, at: position)
    let start = reader.offset
    try reader.skipTail()
    return (recorded, isText(recorded.event) ? try reader.textRange(ofLabelAt: start) : nil)
  }

  /// When a ticket event was recorded that happened after an instant; nothing else of it is looked at.
  ///
  /// - Returns: Nil for every other event, and for bytes of a kind or layout that is not known: those are
  ///   to be decoded, and refused.
  static func timeOfLaterEvent(_ bytes: RawSpan, than instant: Instant) -> Instant? {
    guard bytes.byteCount >= headerSize else { return nil }
    let number = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: 0, as: UInt16.self)
    let layout = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: 2, as: UInt8.self)
    guard layout == Envelope.layout, let kind = EventKind(rawValue: UInt16(littleEndian: number)),
      kind.rawValue >= EventKind.opened.rawValue
    else { return nil }
    let times = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: 24, as: Int64.self)
    let recorded = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: 32, as: Int64.self)
    let (occurredAt, recordedAt) = (Int64(littleEndian: times), Int64(littleEndian: recorded))
    guard occurredAt > instant.millisecondsSince1970, Instant.range.contains(recordedAt) else {
      return nil
    }
    return Instant(millisecondsSince1970: recordedAt)
  }

  /// Reads the label of an event; nil where it has none.
  package static func label(of bytes: RawSpan) throws(DecodingFailure) -> String? {
    var reader = EnvelopeReader(bytes)
    _ = try decodeFields(from: &reader, at: Position(0))
    return try reader.label()
  }

  /// Reads the digest of an event's content; nil where it has no content.
  package static func digest(of bytes: RawSpan) throws(DecodingFailure) -> [UInt8]? {
    var reader = EnvelopeReader(bytes)
    _ = try decodeFields(from: &reader, at: Position(0))
    return try reader.digest()
  }

  /// Reads the commitments to the keys made with an event; none where it made none.
  package static func commitments(of bytes: RawSpan) throws(DecodingFailure) -> [UInt8] {
    var reader = EnvelopeReader(bytes)
    _ = try decodeFields(from: &reader, at: Position(0))
    return reader.commitments()
  }

  /// The bytes of the commitments that an event of a kind has in a sealed ledger.
  package static func commitmentsSize(of kind: EventKind) -> Int {
    switch kind {
    case .ledgerCreated: 2 * commitmentSize
    case .personRegistered: commitmentSize
    default: 0
    }
  }

  @inline(__always)
  private static func decodeFields(
    from reader: inout EnvelopeReader,
    at position: Position
  ) throws(DecodingFailure) -> RecordedEvent {
    let number: UInt16 = try reader.read()
    let layout: UInt8 = try reader.read()
    // A newer kind or layout may use flags of its own, so these come first.
    guard let kind = EventKind(rawValue: number) else { throw .unknownKind(number) }
    guard layout != 0 else { throw .invalidValue(offset: reader.offset) }
    let commitmentsSize = layout == committingLayout ? commitmentsSize(of: kind) : 0
    guard layout == Envelope.layout || commitmentsSize > 0 else {
      throw .unknownLayout(kind: number, layout: layout)
    }
    try reader.readFlags()
    let actor = try actor(from: &reader)
    let revision: UInt32 = try reader.read()
    let ticket: UInt64 = try reader.read()
    let occurredAt = try reader.readInstant()
    let recordedAt = try reader.readInstant()
    let previous: UInt64 = try reader.read()
    let cause: UInt64 = try reader.read()
    let event: Event =
      if kind.rawValue < EventKind.opened.rawValue {
        .ledger(try LedgerEvent(decoding: kind, from: &reader))
      } else {
        .ticket(try TicketEvent(decoding: kind, from: &reader))
      }
    if commitmentsSize > 0 { try reader.skipCommitments(commitmentsSize) }
    guard (ticket != 0) == (kind.rawValue >= EventKind.opened.rawValue),
      (revision != 0) == (ticket != 0)
    else { throw .invalidValue(offset: 24) }
    return RecordedEvent(
      position: position,
      recordedAt: recordedAt,
      occurredAt: occurredAt,
      actor: actor,
      event: event,
      ticket: ticket == 0 ? nil : TicketID(ticket),
      revision: revision,
      previous: previous == none ? nil : Position(previous),
      cause: cause == none ? nil : Position(cause)
    )
  }

  /// The sort and number by which envelopes and checkpoints name an actor.
  static func code(of actor: ActorID) -> (sort: UInt8, number: UInt32) {
    switch actor {
    case .ledger: (0, 0)
    case .person(let person): (1, person.rawValue)
    case .automation(let term): (2, term.rawValue)
    case .monitoring(let term): (3, term.rawValue)
    case .importer(let term): (4, term.rawValue)
    }
  }

  @inline(__always)
  private static func actor(from reader: inout EnvelopeReader) throws(DecodingFailure) -> ActorID {
    let sort: UInt32 = try reader.read()
    let number: UInt32 = try reader.read()
    switch sort {
    case 0 where number == 0: return .ledger
    case 1 where number != 0: return .person(PersonID(number))
    case 2...4: break
    default: throw .invalidValue(offset: 12)
    }
    let term = TermID(rawValue: number)
    guard !term.isNone, term.dimension == (sort == 2 ? .automation : .source) else {
      throw .invalidValue(offset: 12)
    }
    return sort == 2 ? .automation(term) : sort == 3 ? .monitoring(term) : .importer(term)
  }
}
