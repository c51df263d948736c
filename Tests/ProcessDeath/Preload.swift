import Foundation
import StudySupport

/// The library that is loaded into writers: `Preload/preload.c`.
enum Preload {
  /// Builds it.
  ///
  /// - Returns: Its path; nil where nothing can be preloaded.
  static func build(in folder: String) throws -> String? {
    guard ThisProgram.canBeWatched else { return nil }
    let library = folder + "/preload.so"
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Preload/preload.c").path
    try PreloadedLibrary.build(library, from: [source])
    return library
  }
}
