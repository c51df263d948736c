extension ServiceTarget {
  /// The fewest bytes a target takes.
  static let minimumSize = 15

  /// Writes the one encoding that equal targets share.
  ///
  /// ```
  /// clock             1 byte
  /// limit             1 byte: 0 none, 1 duration, 2 working days; then
  ///   duration          8 bytes, milliseconds
  ///   working days      4 bytes, and 1 byte for the end of the day
  /// calendar          1 byte: 0 none, 1; then its name
  /// pausedBy          set: 4-byte count, then 1 byte each
  /// whilePaused       1 byte
  /// onChange          1 byte
  /// onReopening       1 byte
  /// countsAutomation  1 byte
  /// thresholds        4-byte count, then each 1 byte and 8 bytes:
  ///                     1 and percent, 2 and milliseconds, 3 and working days
  /// ```
  func encode(into writer: inout ByteWriter) {
    writer.write(clock.rawValue)
    switch limit {
    case nil: writer.write(0 as UInt8)
    case .duration(let milliseconds)?:
      writer.write(1 as UInt8)
      writer.write(milliseconds)
    case .workingDays(let days, let endOfDay)?:
      writer.write(2 as UInt8)
      writer.write(UInt32(clamping: days))
      writer.write(endOfDay)
    }
    writer.write(calendar != nil)
    if let calendar { writer.write(calendar) }
    writer.write(ascending: pausedBy.map(\.rawValue))
    writer.write(whilePaused.rawValue)
    writer.write(onChange.rawValue)
    writer.write(onReopening.rawValue)
    writer.write(countsAutomation)
    writer.write(UInt32(thresholds.count))
    for threshold in thresholds { threshold.encode(into: &writer) }
  }

  /// Reads a target; throws where the bytes are not one.
  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let clock: ServiceClock = try reader.readWord()
    self.init(clock, limit: try TargetLimit.read(from: &reader))
    if try reader.readBool() { calendar = try reader.readText() }
    for number: UInt8 in try reader.readAscending() {
      guard let reason = WaitingReason(rawValue: number) else {
        throw .invalidValue(offset: reader.offset)
      }
      pausedBy.insert(reason)
    }
    whilePaused = try reader.readWord()
    onChange = try reader.readWord()
    onReopening = try reader.readWord()
    countsAutomation = try reader.readBool()
    thresholds = []
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 9)) {
      thresholds.append(try TargetThreshold(decoding: &reader))
    }
  }
}

extension TargetLimit {
  fileprivate static func read(
    from reader: inout ByteReader
  ) throws(DecodingFailure) -> TargetLimit? {
    switch try reader.read(UInt8.self) {
    case 0: return nil
    case 1: return .duration(milliseconds: try reader.read())
    case 2:
      let days: UInt32 = try reader.read()
      return .workingDays(Int(days), endOfDay: try reader.readBool())
    default: throw .invalidValue(offset: reader.offset)
    }
  }
}

extension TargetThreshold {
  fileprivate func encode(into writer: inout ByteWriter) {
    let (form, number): (UInt8, Int64) =
      switch self {
      case .percent(let share): (1, Int64(share))
      case .offset(let milliseconds): (2, milliseconds)
      case .workingDays(let days): (3, Int64(days))
      }
    writer.write(form)
    writer.write(number)
  }

  fileprivate init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let form: UInt8 = try reader.read()
    let number: Int64 = try reader.read()
    switch form {
    case 1: self = .percent(Int(number))
    case 2: self = .offset(milliseconds: number)
    case 3: self = .workingDays(Int(number))
    default: throw .invalidValue(offset: reader.offset)
    }
  }
}
