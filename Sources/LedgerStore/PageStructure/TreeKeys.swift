/// How a tree orders its keys.
enum TreeKeys {
  /// 64-bit little-endian numbers, by value; `MDB_INTEGERKEY`.
  case integers
  /// 1 to 511 bytes, by byte and then by length; LMDB's default.
  case bytes

  /// Whether a key of this many bytes can be.
  func allows(size: Int) -> Bool {
    switch self {
    case .integers: size == 8
    case .bytes: (1...TreePage.greatestKeySize).contains(size)
    }
  }

  /// Whether one key, of a size that is allowed, comes before another.
  func isLess(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Bool {
    switch self {
    case .integers: Self.number(first) < Self.number(second)
    case .bytes: first.lexicographicallyPrecedes(second)
    }
  }

  /// Where an entry is, in a report.
  func place(_ key: ArraySlice<UInt8>) -> PageStructure.Place {
    switch self {
    case .integers: .number(Self.number(key))
    case .bytes: .bytes(Array(key))
    }
  }

  /// What a page holds, in a report: the keys between those that lead to it.
  func place(_ range: KeyRange) -> PageStructure.Place? {
    guard range.lower != nil || range.upper != nil else { return nil }
    return switch self {
    case .integers:
      .numbers(from: range.lower.map(Self.number) ?? 0, upTo: range.upper.map(Self.number))
    case .bytes:
      .byteRange(from: range.lower.map { Array($0) } ?? [], upTo: range.upper.map { Array($0) })
    }
  }

  static func number(_ key: ArraySlice<UInt8>) -> UInt64 {
    var number: UInt64 = 0
    for byte in key.reversed() { number = number << 8 | UInt64(byte) }
    return number
  }
}

/// The keys that may be below a page: not less than `lower`, and less than `upper`.
struct KeyRange {
  /// Nil at the left edge of the tree.
  var lower: ArraySlice<UInt8>?
  /// Nil at the right edge of the tree.
  var upper: ArraySlice<UInt8>?
}
