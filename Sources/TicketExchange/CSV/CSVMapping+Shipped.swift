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
        remedy: "keep \(ShippedFolder.resources[0]) in the program's folder, or name a mapping file"
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

  /// Where the shipped mappings lie.
  private static var shippedFolder: URL? { ShippedFolder.named("Mappings") }
}
