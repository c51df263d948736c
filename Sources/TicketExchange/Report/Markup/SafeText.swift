/// Makes words of a ledger harmless in a page.
///
/// Words may hold anything: markup, controls, characters that turn the reading direction round or
/// that nobody sees.
enum SafeText {
  /// Appends words with markup escaped, spaces for line breaks, and a replacement character for what
  /// has no place in a page.
  static func append(_ words: String, to text: inout String) {
    for scalar in words.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      case "\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": text += " "
      default: text.unicodeScalars.append(isHarmless(scalar) ? scalar : "\u{FFFD}")
      }
    }
  }

  /// A name of the ledger as it goes into a sentence: at most so many characters, and apart from the
  /// words round it where it may be read from right to left.
  static func name(_ name: String, limit: Int = 120) -> String {
    var clean = ""
    var length = 0
    for scalar in name.unicodeScalars {
      guard length < limit else {
        clean += "…"
        break
      }
      length += 1
      let isSeen = isHarmless(scalar) && !isolates.contains(scalar.value)
      clean.unicodeScalars.append(isSeen ? scalar : "\u{FFFD}")
    }
    guard clean.unicodeScalars.contains(where: { $0.value >= 0x590 && $0.value != 0x2026 }) else {
      return clean
    }
    return "\u{2068}\(clean)\u{2069}"
  }

  /// The isolates, which our own words may use and a name may not.
  private static let isolates: ClosedRange<UInt32> = 0x2066...0x2069

  /// Whether a character can stand in a page: no control, no override of direction, nothing unseen.
  ///
  /// The direction's controls are those of Unicode Standard Annex 9, table 1; joiners stay, for the
  /// scripts that need them.
  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F: false
    case 0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2067: false
    case 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xFDD0...0xFDEF, 0xE0000...0xE0FFF: false
    default: scalar.value & 0xFFFE != 0xFFFE
    }
  }
}
