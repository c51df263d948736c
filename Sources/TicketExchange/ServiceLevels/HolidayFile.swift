public import TicketLedger

/// The all-day events of an iCalendar file (RFC 5545): the public holidays of a country or a region.
///
/// Yearly recurrences are followed from 1970 to 2100. What cannot be followed exactly is an error that
/// names the line; events with a time of day and cancelled ones are passed over and counted.
public struct HolidayFile: Hashable, Sendable {
  /// The dates of all events.
  public let dates: Set<CivilDate>
  /// The events that have a time of day.
  public let timedEvents: Int
  /// The events that were cancelled.
  public let cancelledEvents: Int
  /// What messages call the file.
  public let file: String

  /// The most dates a file may come to.
  public static let maximumDates = 100_000

  /// Reads a file of at most 16 MiB.
  ///
  /// - Throws: ``DocumentError``, which tells all that is wrong.
  public init(contentsOf path: String) throws(DocumentError) {
    try self.init(iCalendar: try DocumentBytes.read(path), file: path)
  }

  /// Reads the text of a file.
  ///
  /// - Parameters:
  ///   - bytes: The text, of at most 16 MiB, with lines that end in CRLF or LF.
  ///   - file: What messages call it.
  /// - Throws: ``DocumentError``, which tells all that is wrong.
  /// - Complexity: O(n) in the size of the file, and in the dates it comes to, which are bounded.
  public init(iCalendar bytes: [UInt8], file: String) throws(DocumentError) {
    try DocumentBytes.check(bytes, file: file)
    var reader = HolidayReader(file: file)
    try reader.read(DocumentBytes.withoutMark(bytes))
    self.file = file
    dates = try reader.dates()
    timedEvents = reader.timedEvents
    cancelledEvents = reader.cancelledEvents
  }
}

extension HolidayFile {
  /// What was passed over in the file, or is missing from it; nothing where all of it was taken.
  public var warnings: [DocumentFault] {
    var warnings: [DocumentFault] = []
    if timedEvents > 0 {
      warnings.append(
        DocumentFault(
          file: file,
          problem: timedEvents == 1
            ? "1 event with a time of day was passed over"
            : "\(timedEvents) events with a time of day were passed over",
          remedy: "only all-day events are holidays; write the others into \"breaks\""
        )
      )
    }
    if dates.isEmpty {
      warnings.append(
        DocumentFault(
          file: file,
          problem: "the file has no all-day event",
          remedy: "check that it is a calendar of holidays"
        )
      )
    }
    return warnings
  }
}
