/// Takes lines off the front of bytes; every line ends in a newline.
struct LineReader {
  /// What was not taken yet.
  private(set) var rest: ArraySlice<UInt8>

  static let newline = UInt8(ascii: "\n")

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// The next line without its newline; nil where no newline follows.
  mutating func next() -> ArraySlice<UInt8>? {
    guard let end = rest.firstIndex(of: LineReader.newline) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return rest[..<end]
  }

  /// The next line without this beginning, where it has it; otherwise nothing is taken.
  mutating func next(after prefix: String) -> ArraySlice<UInt8>? {
    guard rest.starts(with: prefix.utf8) else { return nil }
    return next()?.dropFirst(prefix.utf8.count)
  }
}
