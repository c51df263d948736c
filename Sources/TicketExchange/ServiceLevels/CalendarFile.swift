public import TicketLedger

/// A service calendar as a JSON file.
///
/// The article *Service levels* describes the file. Reading is strict and goes to the end of the file:
/// all that is wrong is told at once, each with its line and the remedy.
public struct CalendarFile: Hashable, Sendable {
  /// The calendar, which has no problems, with the dates of its holiday files among its holidays.
  public let calendar: ServiceCalendar
  /// What was passed over in its holiday files.
  public let warnings: [DocumentFault]

  /// Reads a calendar from a file, and the holiday files it names, which stand beside it.
  ///
  /// - Parameters:
  ///   - path: The file, of at most 16 MiB, as each holiday file is.
  ///   - zone: Finds the rules of a time zone by its IANA name.
  /// - Throws: ``DocumentError``, which tells all that is wrong.
  public init(
    contentsOf path: String,
    zone: (String) throws -> ZoneRules = { try ZoneRules.named($0) }
  ) throws(DocumentError) {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    let json = try DocumentBytes.read(path)
    try self.init(json: json, file: path, zone: zone) { name throws(DocumentError) in
      try HolidayFile(contentsOf: name.hasPrefix("/") ? name : folder + name)
    }
  }

  /// Reads a calendar from its JSON.
  ///
  /// - Parameters:
  ///   - json: The calendar, in UTF-8; at most 16 MiB.
  ///   - file: What messages call it.
  ///   - zone: Finds the rules of a time zone by its IANA name.
  ///   - holidays: Reads a holiday file by the name the calendar gives; nil where none can be named.
  /// - Throws: ``DocumentError``, which tells all that is wrong.
  /// - Complexity: O(n log n) in the size of the files.
  public init(
    json: [UInt8],
    file: String,
    zone: (String) throws -> ZoneRules = { try ZoneRules.named($0) },
    holidays: ((String) throws(DocumentError) -> HolidayFile)? = nil
  ) throws(DocumentError) {
    let (value, text) = try DocumentBytes.json(json, file: file)
    var reader = CalendarReader(value, file: file)
    let calendar = reader.calendar(zone: zone, holidays: holidays)
    guard let calendar else { throw reader.report.error(in: text) }
    self.calendar = calendar
    warnings = reader.warnings.faults(in: text)
  }
}

extension CalendarFile {
  /// A calendar as the file that ``init(json:file:zone:holidays:)`` reads as an equal one.
  ///
  /// Dates of holiday files are written among the holidays, so that the file stands alone.
  public static func text(of calendar: ServiceCalendar) -> String {
    calendar.document.documentText
  }
}
