import TicketLedger

/// Reads times written in one format.
struct TimeParser {
  /// A time as it was written.
  private struct Fields {
    var year = 1970
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var milliseconds = 0
    /// Whether it is before noon; nil on a clock of 24 hours.
    var isMorning: Bool?
    var offsetInSeconds: Int?
    var zoneName: String?
  }

  private let format: TimeFormat
  private var zone: ZoneClock?
  private var namedZones: [String: ZoneClock] = [:]
  private var place = 0

  /// Creates a parser; the zone is for times without an offset of their own.
  init(_ format: TimeFormat, zone: ZoneClock?) {
    self.format = format
    self.zone = zone
  }

  /// The moment some bytes say; nil where they are not written in the format, or no such moment is.
  ///
  /// - Parameters:
  ///   - bytes: The time, as in the file.
  ///   - zoneName: The zone a column of its own gives, if any.
  /// - Returns: The moment, or nil.
  mutating func instant(_ bytes: [UInt8], zoneName: String? = nil) -> Instant? {
    switch format.notation {
    case .epochSeconds: return TimeParser.epoch(bytes, digits: 3)
    case .epochMilliseconds: return TimeParser.epoch(bytes, digits: 0)
    case .pattern(let parts):
      var fields = Fields()
      place = 0
      guard match(parts[...], bytes, &fields), place == bytes.count else { return nil }
      return instant(fields, zoneName: zoneName)
    }
  }

  private mutating func instant(_ fields: Fields, zoneName: String?) -> Instant? {
    guard let date = CivilDate(year: fields.year, month: fields.month, day: fields.day) else {
      return nil
    }
    var hour = fields.hour
    if let isMorning = fields.isMorning {
      guard 1...12 ~= hour else { return nil }
      hour = hour % 12 + (isMorning ? 0 : 12)
    }
    guard hour < 24, fields.minute < 60, fields.second < 60 else { return nil }
    let local =
      Int64(date.daysSince1970) * 86_400
      + Int64(hour * 3600 + fields.minute * 60 + fields.second)
    let seconds: Int64
    if let offset = fields.offsetInSeconds {
      seconds = local - Int64(offset)
    } else if let name = fields.zoneName ?? zoneName {
      if namedZones[name] == nil { namedZones[name] = ZoneClock(name) }
      guard let utc = namedZones[name]?.utc(local) else { return nil }
      seconds = utc
    } else {
      guard let utc = zone?.utc(local) else { return nil }
      seconds = utc
    }
    let milliseconds = seconds * 1000 + Int64(fields.milliseconds)
    guard Instant.range.contains(milliseconds) else { return nil }
    return Instant(millisecondsSince1970: milliseconds)
  }

  private mutating func match(
    _ parts: ArraySlice<TimeFormat.Part>,
    _ bytes: [UInt8],
    _ fields: inout Fields
  ) -> Bool {
    for part in parts {
      guard matches(part, bytes, &fields) else { return false }
    }
    return true
  }

  private mutating func matches(
    _ part: TimeFormat.Part,
    _ bytes: [UInt8],
    _ fields: inout Fields
  ) -> Bool {
    switch part {
    case .number(let number, let digits):
      guard let value = numeral(digits, bytes) else { return false }
      set(number, to: value, in: &fields)
      return true
    case .fraction: return fraction(bytes, &fields)
    case .monthName(let isShort): return monthName(isShort: isShort, bytes, &fields)
    case .weekdayName: return word(bytes).map(TimeParser.isWeekday) ?? false
    case .meridiem: return meridiem(bytes, &fields)
    case .offset: return offset(bytes, &fields)
    case .zoneName: return zoneName(bytes, &fields)
    case .literal(let byte): return take(byte, bytes)
    case .separator: return take(UInt8(ascii: "T"), bytes) || take(UInt8(ascii: " "), bytes)
    case .optional(let parts):
      let (start, before) = (place, fields)
      if !match(parts[...], bytes, &fields) { (place, fields) = (start, before) }
      return true
    }
  }

  private func set(_ number: TimeFormat.Number, to value: Int, in fields: inout Fields) {
    switch number {
    case .year: fields.year = value
    case .yearOfCentury: fields.year = value < 70 ? 2000 + value : 1900 + value
    case .month: fields.month = value
    case .day: fields.day = value
    case .hour, .hourOfHalfDay: fields.hour = value
    case .minute: fields.minute = value
    case .second: fields.second = value
    }
  }

  private mutating func numeral(_ digits: ClosedRange<Int>, _ bytes: [UInt8]) -> Int? {
    let start = place
    var value = 0
    while place < bytes.count, place - start < digits.upperBound, 48...57 ~= bytes[place] {
      value = value * 10 + Int(bytes[place] - 48)
      place += 1
    }
    return place - start >= digits.lowerBound ? value : nil
  }

  private mutating func fraction(_ bytes: [UInt8], _ fields: inout Fields) -> Bool {
    let start = place
    var value = 0
    while place < bytes.count, place - start < 9, 48...57 ~= bytes[place] {
      if place - start < 3 { value = value * 10 + Int(bytes[place] - 48) }
      place += 1
    }
    guard place > start else { return false }
    for _ in 0..<max(0, 3 - (place - start)) { value *= 10 }
    fields.milliseconds = value
    return true
  }

  private mutating func offset(_ bytes: [UInt8], _ fields: inout Fields) -> Bool {
    if take(UInt8(ascii: "Z"), bytes) || take(UInt8(ascii: "z"), bytes) {
      fields.offsetInSeconds = 0
      return true
    }
    let isNegative = place < bytes.count && bytes[place] == UInt8(ascii: "-")
    guard take(UInt8(ascii: "-"), bytes) || take(UInt8(ascii: "+"), bytes),
      let hours = numeral(2...2, bytes), hours < 24
    else { return false }
    _ = take(UInt8(ascii: ":"), bytes)
    let minutes = numeral(2...2, bytes) ?? 0
    guard minutes < 60 else { return false }
    fields.offsetInSeconds = (isNegative ? -1 : 1) * (hours * 3600 + minutes * 60)
    return true
  }

  private mutating func take(_ byte: UInt8, _ bytes: [UInt8]) -> Bool {
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }
}

extension TimeParser {
  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]
  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  private static func isWeekday(_ word: String) -> Bool {
    weekdays.contains { $0 == word || $0.prefix(3) == word }
  }

  private mutating func monthName(
    isShort: Bool,
    _ bytes: [UInt8],
    _ fields: inout Fields
  ) -> Bool {
    guard let word = word(bytes),
      let index = TimeParser.months.firstIndex(where: {
        isShort ? $0.prefix(3) == word || ($0 == "september" && word == "sept") : $0 == word
      })
    else { return false }
    fields.month = index + 1
    return true
  }

  private mutating func meridiem(_ bytes: [UInt8], _ fields: inout Fields) -> Bool {
    var letters: [UInt8] = []
    while place < bytes.count, letters.count < 2 {
      let byte = bytes[place] | 0x20
      if 97...122 ~= byte { letters.append(byte) } else if bytes[place] != 46 { break }
      place += 1
    }
    if place < bytes.count, letters.count == 2, bytes[place] == UInt8(ascii: ".") { place += 1 }
    guard letters == Array("am".utf8) || letters == Array("pm".utf8) else { return false }
    fields.isMorning = letters[0] == UInt8(ascii: "a")
    return true
  }

  private mutating func zoneName(_ bytes: [UInt8], _ fields: inout Fields) -> Bool {
    let start = place
    while place < bytes.count, bytes[place] != UInt8(ascii: " ") { place += 1 }
    guard place > start else { return false }
    fields.zoneName = String(decoding: bytes[start..<place], as: UTF8.self)
    return true
  }

  /// The letters from here on, in lower case; nil where there is none.
  private mutating func word(_ bytes: [UInt8]) -> String? {
    let start = place
    while place < bytes.count, 97...122 ~= bytes[place] | 0x20 { place += 1 }
    guard place > start else { return nil }
    return String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
  }

  /// The moment so many seconds since 1970, the decimal point moved by some digits.
  private static func epoch(_ bytes: [UInt8], digits: Int) -> Instant? {
    var place = 0
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative { place = 1 }
    let start = place
    var value: Int64 = 0
    // No instant has more milliseconds than `Instant.range`, and ten times those fit.
    func append(_ digit: UInt8) -> Bool {
      guard value <= Instant.range.upperBound else { return false }
      value = value * 10 + Int64(digit - 48)
      return true
    }
    while place < bytes.count, 48...57 ~= bytes[place] {
      guard append(bytes[place]) else { return nil }
      place += 1
    }
    guard place > start else { return nil }
    var missing = digits
    if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
      place += 1
      while place < bytes.count, 48...57 ~= bytes[place] {
        if missing > 0 {
          guard append(bytes[place]) else { return nil }
          missing -= 1
        }
        place += 1
      }
    }
    for _ in 0..<missing { guard append(48) else { return nil } }
    let milliseconds = isNegative ? -value : value
    guard place == bytes.count, Instant.range.contains(milliseconds) else { return nil }
    return Instant(millisecondsSince1970: milliseconds)
  }
}
