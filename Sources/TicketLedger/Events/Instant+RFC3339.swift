extension Instant: CustomStringConvertible {
  /// The moment in RFC 3339, UTC: `2016-03-04T12:00:00Z`, with `.123` only where there are milliseconds.
  public var description: String {
    let (day, timeOfDay) = millisecondsSince1970.quotientAndRemainder(flooringBy: 86_400_000)
    let date = CivilDate(daysSince1970: Int(day))
    let (seconds, milliseconds) = Int(timeOfDay).quotientAndRemainder(dividingBy: 1000)
    let (minutes, second) = seconds.quotientAndRemainder(dividingBy: 60)
    let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
    let fraction = milliseconds == 0 ? "" : "." + Instant.padded(milliseconds, to: 3)
    return Instant.padded(date.year, to: 4) + "-" + Instant.padded(date.month, to: 2) + "-"
      + Instant.padded(date.day, to: 2) + "T" + Instant.padded(hour, to: 2) + ":"
      + Instant.padded(minute, to: 2) + ":" + Instant.padded(second, to: 2) + fraction + "Z"
  }

  /// Creates a moment from RFC 3339: a date, `T` or a space, a time with or without seconds and
  /// fraction, and `Z` or an offset.
  ///
  /// A date alone is its midnight in UTC. A fraction is cut to milliseconds; a 60th second is refused.
  /// Nil where the text is none of these.
  public init?(rfc3339 text: some StringProtocol) {
    var rest = Substring(text)[...]
    guard let year = Instant.digits(4, from: &rest), Instant.take("-", from: &rest),
      let month = Instant.digits(2, from: &rest), Instant.take("-", from: &rest),
      let day = Instant.digits(2, from: &rest),
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    let midnight = Int64(date.daysSince1970) * 86_400_000
    guard !rest.isEmpty else {
      self.init(millisecondsSince1970: midnight)
      return
    }
    guard let separator = rest.popFirst(), "Tt ".contains(separator),
      let timeOfDay = Instant.timeOfDay(from: &rest),
      let offset = Instant.offset(from: &rest), rest.isEmpty
    else { return nil }
    let milliseconds = midnight + timeOfDay - offset
    guard Instant.range.contains(milliseconds) else { return nil }
    self.init(millisecondsSince1970: milliseconds)
  }

  private static func timeOfDay(from rest: inout Substring) -> Int64? {
    guard let hour = digits(2, from: &rest), hour < 24, take(":", from: &rest),
      let minute = digits(2, from: &rest), minute < 60
    else { return nil }
    var milliseconds = Int64(hour * 60 + minute) * 60_000
    guard take(":", from: &rest) else { return milliseconds }
    guard let second = digits(2, from: &rest), second < 60 else { return nil }
    milliseconds += Int64(second) * 1000
    guard take(".", from: &rest) else { return milliseconds }
    let fraction = rest.prefix { $0.isASCII && $0.isNumber }
    guard !fraction.isEmpty else { return nil }
    rest = rest.dropFirst(fraction.count)
    guard let thousandths = Int64((fraction + "00").prefix(3)) else { return nil }
    return milliseconds + thousandths
  }

  private static func offset(from rest: inout Substring) -> Int64? {
    if take("Z", from: &rest) || take("z", from: &rest) { return 0 }
    let sign: Int64 = rest.hasPrefix("-") ? -1 : 1
    guard take("-", from: &rest) || take("+", from: &rest),
      let hours = digits(2, from: &rest), hours < 24
    else { return nil }
    _ = take(":", from: &rest)
    guard let minutes = digits(2, from: &rest), minutes < 60 else { return nil }
    return sign * Int64(hours * 60 + minutes) * 60_000
  }

  private static func digits(_ count: Int, from rest: inout Substring) -> Int? {
    let taken = rest.utf8.prefix(count)
    guard taken.count == count, taken.allSatisfy({ 48...57 ~= $0 }) else { return nil }
    defer { rest = Substring(rest.utf8.dropFirst(count)) }
    return taken.reduce(0) { $0 * 10 + Int($1 - 48) }
  }

  private static func take(_ character: Character, from rest: inout Substring) -> Bool {
    guard rest.first == character else { return false }
    rest = rest.dropFirst()
    return true
  }

  private static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Int64 {
  /// The quotient rounded towards minus infinity, and the remainder that is never negative.
  package func quotientAndRemainder(
    flooringBy divisor: Int64
  ) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
