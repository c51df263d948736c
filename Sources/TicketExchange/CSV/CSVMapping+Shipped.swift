import Foundation

extension CSVMapping {
  /// The names of the mappings that ship with the library, in alphabetical order.
  ///
  /// Empty where the library's resources are not found beside the program.
  public static var shippedNames: [String] {
    guard let folder = shippedFolder else { return [] }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// A mapping that ships with the library.
  ///
  /// - Throws: ``ImportError`` where there is none of that name.
  public static func shipped(_ name: String) throws(ImportError) -> CSVMapping {
    guard let folder = shippedFolder else {
      throw ImportError(
        file: "\(name).json",
        problem: "the mappings that ship with the library are not found beside the program",
        remedy: "keep \(resources[0]) in the program's folder, or name a mapping file"
      )
    }
    guard shippedNames.contains(name) else {
      throw ImportError(
        file: "\(name).json",
        problem: "no mapping of that name ships with the library",
        remedy: "use one of \(shippedNames.joined(separator: ", ")), or name a mapping file"
      )
    }
    return try CSVMapping(contentsOf: folder.appendingPathComponent("\(name).json"))
  }

  /// What the package manager calls the folder of the module's resources.
  private static let resources = [
    "TicketLedger_TicketExchange.resources", "TicketLedger_TicketExchange.bundle",
  ]

  /// Where the shipped mappings lie.
  ///
  /// The module's own bundle accessor ends the program where the folder was not moved along with it;
  /// here that is nil.
  private static var shippedFolder: URL? {
    let program = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
    var places = [program, Bundle.main.bundleURL, Bundle.main.resourceURL].compactMap { $0 }
    places += places.flatMap { place in
      let above = place.deletingLastPathComponent()
      return [above, above.appendingPathComponent("share/ticket-ledger")]
    }
    places += Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    for place in places {
      for name in resources {
        for inner in ["Mappings", "Contents/Resources/Mappings"] {
          let folder = place.appendingPathComponent(name).appendingPathComponent(inner)
          if FileManager.default.fileExists(atPath: folder.path) { return folder }
        }
      }
    }
    return nil
  }
}
