extension Tile {
  /// Where the tile is found below a log's prefix, C2SP tlog-tiles.
  ///
  /// ```
  /// tile/<level>/<index>[.p/<width>]      tile/0/x001/x234/067
  /// tile/entries/<index>[.p/<width>]      tile/entries/000.p/17
  /// ```
  public var path: String {
    let folder =
      switch content {
      case .hashes(let level): "tile/\(level)/"
      case .entries: "tile/entries/"
      }
    return folder + Tile.encode(index) + (isFull ? "" : ".p/\(width)")
  }

  /// Reads a path; nil where it is not the one path of a tile.
  public init?(path: String) {
    var parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
    guard parts.count >= 3, parts.popFirst()?.elementsEqual("tile".utf8) == true,
      let folder = parts.popFirst()
    else { return nil }
    let content: Content
    if folder.elementsEqual("entries".utf8) {
      content = .entries
    } else {
      guard let level = Decimal.parse(folder), level <= UInt64(Tile.levels.upperBound) else {
        return nil
      }
      content = .hashes(level: Int(level))
    }
    var width = Tile.fullWidth
    let suffix = Array(".p".utf8)
    if parts.count >= 2, let before = parts.dropLast().last, before.suffix(2).elementsEqual(suffix)
    {
      guard let last = parts.popLast(), let found = Decimal.parse(last),
        (1..<UInt64(Tile.fullWidth)).contains(found)
      else { return nil }
      width = Int(found)
      parts[parts.endIndex - 1] = before.dropLast(2)
    }
    guard let index = Tile.decode(parts) else { return nil }
    self.init(content, index: index, width: width)
  }

  /// Three digits a part; all parts but the last begin with an x.
  static func encode(_ index: UInt64) -> String {
    var rest = index
    var text = Tile.digits(rest % 1_000)
    while rest >= 1_000 {
      rest /= 1_000
      text = "x\(Tile.digits(rest % 1_000))/\(text)"
    }
    return text
  }

  private static func digits(_ number: UInt64) -> String {
    let text = String(number)
    return String(repeating: "0", count: 3 - text.utf8.count) + text
  }

  private static func decode(_ parts: ArraySlice<Substring.UTF8View>) -> UInt64? {
    guard let last = parts.last else { return nil }
    var digits: [UInt8] = []
    for part in parts.dropLast() {
      guard part.count == 4, part.first == UInt8(ascii: "x") else { return nil }
      digits += part.dropFirst()
    }
    guard last.count == 3 else { return nil }
    digits += last
    // A part of zeroes before all others would be a second path of the same tile.
    guard parts.count == 1 || digits.prefix(3).contains(where: { $0 != UInt8(ascii: "0") }) else {
      return nil
    }
    return Decimal.digits(digits)
  }
}

extension Tile: CustomStringConvertible {
  public var description: String { path }
}
