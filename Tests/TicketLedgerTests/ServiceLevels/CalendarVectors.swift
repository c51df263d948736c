import Foundation
import Testing

@testable import TicketLedger

/// A file of calendar vectors: facts from other implementations' tests, and answers of oracles.
struct CalendarVectorFile: Decodable {
  /// Calendars that vectors refer to by name.
  var calendars: [String: CalendarObject]?
  var vectors: [CalendarVector]

  /// Reads a file from `$TICKET_LEDGER_VECTORS/calendar`, else from the tests' own copy.
  init(named name: String) throws {
    let chosen = ProcessInfo.processInfo.environment["TICKET_LEDGER_VECTORS"]
      .map { URL(fileURLWithPath: $0).appending(path: "calendar") }
    let own = Bundle.module.url(forResource: "Vectors", withExtension: nil)?
      .appending(path: "calendar")
    let folder = try #require(chosen ?? own)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(
      CalendarVectorFile.self,
      from: Data(contentsOf: folder.appending(path: name + ".json"))
    )
  }

  /// The calendar of a vector.
  func calendar(of vector: CalendarVector) throws -> ServiceCalendar {
    if let object = vector.calendar { return try object.calendar() }
    let name = try #require(vector.calendarRef)
    return try #require(calendars?[name]).calendar()
  }
}

/// One vector; which fields it has depends on its operation.
struct CalendarVector: Decodable {
  var id: String
  var op: String
  var calendar: CalendarObject?
  var calendarRef: String?
  var start: String?
  var end: String?
  var seconds: Int64?
  var days: Int?
  var count: Int?
  var local: String?
  var date: String?
  var dateOnly: Bool?
  var endOfWorkingDay: Bool?
  var pauses: [[String]]?
  var expected: VectorValue?
  var expectedSeconds: Int64?
  var oracle: String?
  var oracleValue: VectorValue?
  var bruteforce: VectorValue?

  /// What this library must answer.
  ///
  /// A peer that `differs` from the oracle pins another semantics, and the oracle's is ours.
  func answer() throws -> VectorValue {
    if let bruteforce { return bruteforce }
    if oracle == "differs" { return try #require(oracleValue, "\(id)") }
    return try #require(expected ?? expectedSeconds.map { .number($0) }, "\(id)")
  }
}

/// A value of a vector: moments and dates are compared as such, however they are written.
enum VectorValue: Decodable, Equatable {
  case flag(Bool)
  case number(Int64)
  case moment(Instant)
  case segments([[Instant]])
  case none

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Int64.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .moment(try VectorValue.instant(text))
    } else {
      self = .segments(
        try value.decode([[String]].self).map { try $0.map(VectorValue.instant) }
      )
    }
  }

  init(_ instant: Instant?) {
    self = instant.map { .moment($0) } ?? .none
  }

  static func instant(_ text: String) throws -> Instant {
    try #require(Instant(rfc3339: text), "\(text)")
  }
}

/// A calendar as the vectors write it.
struct CalendarObject: Decodable, Hashable {
  var timezone: String
  var weekly: [String: [[String]]]?
  var holidays: [String]?
  var annualHolidays: [String]?
  var holidayRanges: [[String]]?
  var exceptions: [String: [[String]]]?
  var breaks: [String: [[String]]]?

  /// The same calendar as the library has it; every weekday and time must be understood.
  func calendar() throws -> ServiceCalendar {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    let weekly = weekly ?? [:]
    try #require(weekly.keys.allSatisfy(names.contains))
    var calendar = ServiceCalendar(
      name: "vector",
      zone: try ZoneRules.named(timezone),
      weekly: try names.map { try CalendarObject.intervals(weekly[$0] ?? []) }
    )
    calendar.holidays = Set(try (holidays ?? []).map(CalendarObject.date))
    calendar.yearlyHolidays = Set(
      try (annualHolidays ?? []).map { text in
        let numbers = text.split(separator: "-").compactMap { Int($0) }
        try #require(numbers.count == 2)
        return YearDay(month: numbers[0], day: numbers[1])
      }
    )
    calendar.holidayRanges = try (holidayRanges ?? []).map { range in
      try #require(range.count == 2)
      return try CalendarObject.date(range[0])...CalendarObject.date(range[1])
    }
    for (text, hours) in exceptions ?? [:] {
      calendar.exceptions[try CalendarObject.date(text)] = try CalendarObject.intervals(hours)
    }
    for (text, hours) in breaks ?? [:] {
      calendar.breaks[try CalendarObject.date(text)] = try CalendarObject.intervals(hours)
    }
    return calendar
  }

  static func date(_ text: String) throws -> CivilDate {
    let numbers = text.split(separator: "-").compactMap { Int($0) }
    try #require(numbers.count == 3, "\(text)")
    return try #require(CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]))
  }

  private static func intervals(_ texts: [[String]]) throws -> [DayInterval] {
    try texts.map { pair in
      let minutes = try pair.map { text in
        let numbers = text.split(separator: ":").compactMap { Int($0) }
        try #require(numbers.count == 2, "\(text)")
        return numbers[0] * 60 + numbers[1]
      }
      try #require(minutes.count == 2)
      return DayInterval(minutes[0], minutes[1])
    }
  }
}
