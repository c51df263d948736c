/// The pattern a log's times are written in, ready for parsing.
///
/// The letters are those of Unicode TR 35, as far as Importing.md lists them; every other letter is
/// refused, so that a mistaken pattern is found before the first row.
struct TimeFormat: Hashable, Sendable {
  /// One part of a pattern.
  indirect enum Part: Hashable, Sendable {
    case number(Number, digits: ClosedRange<Int>)
    case fraction
    case monthName(isShort: Bool)
    case weekdayName
    case meridiem
    case offset
    case zoneName
    case literal(UInt8)
    /// `T` or a blank.
    case separator
    case optional([Part])
  }

  /// What a number in a time stands for.
  enum Number: Hashable, Sendable {
    case year
    case yearOfCentury
    case month
    case day
    case hour
    case hourOfHalfDay
    case minute
    case second
  }

  /// How times are written.
  enum Notation: Hashable, Sendable {
    case pattern([Part])
    case epochSeconds
    case epochMilliseconds
  }

  /// The pattern as the mapping has it.
  let text: String
  /// How times are written.
  let notation: Notation

  /// Whether a time written so never has an offset, and so needs a zone from elsewhere.
  var needsZone: Bool {
    guard case .pattern(let parts) = notation else { return false }
    return !TimeFormat.holdZone(parts)
  }

  private static func holdZone(_ parts: [Part]) -> Bool {
    parts.contains { part in
      switch part {
      case .offset, .zoneName: true
      case .optional(let parts): holdZone(parts)
      default: false
      }
    }
  }

  /// What is wrong with a pattern.
  struct Fault: Error, Hashable {
    var problem: String
    var remedy: String
  }

  /// Creates a format from a pattern, or from `iso8601`, `epochSeconds` or `epochMilliseconds`.
  init(_ text: String) throws(Fault) {
    self.text = text
    switch text {
    case "epochSeconds": notation = .epochSeconds
    case "epochMilliseconds": notation = .epochMilliseconds
    case "iso8601":
      var compiler = TimePatternCompiler("yyyy-MM-dd[\u{1}HH:mm[:ss[.S]][X]]")
      notation = .pattern(try compiler.compile())
    default:
      var compiler = TimePatternCompiler(text)
      notation = .pattern(try compiler.compile())
    }
  }
}

/// Makes the parts of a pattern.
struct TimePatternCompiler {
  private let pattern: [UInt8]
  private var place = 0
  private var letters: Set<Character> = []

  init(_ text: String) {
    pattern = Array(text.utf8)
  }

  /// The pattern's parts.
  mutating func compile() throws(TimeFormat.Fault) -> [TimeFormat.Part] {
    let parts = try list(isOptional: false)
    let needed = [("y", "year: yyyy"), ("M", "month: MM, mm is the minute"), ("d", "day")]
    for (needed, name) in needed {
      guard letters.contains(Character(needed)) else {
        throw TimeFormat.Fault(
          problem: "the pattern has no \(name.prefix { $0 != ":" })",
          remedy: "add \"\(needed)\"" + (name.contains(":") ? " (\(name))" : "")
        )
      }
    }
    if letters.contains("h") != letters.contains("a") {
      throw TimeFormat.Fault(
        problem: "\"h\" (1 to 12) and \"a\" (AM or PM) belong together",
        remedy: "use both, or \"H\" for hours from 0 to 23"
      )
    }
    return parts
  }

  private mutating func list(isOptional: Bool) throws(TimeFormat.Fault) -> [TimeFormat.Part] {
    var parts: [TimeFormat.Part] = []
    while place < pattern.count {
      let byte = pattern[place]
      switch byte {
      case UInt8(ascii: "["):
        place += 1
        parts.append(.optional(try list(isOptional: true)))
      case UInt8(ascii: "]"):
        place += 1
        guard isOptional else { throw unbalanced }
        return parts
      case UInt8(ascii: "'"): try quoted(into: &parts)
      case 1:
        // Not a letter of patterns: only the one behind "iso8601" has it.
        place += 1
        parts.append(.separator)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
        parts.append(try letter(byte))
      default:
        place += 1
        parts.append(.literal(byte))
      }
    }
    guard !isOptional else { throw unbalanced }
    return parts
  }

  private var unbalanced: TimeFormat.Fault {
    TimeFormat.Fault(
      problem: "\"[\" and \"]\" do not match",
      remedy: "put optional parts between them, for example [.SSS]"
    )
  }

  private mutating func quoted(into parts: inout [TimeFormat.Part]) throws(TimeFormat.Fault) {
    place += 1
    let start = place
    while place < pattern.count, pattern[place] != UInt8(ascii: "'") {
      parts.append(.literal(pattern[place]))
      place += 1
    }
    guard place < pattern.count else {
      throw TimeFormat.Fault(
        problem: "a quoted text does not end",
        remedy: "close it with ', as in 'T'"
      )
    }
    if place == start { parts.append(.literal(UInt8(ascii: "'"))) }
    place += 1
  }

  private mutating func letter(_ byte: UInt8) throws(TimeFormat.Fault) -> TimeFormat.Part {
    let start = place
    while place < pattern.count, pattern[place] == byte { place += 1 }
    let count = place - start
    let letter = Character(UnicodeScalar(byte))
    letters.insert(letter)
    let digits = count == 1 ? 1...2 : 2...2
    switch (letter, count) {
    case ("y", 4): return .number(.year, digits: 4...4)
    case ("y", 2): return .number(.yearOfCentury, digits: 2...2)
    case ("M", 1...2): return .number(.month, digits: digits)
    case ("M", 3): return .monthName(isShort: true)
    case ("M", 4): return .monthName(isShort: false)
    case ("d", 1...2): return .number(.day, digits: digits)
    case ("H", 1...2): return .number(.hour, digits: digits)
    case ("h", 1...2): return .number(.hourOfHalfDay, digits: digits)
    case ("m", 1...2): return .number(.minute, digits: digits)
    case ("s", 1...2): return .number(.second, digits: digits)
    case ("S", _): return .fraction
    case ("a", 1): return .meridiem
    case ("E", 1...4): return .weekdayName
    case ("X", 1...3), ("Z", 1): return .offset
    case ("V", 2): return .zoneName
    default:
      throw TimeFormat.Fault(
        problem: "\"\(String(repeating: letter, count: count))\" means nothing in a time format",
        remedy: "use yyyy yy M MM MMM MMMM d dd H HH h hh m mm s ss S a E X VV; "
          + "put other letters between '…'"
      )
    }
  }
}
