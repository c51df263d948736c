import TicketLedger

/// What a column rule can give: made of a cell, or written in the mapping itself.
protocol MappedValue: Hashable, Sendable {
  /// What a cell or a table's value has to be, for a message.
  static var wanted: String { get }
  /// What an unlisted cell becomes where the mapping does not say.
  static var keepsUnlisted: Bool { get }

  /// Makes the value a cell says by itself; nil where it says none.
  init?(cell: String)
  /// Reads the value at a place of the mapping.
  init(_ node: MappingNode) throws(ImportError)
}

extension MappedValue {
  static var keepsUnlisted: Bool { false }
}

/// A name or a text; short ones become labels of envelopes, which bounds them.
struct MappedText: MappedValue {
  let text: String

  static let wanted = "a text"
  static let keepsUnlisted = true

  init?(cell: String) {
    text = cell
  }

  init(_ node: MappingNode) throws(ImportError) {
    text = try node.name()
  }
}

/// A whole number within bounds.
struct MappedNumber<Bounds: NumberBounds>: MappedValue {
  let number: Int

  static var wanted: String {
    "a whole number from \(Bounds.range.lowerBound) to \(Bounds.range.upperBound)"
  }

  init?(cell: String) {
    guard let number = Int(cell), Bounds.range.contains(number) else { return nil }
    self.number = number
  }

  init(_ node: MappingNode) throws(ImportError) {
    number = try node.integer(Bounds.range)
  }
}

/// The bounds of a kind of number.
protocol NumberBounds: Hashable, Sendable {
  static var range: ClosedRange<Int> { get }
}

/// Impact, urgency, priority.
enum GradeBounds: NumberBounds { static let range = 1...9 }
/// Support levels.
enum LevelBounds: NumberBounds { static let range = 1...255 }
/// Ratings.
enum ScoreBounds: NumberBounds { static let range = 1...5 }
/// Minutes of work.
enum MinuteBounds: NumberBounds { static let range = 0...Int(UInt32.max) }

/// A word of a closed list.
struct MappedWord<List: Vocabulary>: MappedValue {
  let word: List

  static var wanted: String { "one of \(List.names)" }

  init?(cell: String) {
    guard let word = List(name: cell) else { return nil }
    self.word = word
  }

  init(_ node: MappingNode) throws(ImportError) {
    let name = try node.string()
    guard let word = List(name: name) else {
      throw node.error("\"\(name)\" is unknown", "use \(Self.wanted)")
    }
    self.word = word
  }
}
