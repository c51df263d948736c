/// What most pages are, told in a few comparisons an entry.
///
/// Each of these is true only where the whole check would find nothing; where one is false, the whole
/// check is made, and says what is wrong and where.
extension TreePage {
  /// Whether the entries fill the page, and each lies before the one with the next smaller key: so LMDB
  /// leaves a page to which entries were only appended.
  ///
  /// - Complexity: O(entries).
  var isFilledInOrder: Bool {
    var end = bytes.count
    for index in 0..<count {
      let offset = offset(index)
      guard let size = size(at: offset), offset + size == end else { return false }
      end = offset
    }
    return end == Int(upper)
  }

  /// Whether the keys of a leaf are numbers that rise, in the range of the page.
  ///
  /// The entries must fill the page.
  ///
  /// - Complexity: O(entries).
  func hasRisingNumbers(in range: KeyRange) -> Bool {
    guard !isBranch else { return false }
    var least = range.lower.map(TreeKeys.number) ?? 0
    var last: UInt64 = 0
    for index in 0..<count {
      let offset = offset(index)
      guard keySize(at: offset) == 8 else { return false }
      last = bytes.number(at: offset + Self.entryHeaderSizeInBytes, as: UInt64.self)
      guard last >= least, last < .max else { return false }
      least = last + 1
    }
    return range.upper.map { last < TreeKeys.number($0) } ?? true
  }

  /// Whether every value of a leaf lies in the page, and is of a size that may.
  ///
  /// The entries must fill the page.
  ///
  /// - Complexity: O(entries).
  var hasValuesInside: Bool {
    let greatest = Self.greatestEntrySize(pageSize: bytes.count)
    for index in 0..<count {
      let offset = offset(index)
      let size = Self.entryHeaderSizeInBytes + keySize(at: offset) + Int(valueSize(at: offset))
      guard entryFlags(at: offset) == 0, size <= greatest else { return false }
    }
    return true
  }
}
