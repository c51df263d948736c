/// A POSIX `TZ` value, read: an offset, and a rule where there is daylight saving.
///
/// The grammar is that of POSIX.1-2017, chapter 8.3, with the times of RFC 9636, section 3.3.1:
/// hours from -167 to 167. Names of offsets are checked and dropped; they do not matter to open
/// time.
struct POSIXZone: Hashable, Sendable {
  /// What clocks show outside daylight saving, in seconds ahead of UTC.
  let standardOffsetInSeconds: Int
  /// The rule, where the value has daylight saving.
  let rule: ZoneRule?

  /// Reads a value; nil where the text is none, or leaves out when daylight saving begins and ends.
  init?(_ text: some Sequence<UInt8>) {
    var rest = Array(text)[...]
    guard POSIXZone.name(from: &rest), let west = POSIXZone.offset(from: &rest) else { return nil }
    standardOffsetInSeconds = -west
    guard !rest.isEmpty else {
      rule = nil
      return
    }
    guard POSIXZone.name(from: &rest) else { return nil }
    var daylightOffset = standardOffsetInSeconds + 3600
    if rest.first != UInt8(ascii: ",") {
      guard let west = POSIXZone.offset(from: &rest) else { return nil }
      daylightOffset = -west
    }
    guard let start = POSIXZone.change(from: &rest), let end = POSIXZone.change(from: &rest),
      rest.isEmpty, ZoneRule.offsets.contains(daylightOffset)
    else { return nil }
    rule = ZoneRule(
      standardOffsetInSeconds: standardOffsetInSeconds,
      daylightOffsetInSeconds: daylightOffset,
      start: start,
      end: end
    )
  }

  /// Takes `<+01>` or at least three letters.
  private static func name(from rest: inout ArraySlice<UInt8>) -> Bool {
    let isQuoted = take("<", from: &rest)
    let name = rest.prefix { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): isQuoted
      default: false
      }
    }
    rest = rest[name.endIndex...]
    return name.count >= 3 && (!isQuoted || take(">", from: &rest))
  }

  /// Takes an offset, which POSIX counts westward, in seconds.
  private static func offset(from rest: inout ArraySlice<UInt8>) -> Int? {
    time(from: &rest, hours: 0...24)
  }

  /// Takes a comma, a day, and the time after a slash, which is 02:00 where it is left out.
  private static func change(from rest: inout ArraySlice<UInt8>) -> ZoneRule.Change? {
    guard take(",", from: &rest), let day = day(from: &rest) else { return nil }
    var seconds = 7200
    if take("/", from: &rest) {
      guard let time = time(from: &rest, hours: 0...167) else { return nil }
      seconds = time
    }
    let change = ZoneRule.Change(day: day, secondsAfterMidnight: seconds)
    return change.isValid ? change : nil
  }

  private static func day(from rest: inout ArraySlice<UInt8>) -> ZoneRule.Day? {
    if take("J", from: &rest) { return number(from: &rest).map { .number($0) } }
    guard take("M", from: &rest) else {
      return number(from: &rest).map { .daysSinceNewYear($0) }
    }
    guard let month = number(from: &rest), take(".", from: &rest),
      let week = number(from: &rest), take(".", from: &rest), let weekday = number(from: &rest)
    else { return nil }
    return .weekday(weekday, week: week, month: month)
  }

  /// Takes a sign or none, hours, and minutes and seconds where they are there.
  private static func time(
    from rest: inout ArraySlice<UInt8>,
    hours: ClosedRange<Int>
  ) -> Int? {
    let sign = take("-", from: &rest) ? -1 : 1
    if sign == 1 { _ = take("+", from: &rest) }
    guard let hour = number(from: &rest), hours.contains(hour) else { return nil }
    var seconds = hour * 3600
    for unit in [60, 1] where take(":", from: &rest) {
      guard let part = number(from: &rest), part < 60 else { return nil }
      seconds += part * unit
    }
    return sign * seconds
  }

  /// Takes one to three digits.
  private static func number(from rest: inout ArraySlice<UInt8>) -> Int? {
    let digits = rest.prefix { 48...57 ~= $0 }
    guard 1...3 ~= digits.count else { return nil }
    rest = rest[digits.endIndex...]
    return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
  }

  private static func take(_ character: Unicode.Scalar, from rest: inout ArraySlice<UInt8>) -> Bool
  {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }
}
