import TicketExchange
import TicketLedger

/// Files of policies, calendars, holidays and zones: what is read is written so that it is read again.
enum DocumentTargets {
  private static let instant = Instant(millisecondsSince1970: 1_735_689_600_000)
  private static let starter = try? StarterPolicy.calendar(zone: { _ in .utc }).calendar

  static func runPolicy(_ bytes: [UInt8]) {
    let file: PolicyFile
    do throws(DocumentError) {
      file = try policy(bytes)
    } catch {
      return check(error)
    }
    let text = PolicyFile.text(of: file.policy)
    let again = try? policy(Array(text.utf8))
    demand(again?.policy == file.policy, "the policy is read otherwise: \(text)")
  }

  private static func policy(_ bytes: [UInt8]) throws(DocumentError) -> PolicyFile {
    try PolicyFile(
      json: bytes,
      file: "policy.json",
      calendars: starter.map { [$0] } ?? [],
      from: instant
    )
  }

  static func runCalendar(_ bytes: [UInt8]) {
    let file: CalendarFile
    do throws(DocumentError) {
      file = try calendar(bytes)
    } catch {
      return check(error)
    }
    let text = CalendarFile.text(of: file.calendar)
    let again = try? calendar(Array(text.utf8))
    demand(again?.calendar == file.calendar, "the calendar is read otherwise: \(text)")
    ContentsTarget.use(file.calendar)
  }

  private static func calendar(_ bytes: [UInt8]) throws(DocumentError) -> CalendarFile {
    try CalendarFile(json: bytes, file: "calendar.json", zone: zone) { name throws(DocumentError) in
      try HolidayFile(iCalendar: Array(holidays.utf8), file: name)
    }
  }

  private static func zone(_ name: String) throws(ZoneFault) -> ZoneRules {
    guard name.hasPrefix("Europe/") else {
      return try ZoneRules(name: name, firstOffsetInSeconds: 0)
    }
    return try ZoneRules(
      name: name,
      firstOffsetInSeconds: 3_600,
      transitions: [
        ZoneTransition(secondsSince1970: 1_711_846_800, offsetInSeconds: 7_200),
        ZoneTransition(secondsSince1970: 1_729_990_800, offsetInSeconds: 3_600),
      ],
      finalRule: "CET-1CEST,M3.5.0,M10.5.0/3"
    )
  }

  private static let holidays = """
    BEGIN:VCALENDAR
    BEGIN:VEVENT
    DTSTART;VALUE=DATE:20240101
    RRULE:FREQ=YEARLY;COUNT=5
    END:VEVENT
    END:VCALENDAR

    """

  static func runHolidays(_ bytes: [UInt8]) {
    do throws(DocumentError) {
      let file = try HolidayFile(iCalendar: bytes, file: "holidays.ics")
      demand(file.dates.count <= HolidayFile.maximumDates, "\(file.dates.count) dates")
      _ = file.warnings
    } catch {
      check(error)
    }
  }

  static func runZone(_ bytes: [UInt8]) {
    guard let zone = try? ZoneRules(name: "Europe/Paris", timeZoneFile: bytes) else { return }
    var writer = ByteWriter()
    zone.encode(into: &writer)
    var reader = ByteReader(writer.bytes)
    demand((try? ZoneRules(decoding: &reader)) == zone, "\(zone) is read otherwise")
    for year in stride(from: Int64(-2_000), through: 8_000, by: 37) {
      _ = zone.offset(at: Instant(millisecondsSince1970: year * 31_556_952_000))
    }
    let day = [DayInterval(540, 1_080)]
    ContentsTarget.use(ServiceCalendar(name: "c", zone: zone, weekly: [day, day, day, day, day]))
  }

  /// An error says something, in lines of text that a terminal can show.
  private static func check(_ error: DocumentError) {
    demand(!error.lines.isEmpty, "a refusal without a word")
    for line in error.lines {
      let isShown = line.unicodeScalars.allSatisfy { $0.value >= 0x20 }
      demand(isShown, "a control character in \(line.debugDescription)")
    }
  }
}
