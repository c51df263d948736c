/// Why the rules of a time zone could not be had.
public enum ZoneFault: Error, Hashable, Sendable {
  /// The text is no name of a zone: names have letters, digits, `_`, `+`, `-` and `.` between
  /// slashes.
  case invalidName(String)
  /// The machine has zone data, in `folder`, but no zone of that name.
  case unknownZone(String, folder: String)
  /// The machine has no zone data in any of the folders.
  case noZoneData(String, folders: [String])
  /// The file of the zone is there and could not be read.
  case unreadable(String, path: String)
  /// The file of the zone is not what RFC 9636 describes.
  case damaged(String, reason: String)
  /// The parts do not make a zone.
  case invalidParts(String, reason: String)
  /// The text is no POSIX rule with the dates of its changes.
  case invalidRule(String)
}

extension ZoneFault: CustomStringConvertible {
  /// The fault in one line, with the remedy.
  public var description: String {
    switch self {
    case .invalidName(let name):
      "'\(name)' cannot be the name of a time zone; write one as in Europe/Paris"
    case .unknownZone(let name, let folder):
      "no time zone is called '\(name)' in \(folder); write names as in Europe/Paris, capitals "
        + "too, or bring the zone data up to date (Debian: apt-get install tzdata)"
    case .noZoneData(let name, let folders):
      "'\(name)' needs the time zone data, which is not in \(folders.joined(separator: " or ")); "
        + "install it (Debian: apt-get install tzdata) or set TZDIR to its folder"
    case .unreadable(let name, let path):
      "the file of time zone '\(name)', \(path), cannot be read; check its permissions"
    case .damaged(let name, let reason):
      "the file of time zone '\(name)' is unusable: \(reason); install the zone data again "
        + "(Debian: apt-get install --reinstall tzdata)"
    case .invalidParts(let name, let reason):
      "these are no rules of a time zone '\(name)': \(reason)"
    case .invalidRule(let text):
      "'\(text)' is no rule for a time zone; write one as in CET-1CEST,M3.5.0,M10.5.0/3"
    }
  }
}
