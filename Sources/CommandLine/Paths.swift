import Foundation

/// What paths lead to.
enum Paths {
  /// A path without links and dots; nil where nothing is there; `realpath`.
  static func real(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// A path that ends with a folder's own name: `.` and `..` have none that another can be made from.
  ///
  /// - Returns: The path without slashes at its end, or what `.` or `..` at its end leads to; nil where
  ///   that leads nowhere.
  static func named(_ path: String) -> String? {
    var name = path[...]
    while name.count > 1, let ending = ["/", "/."].first(where: name.hasSuffix) {
      name = name.dropLast(ending.count)
    }
    let last = name.split(separator: "/").last
    return last == "." || last == ".." ? real(String(name)) : String(name.isEmpty ? "/" : name)
  }

  /// Whether something lies, or would lie, in a folder or anywhere below it, or is that folder; by
  /// device and inode.
  static func isInside(_ path: String, _ folder: String) -> Bool {
    let resolved = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    guard let own = identity(of: resolved) else { return false }
    var place = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath()
    while place.path != "/" {
      if identity(of: place.resolvingSymlinksInPath().path) == own { return true }
      place.deleteLastPathComponent()
    }
    return false
  }

  private static func identity(of path: String) -> [Int]? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let device = attributes[.systemNumber] as? Int,
      let file = attributes[.systemFileNumber] as? Int
    else { return nil }
    return [device, file]
  }
}
