/// Finds the lines of values in a text that was read as JSON.
///
/// Values do not keep their lines; the few that a message names are looked up by walking the text again.
enum JSONPlace {
  /// Finds the line of a value.
  ///
  /// - Parameters:
  ///   - place: The places down to it: of members in their objects, of elements in their lists.
  ///   - text: The text, known to be JSON.
  /// - Returns: The line, from 1, on which the value begins.
  /// - Complexity: O(n) in the length of the text.
  static func line(of place: [Int], in text: [UInt8]) -> Int {
    var walk = JSONWalk(text: text)
    walk.skipSpace()
    for index in place { walk.descend(to: index) }
    return 1 + text[..<walk.offset].count { $0 == UInt8(ascii: "\n") }
  }
}

/// Passes over values without making any; at the end of the text it stays where it is.
private struct JSONWalk {
  let text: [UInt8]
  var offset = 0

  private var next: UInt8? { offset < text.count ? text[offset] : nil }

  mutating func skipSpace() {
    while let next, next <= UInt8(ascii: " ") { offset += 1 }
  }

  /// Goes from the beginning of an object or list to the beginning of one of its values.
  mutating func descend(to index: Int) {
    let isObject = next == UInt8(ascii: "{")
    offset = min(offset + 1, text.count)
    for _ in 0..<index {
      skipSpace()
      if isObject { skipKey() }
      skipValue()
      skipSpace()
      if next == UInt8(ascii: ",") { offset += 1 }
    }
    skipSpace()
    if isObject { skipKey() }
  }

  private mutating func skipKey() {
    skipString()
    skipSpace()
    if next == UInt8(ascii: ":") { offset += 1 }
    skipSpace()
  }

  private mutating func skipValue() {
    var depth = 0
    while let next {
      switch next {
      case UInt8(ascii: "\""): skipString()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        offset += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return }
        depth -= 1
        offset += 1
      case UInt8(ascii: ",") where depth == 0: return
      default: offset += 1
      }
    }
  }

  private mutating func skipString() {
    guard next == UInt8(ascii: "\"") else { return }
    offset += 1
    while let next, next != UInt8(ascii: "\"") {
      offset = min(offset + (next == UInt8(ascii: "\\") ? 2 : 1), text.count)
    }
    if next != nil { offset += 1 }
  }
}
