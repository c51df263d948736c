import TicketLedger

/// Makes checksums and digests of changed entries hold again: whoever can change what is stored can
/// change what vouches for it.
enum Mending {
  /// Gives stored chunks of projections the keys, and heads the checksums, that belong to what is in
  /// them now.
  ///
  /// - Returns: The table that was changed.
  static func mendProjections(in tables: inout [String: [RawTables.Entry]]) -> Set<String> {
    var entries = tables["projections"] ?? []
    var renamed: [[UInt8]: [UInt64: UInt64]] = [:]
    for place in entries.indices {
      guard let name = chunkName(entries[place].key) else { continue }
      let sum = checksum(of: entries[place].value)
      let stored = entries[place].key.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      renamed[name, default: [:]][stored] = sum
      entries[place].key = name + (0..<8).map { UInt8(truncatingIfNeeded: sum >> (56 - 8 * $0)) }
    }
    for place in entries.indices where chunkName(entries[place].key) == nil {
      mendHead(&entries[place], renamed[entries[place].key] ?? [:])
    }
    tables["projections"] = entries
    return ["projections"]
  }

  /// The name and version that a chunk's key begins with; nil for a head's key.
  private static func chunkName(_ key: [UInt8]) -> [UInt8]? {
    guard let end = key.firstIndex(of: 0), key.count == end + 13 else { return nil }
    return Array(key[..<(end + 5)])
  }

  private static func mendHead(_ head: inout RawTables.Entry, _ renamed: [UInt64: UInt64]) {
    let size = head.value.count
    guard size >= 20 else { return }
    for place in stride(from: 12, to: size - 8, by: 8) {
      let chunk = head.value.number(at: place, width: 8)
      if let sum = renamed[chunk] { head.value.set(sum, width: 8, at: place) }
    }
    let sum = checksum(of: Array(head.value.dropLast(8)))
    head.value.set(sum, width: 8, at: size - 8)
  }

  private static func checksum(of bytes: [UInt8]) -> UInt64 { unsafe Checksum.of(bytes.span.bytes) }

  /// Puts the digest of each content into its envelope, where that has one.
  ///
  /// - Returns: The table that was changed.
  static func mendContents(in tables: inout [String: [RawTables.Entry]]) -> Set<String> {
    var contents: [[UInt8]: [UInt8]] = [:]
    for entry in tables["contents"] ?? [] { contents[entry.key] = entry.value }
    var events = tables["events"] ?? []
    for place in events.indices {
      let size = events[place].value.count
      guard let content = contents[events[place].key], size >= 88, events[place].value[3] & 2 == 2
      else { continue }
      events[place].value.replaceSubrange(size - 32..<size, with: Content.digest(of: content))
    }
    tables["events"] = events
    return ["events"]
  }
}
