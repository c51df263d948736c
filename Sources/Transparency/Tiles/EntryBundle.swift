/// Entries of a log as C2SP tlog-tiles bundles them.
///
/// ```
/// offset  bytes
///      0      2  the length of the first entry, big-endian
///      2      n  the entry
///  2 + n      2  the length of the second one
///                ...
/// ```
public enum EntryBundle {
  /// The longest entry that a bundle can hold: 65,535 bytes.
  public static var longestEntry: Int { 65_535 }
  /// The most bytes that a bundle can have.
  static var longestBundle: Int { Tile.fullWidth * (2 + longestEntry) }

  /// Appends an entry; false, and nothing appended, where it is too long.
  public static func append(_ entry: some Collection<UInt8>, to bytes: inout [UInt8]) -> Bool {
    let count = entry.count
    guard count <= longestEntry else { return false }
    bytes.append(UInt8(truncatingIfNeeded: count >> 8))
    bytes.append(UInt8(truncatingIfNeeded: count))
    bytes.append(contentsOf: entry)
    return true
  }

  /// The entries of a bundle; nil where a length leads beyond its end.
  ///
  /// - Complexity: O(number of entries); they share the bytes.
  public static func parse(_ bytes: [UInt8]) -> [ArraySlice<UInt8>]? {
    let (entries, isWhole) = prefix(of: bytes)
    return isWhole ? entries : nil
  }

  /// The entries that can be read from the front, and whether they are all of the bytes.
  static func prefix(of bytes: [UInt8]) -> (entries: [ArraySlice<UInt8>], isWhole: Bool) {
    var entries: [ArraySlice<UInt8>] = []
    var offset = 0
    while bytes.count - offset >= 2 {
      let count = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
      guard bytes.count - offset - 2 >= count else { return (entries, false) }
      entries.append(bytes[offset + 2..<offset + 2 + count])
      offset += 2 + count
    }
    return (entries, offset == bytes.count)
  }
}
