import Foundation

extension ZoneRules {
  /// Names that need no zone data.
  private static let universal: Set<String> = ["UTC", "Etc/UTC", "GMT"]
  /// The longest zone file that is read; the longest that there is has 4 kB.
  private static let maximumFileSize = 1 << 20

  /// Reads the rules of a zone from the machine's zone data.
  ///
  /// The data are in `$TZDIR` where that is set, else in the system's folder. `UTC`, `Etc/UTC` and
  /// `GMT` are there without any.
  ///
  /// Names are those of the IANA database, as in `Europe/Paris`.
  ///
  /// - Throws: ``ZoneFault``: whether the name is wrong, the zone unknown, or the data missing,
  ///   with the remedy.
  public static func named(_ name: String) throws(ZoneFault) -> ZoneRules {
    let chosen = ProcessInfo.processInfo.environment["TZDIR"].flatMap { $0.isEmpty ? nil : $0 }
    let folders = chosen.map { [$0] } ?? ["/usr/share/zoneinfo", "/var/db/timezone/zoneinfo"]
    return try named(name, in: folders)
  }

  /// Reads the rules of a zone from the first of the folders that has zone data.
  static func named(_ name: String, in folders: [String]) throws(ZoneFault) -> ZoneRules {
    guard isValid(name: name) else { throw .invalidName(name) }
    guard !universal.contains(name) else { return ZoneRules(fixed: name) }
    let files = FileManager.default
    let folder = folders.first { folder in
      (try? files.contentsOfDirectory(atPath: folder))?.isEmpty == false
    }
    guard let folder else { throw .noZoneData(name, folders: folders) }
    let path = folder + "/" + name
    // Only a folder has an entry of that name: Europe is no zone.
    guard files.fileExists(atPath: path), !files.fileExists(atPath: path + "/.") else {
      throw .unknownZone(name, folder: folder)
    }
    guard let file = FileHandle(forReadingAtPath: path),
      let data = try? file.read(upToCount: maximumFileSize + 1)
    else { throw .unreadable(name, path: path) }
    guard data.count <= maximumFileSize else {
      throw .damaged(name, reason: "\(path) has more than \(maximumFileSize) bytes")
    }
    return try ZoneFileReader.rules(name, of: Array(data))
  }

  /// Reads the rules of a zone from the bytes of a time zone file (RFC 9636, versions 1 to 4).
  ///
  /// - Throws: ``ZoneFault/invalidName(_:)``, or ``ZoneFault/damaged(_:reason:)`` where the bytes
  ///   are no such file.
  public init(name: String, timeZoneFile bytes: [UInt8]) throws(ZoneFault) {
    guard ZoneRules.isValid(name: name) else { throw .invalidName(name) }
    self = try ZoneFileReader.rules(name, of: bytes)
  }
}
