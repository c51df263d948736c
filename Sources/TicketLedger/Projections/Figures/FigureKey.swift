/// By what figures are told apart.
public enum FigureKey: Hashable, Sendable {
  /// The UTC month in which what is counted happened, as in 2016-03.
  case month
  /// The team that held the ticket when it was first resolved; of one that never was, holds it now.
  case team
  /// The support level, alike.
  case level
  /// The priority, alike.
  case priority
  /// What is asked for.
  case kind
  /// The ticket's cause class as it is now.
  case causeClass
  /// The ticket's term in a dimension as it is now.
  case dimension(TermDimension)
}

extension FigureKey {
  /// The service, a key that many ask for.
  public static let service = FigureKey.dimension(.service)
  /// The requester's department, alike.
  public static let department = FigureKey.dimension(.department)
}

/// A month of the calendar that UTC keeps, counted from January of year 0.
struct Month {
  let number: UInt32

  init(of instant: Instant) {
    let days = instant.millisecondsSince1970.dividedDown(by: 86_400_000)
    let date = CivilDate(daysSince1970: Int(days))
    number = UInt32(date.year * 12 + date.month - 1)
  }

  init(number: UInt32) {
    self.number = number
  }

  /// The month as in 2016-03.
  var name: String {
    let (year, month) = (String(number / 12), String(number % 12 + 1))
    let zeros = { String(repeating: "0", count: $0) }
    return zeros(4 - min(year.count, 4)) + year + "-" + zeros(2 - min(month.count, 2)) + month
  }
}

extension Int64 {
  /// The quotient, rounded down also below 0.
  func dividedDown(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
