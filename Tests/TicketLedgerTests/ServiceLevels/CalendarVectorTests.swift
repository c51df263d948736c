import Foundation
import Testing

@testable import TicketLedger

@Suite("Vectors of calendars")
struct CalendarVectorTests {
  @Test(
    "Vector files: every answer is the expected one",
    arguments: [
      ("calendar_peers", 176), ("calendar_random", 1032),
      ("calendar_dst_boundary_disagreements", 26),
    ]
  )
  func vectors(file name: String, count: Int) throws {
    let file = try CalendarVectorFile(named: name)
    // Another folder of vectors may hold more or fewer.
    let isOwn = ProcessInfo.processInfo.environment["TICKET_LEDGER_VECTORS"] == nil
    #expect(isOwn ? file.vectors.count == count : !file.vectors.isEmpty)
    var indices: [ServiceCalendar: OpenTime] = [:]
    for vector in file.vectors {
      let calendar = try file.calendar(of: vector)
      let openTime = indices[calendar] ?? OpenTime(calendar)
      indices[calendar] = openTime
      let answer = try answer(to: vector, calendar, openTime)
      #expect(answer == (try vector.answer()), "\(vector.id)")
      guard vector.op != "resolve_local" else { continue }
      #expect(calendar.problems().isEmpty, "\(vector.id)")
    }
  }

  @Test("Vector operations that are unknown are not passed over")
  func unknown() throws {
    let json = #"{"id": "x", "op": "multiply", "calendar": {"timezone": "UTC"}}"#
    let vector = try JSONDecoder().decode(CalendarVector.self, from: Data(json.utf8))
    #expect(throws: UnknownOperation.self) {
      try answer(to: vector, ServiceCalendar(name: "x", zone: .utc, weekly: []), .always)
    }
  }

  struct UnknownOperation: Error {
    let name: String
  }

  private func answer(
    to vector: CalendarVector,
    _ calendar: ServiceCalendar,
    _ openTime: OpenTime
  ) throws -> VectorValue {
    func start() throws -> Instant { try VectorValue.instant(try #require(vector.start)) }
    func milliseconds() throws -> Int64 { try #require(vector.seconds) * 1000 }
    switch vector.op {
    case "add":
      return VectorValue(openTime.adding(try milliseconds(), to: try start()))
    case "sub":
      return VectorValue(openTime.subtracting(try milliseconds(), from: try start()))
    case "between":
      let text = try #require(vector.end)
      let end = try VectorValue.instant(text)
      let open = openTime.milliseconds(from: try start(), to: end)
      #expect(open % 1000 == 0, "\(vector.id)")
      return .number(open / 1000)
    case "add_with_pauses":
      let pauses = try #require(vector.pauses).map { try $0.map(VectorValue.instant) }
      return VectorValue(
        openTime.adding(try milliseconds(), to: try start(), pausedIn: pauses.map { $0[0]..<$0[1] })
      )
    case "next_open":
      return VectorValue(openTime.nextOpen(from: try start()))
    case "is_open":
      return .flag(openTime.isOpen(at: try start()))
    case "is_holiday":
      return .flag(openTime.isHoliday(try CalendarObject.date(try #require(vector.date))))
    case "open_segments_after":
      let segments = openTime.openSegments(in: try start()..<Instant.distantFuture)
      return .segments(
        segments.prefix(try #require(vector.count)).map { [$0.lowerBound, $0.upperBound] }
      )
    case "add_working_days":
      return try workingDays(vector, calendar.zone, openTime)
    case "resolve_local":
      let wall = try VectorValue.instant(try #require(vector.local) + "Z")
      return VectorValue(calendar.zone.instant(ofWallMilliseconds: wall.millisecondsSince1970))
    default:
      throw UnknownOperation(name: vector.op)
    }
  }

  private func workingDays(
    _ vector: CalendarVector,
    _ zone: ZoneRules,
    _ openTime: OpenTime
  ) throws -> VectorValue {
    let text = try #require(vector.start)
    let isDate = vector.dateOnly == true
    let day = Int64(86_400_000)
    let start =
      if isDate {
        zone.instant(
          ofWallMilliseconds: Int64(try CalendarObject.date(text).daysSince1970) * day
        )
      } else {
        try VectorValue.instant(text)
      }
    let answer = openTime.addingWorkingDays(
      try #require(vector.days),
      to: start,
      endOfDay: vector.endOfWorkingDay ?? false
    )
    guard isDate, let answer else { return VectorValue(answer) }
    // A date alone is written as its midnight in UTC.
    let date = zone.date(at: answer)
    return .moment(Instant(millisecondsSince1970: Int64(date.daysSince1970) * day))
  }
}

extension OpenTime {
  /// The moment at which so much open time has passed, without that of pauses.
  fileprivate func adding(
    _ milliseconds: Int64,
    to start: Instant,
    pausedIn pauses: [Range<Instant>]
  ) -> Instant? {
    var rest = milliseconds
    var resumed = start
    for pause in pauses.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if pause.lowerBound > resumed {
        let open = self.milliseconds(from: resumed, to: pause.lowerBound)
        if rest < open || rest == open && rest > 0 { return adding(rest, to: resumed) }
        rest -= open
      }
      resumed = max(resumed, pause.upperBound)
    }
    return adding(rest, to: resumed)
  }
}
