import TicketExchange

/// SplitMix64: the same numbers for the same seed, everywhere.
struct JSONRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  mutating func chance() -> Bool { Bool.random(using: &self) }

  mutating func oneOf<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }

  mutating func text() -> String {
    let pieces = ["a", "Z", " ", "\"", "\\", "/", "\n", "\r", "\t", "\u{0}", "\u{1F}", "\u{7F}"]
    let more = ["é", "漢", "🎫", "e\u{301}", "\u{2028}", "\u{FFFF}", "👩‍👩‍👧", "erased", "{", ","]
    return (0..<below(8)).map { _ in oneOf(pieces + more) }.joined()
  }

  /// A text without control characters and line ends.
  mutating func line() -> String {
    let scalars = text().unicodeScalars.filter {
      ![.control, .lineSeparator].contains($0.properties.generalCategory)
    }
    return String(String.UnicodeScalarView(scalars))
  }

  mutating func value(depth: Int = 0) -> JSONValue {
    switch below(depth > 4 ? 6 : 8) {
    case 0: return .null
    case 1: return .bool(chance())
    case 2: return .integer(Int64(bitPattern: next()) >> Int64(below(64)))
    case 3: return .integer(oneOf([0, -1, .max, .min]))
    case 4:
      let number = Double(bitPattern: next())
      return .number(number.isFinite ? number : -0.0)
    case 5: return .string(text())
    case 6: return .array((0..<below(5)).map { _ in value(depth: depth + 1) })
    default:
      var object = JSONObject()
      for _ in 0..<below(5) { object[text()] = value(depth: depth + 1) }
      return .object(object)
    }
  }
}
