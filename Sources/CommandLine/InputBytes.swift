import TicketExchange

extension InputFile {
  /// The bytes of a small file, or of standard input for `-`.
  ///
  /// - Throws: ``Problem`` where it cannot be read, or is longer than `limit` bytes.
  static func contents(of path: String, atMost limit: Int) throws -> [UInt8] {
    let file = path == "-" ? standardInput : try InputFile(path: path)
    var bytes: [UInt8] = []
    while let chunk = try file.read() {
      bytes += chunk
      guard bytes.count <= limit else {
        throw Problem("\(file.name) is longer than \(limit) bytes; is it the file you mean?")
      }
    }
    return bytes
  }
}
