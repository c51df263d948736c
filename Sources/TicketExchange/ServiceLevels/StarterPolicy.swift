import Foundation
public import TicketLedger

/// The policy and the calendar that ship with the library, for a ledger that has none of its own yet.
///
/// The policy has a rule for each of the priorities 1 to 4 and one for every other ticket. The calendar,
/// `office`, is open from Monday to Friday, 08:00 to 18:00 in Paris, but for the public holidays of
/// France, those that move with Easter from 2015 to 2035.
public enum StarterPolicy {
  /// The policy.
  ///
  /// - Throws: ``DocumentError`` where the library's resources are not found beside the program.
  public static func policy() throws(DocumentError) -> PolicyFile {
    try PolicyFile(contentsOf: path(of: "starter-policy.json"), knownCalendars: ["office"])
  }

  /// The calendar that the policy counts by.
  ///
  /// - Parameter zone: Finds the rules of a time zone by its IANA name.
  /// - Returns: The calendar.
  /// - Throws: ``DocumentError`` where the library's resources are not found beside the program, or
  ///   the zone is not known.
  public static func calendar(
    zone: (String) throws -> ZoneRules = { try ZoneRules.named($0) }
  ) throws(DocumentError) -> CalendarFile {
    try CalendarFile(contentsOf: path(of: "starter-calendar.json"), zone: zone)
  }

  private static func path(of file: String) throws(DocumentError) -> String {
    if let folder = ShippedFolder.named("Policies") {
      return folder.appendingPathComponent(file).path
    }
    throw DocumentError(
      DocumentFault(
        file: file,
        problem: "the files that ship with the library are not found beside the program",
        remedy: "keep \(ShippedFolder.resources[0]) in the program's folder, or name a file"
      )
    )
  }
}
