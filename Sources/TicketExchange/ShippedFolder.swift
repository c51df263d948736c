import Foundation

/// Where the files that ship with the library lie.
///
/// The module's own bundle accessor ends the program where its folder was not moved along with it; here
/// such a folder is nil.
enum ShippedFolder {
  /// What the package manager calls the folder of the module's resources.
  static let resources = [
    "TicketLedger_TicketExchange.resources", "TicketLedger_TicketExchange.bundle",
  ]

  /// A folder of the module's resources; nil where they are not found beside the program.
  static func named(_ name: String) -> URL? {
    let program = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
    var places = [program, Bundle.main.bundleURL, Bundle.main.resourceURL].compactMap { $0 }
    places += places.flatMap { place in
      let above = place.deletingLastPathComponent()
      return [above, above.appendingPathComponent("share/ticket-ledger")]
    }
    places += Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    for place in places {
      for folder in resources {
        for inner in [name, "Contents/Resources/\(name)"] {
          let folder = place.appendingPathComponent(folder).appendingPathComponent(inner)
          if FileManager.default.fileExists(atPath: folder.path) { return folder }
        }
      }
    }
    return nil
  }
}
