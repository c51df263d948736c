import Foundation
import Testing

@testable import TicketLedger

/// The folder of vectors: `$TICKET_LEDGER_VECTORS` where set, else the tests' own copy.
enum VectorFiles {
  /// A file's JSON object.
  static func object(_ path: String) throws -> VectorObject {
    let chosen = ProcessInfo.processInfo.environment["TICKET_LEDGER_VECTORS"]
      .map { URL(fileURLWithPath: $0) }
    let folder = try #require(
      chosen ?? Bundle.module.url(forResource: "Vectors", withExtension: nil)
    )
    let data = try Data(contentsOf: folder.appending(path: path))
    return try #require(try JSONSerialization.jsonObject(with: data) as? VectorObject)
  }
}

/// Calendars as the vectors write them.
enum VectorCalendars {
  static func calendar(named name: String, _ object: VectorObject) throws -> ServiceCalendar {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let data = try JSONSerialization.data(withJSONObject: object)
    var calendar = try decoder.decode(CalendarObject.self, from: data).calendar()
    calendar.name = name
    return calendar
  }
}
