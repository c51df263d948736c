/// The bytes of a policy, calendar or holiday file, within bounds.
enum DocumentBytes {
  /// The most bytes such a file may have.
  static let limit = 16 << 20

  /// Reads a file; a longer one is not read to its end.
  static func read(_ path: String) throws(DocumentError) -> [UInt8] {
    do {
      let file = try InputFile(path: path)
      var bytes: [UInt8] = []
      while bytes.count <= limit, let chunk = try file.read() { bytes += chunk }
      try check(bytes, file: path)
      return bytes
    } catch let error as InputError {
      throw DocumentError(
        DocumentFault(
          file: path,
          problem: "the file could not be read: \(error.reason)",
          remedy: "check the path and the permission to read it"
        )
      )
    } catch let error as DocumentError {
      throw error
    } catch {
      throw DocumentError(DocumentFault(file: path, problem: "\(error)", remedy: "check the path"))
    }
  }

  /// Refuses what is longer than ``limit``.
  static func check(_ bytes: [UInt8], file: String) throws(DocumentError) {
    guard bytes.count > limit else { return }
    throw DocumentError(
      DocumentFault(
        file: file,
        problem: "the file has more than 16 MiB",
        remedy: "name a policy, calendar or holiday file"
      )
    )
  }

  /// Reads a text as JSON, past a byte order mark where it has one.
  ///
  /// - Returns: The value, and the text without the mark.
  static func json(
    _ bytes: [UInt8],
    file: String
  ) throws(DocumentError) -> (value: JSONValue, text: [UInt8]) {
    try check(bytes, file: file)
    let text = withoutMark(bytes)
    do throws(JSONSyntaxError) {
      return (try JSONValue(parsing: text), text)
    } catch {
      throw DocumentError(
        DocumentFault(
          file: file,
          line: error.line,
          subject: "column \(error.column)",
          problem: error.problem,
          remedy: "write one JSON object in UTF-8"
        )
      )
    }
  }

  /// The bytes after UTF-8's byte order mark, which some editors write.
  static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }
}
