/// Estimates how wide a text is, on the safe side: the widths are those of a wide sans-serif.
enum TextWidth {
  /// The width of a text in a size, in the size's unit.
  static func of(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { $0 + width(of: $1) } * size
  }

  /// The text, cut to a width and ended by an ellipsis where it is wider.
  static func fitted(_ text: String, to width: Double, size: Double) -> String {
    guard of(text, size: size) > width else { return text }
    let room = width - of("…", size: size)
    var (taken, used) = ("", 0.0)
    for character in text {
      used += of(String(character), size: size)
      guard used <= room else { break }
      taken.append(character)
    }
    while taken.last == " " || taken.last == "\u{A0}" { taken.removeLast() }
    // What was set apart stays so.
    let opened = taken.unicodeScalars.count { $0 == "\u{2068}" }
    let closed = taken.unicodeScalars.count { $0 == "\u{2069}" }
    return taken + "…" + (opened > closed ? "\u{2069}" : "")
  }

  private static func width(of scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!", " ", "\u{A0}": 0.34
    case "f", "t", "r", "(", ")", "[", "]", "/", "-": 0.41
    case "m", "w", "M", "W", "@", "%", "→", "…": 1.0
    case "\u{202F}": 0.22
    case "\u{200C}"..."\u{200D}", "\u{2066}"..."\u{2069}", "\u{300}"..."\u{36F}": 0
    case "0"..."9", "a"..."z", "·": 0.64
    case "A"..."Z": 0.76
    case "\u{1100}"...: 1.02
    default: 0.72
    }
  }
}
