/// The bytes of a zone's rules, little-endian:
///
/// ```
/// name                text: 4-byte count, UTF-8
/// first offset        4, seconds
/// transitions         4-byte count, then for each: second since 1970 (8) · offset (4)
/// final rule          0, or 1 · standard offset (4) · daylight offset (4) · start · end
///   start, end        form (1: Mm.w.d 0, Jn 1, n 2) · month, week, weekday (1 each)
///                     or number (2) · seconds after midnight (4)
/// ```
extension ZoneRules {
  /// Writes the one encoding that equal rules share.
  public func encode(into writer: inout ByteWriter) {
    writer.write(name)
    writer.write(Int32(firstOffsetInSeconds))
    writer.write(UInt32(transitions.count))
    for transition in transitions {
      writer.write(transition.secondsSince1970)
      writer.write(Int32(transition.offsetInSeconds))
    }
    writer.write(finalRule != nil)
    finalRule?.encode(into: &writer)
  }

  /// Reads what was written.
  ///
  /// - Throws: ``DecodingFailure`` where the bytes are not the one encoding of a zone.
  public init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let name = try reader.readText()
    guard ZoneRules.isValid(name: name) else { throw .invalidValue(offset: reader.offset) }
    let first: Int32 = try reader.read()
    let count = try reader.readCount(ofEntriesTaking: 12)
    guard count <= ZoneParts.maximumTransitionCount else {
      throw .invalidValue(offset: reader.offset)
    }
    var transitions: [ZoneTransition] = []
    transitions.reserveCapacity(count)
    for _ in 0..<count {
      let second: Int64 = try reader.read()
      let offset: Int32 = try reader.read()
      transitions.append(ZoneTransition(secondsSince1970: second, offsetInSeconds: Int(offset)))
    }
    var parts = ZoneParts(firstOffsetInSeconds: Int(first), transitions: transitions)
    parts.finalRule = try reader.readBool() ? ZoneRule(decoding: &reader) : nil
    guard parts.problem == nil, parts.reduced.transitions.count == count else {
      throw .invalidValue(offset: reader.offset)
    }
    self.init(name: name, parts: parts)
  }
}

extension ZoneRule {
  fileprivate func encode(into writer: inout ByteWriter) {
    writer.write(Int32(standardOffsetInSeconds))
    writer.write(Int32(daylightOffsetInSeconds))
    start.encode(into: &writer)
    end.encode(into: &writer)
  }

  fileprivate init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let standard: Int32 = try reader.read()
    let daylight: Int32 = try reader.read()
    standardOffsetInSeconds = Int(standard)
    daylightOffsetInSeconds = Int(daylight)
    guard ZoneRule.offsets.contains(standardOffsetInSeconds),
      ZoneRule.offsets.contains(daylightOffsetInSeconds)
    else { throw .invalidValue(offset: reader.offset) }
    start = try Change(decoding: &reader)
    end = try Change(decoding: &reader)
  }
}

extension ZoneRule.Change {
  fileprivate func encode(into writer: inout ByteWriter) {
    switch day {
    case .weekday(let weekday, let week, let month):
      for number in [0, month, week, weekday] { writer.write(UInt8(number)) }
    case .number(let number):
      writer.write(UInt8(1))
      writer.write(UInt16(number))
    case .daysSinceNewYear(let days):
      writer.write(UInt8(2))
      writer.write(UInt16(days))
    }
    writer.write(Int32(secondsAfterMidnight))
  }

  fileprivate init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let form: UInt8 = try reader.read()
    switch form {
    case 0:
      let month: UInt8 = try reader.read()
      let week: UInt8 = try reader.read()
      let weekday: UInt8 = try reader.read()
      day = .weekday(Int(weekday), week: Int(week), month: Int(month))
    case 1:
      let number: UInt16 = try reader.read()
      day = .number(Int(number))
    case 2:
      let days: UInt16 = try reader.read()
      day = .daysSinceNewYear(Int(days))
    default: throw .invalidValue(offset: reader.offset)
    }
    let seconds: Int32 = try reader.read()
    secondsAfterMidnight = Int(seconds)
    guard isValid else { throw .invalidValue(offset: reader.offset) }
  }
}
