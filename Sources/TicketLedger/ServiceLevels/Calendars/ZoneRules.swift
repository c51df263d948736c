/// The offsets from UTC that one time zone had, has and will have, as known when they were read.
///
/// Kept with a calendar when it is adopted, so that a replay on a machine with other zone data gives
/// the same answers.
public struct ZoneRules: Hashable, Sendable {
  /// The zone's name in the IANA database.
  public let name: String
}
