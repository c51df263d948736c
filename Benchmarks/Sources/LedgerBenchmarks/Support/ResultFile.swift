import Foundation

/// Files of results, written the same way each time.
enum ResultFile {
  /// Writes a value as JSON, making the folder where it is missing.
  static func write(_ value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try write(encoder.encode(value) + Data("\n".utf8), to: path)
  }

  /// Writes bytes, making the folder where it is missing.
  static func write(_ bytes: Data, to path: String) throws {
    let url = URL(filePath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try bytes.write(to: url, options: .atomic)
  }
}
