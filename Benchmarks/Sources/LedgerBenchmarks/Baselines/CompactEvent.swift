import Foundation

/// An event in a fixed layout of 48 bytes, with numbers for names: the smallest thing to keep in SQLite
/// that is still simple to write.
///
/// ```
/// 0 kind  1 level  2 priority  3 reserved  4 revision  8 ticket  16 at
/// 24 actor  28 requester  32 service  36 category  40 team  44 minutes
/// ```
/// A number of zero is no name; the machine's own byte order.
struct CompactEvent: BitwiseCopyable, Sendable {
  var kind: UInt8
  var level: UInt8
  var priority: UInt8
  var reserved: UInt8 = 0
  var revision: Int32
  var ticket: Int64
  var at: Int64
  var actor: UInt32
  var requester: UInt32
  var service: UInt32
  var category: UInt32
  var team: UInt32
  var minutes: UInt32

  /// Takes an event down, giving new names their numbers.
  init(_ event: DeskEvent, naming names: inout NameTable) {
    kind = CompactEvent.number(of: event.kind)
    level = event.level ?? 0
    priority = event.priority ?? 0
    revision = event.revision
    ticket = event.ticket
    at = event.at
    actor = names.number(of: event.actor)
    requester = names.number(of: event.requester)
    service = names.number(of: event.service)
    category = names.number(of: event.category)
    team = names.number(of: event.team)
    minutes = event.minutes ?? 0
  }

  /// Reads the layout back; nil where there are fewer bytes.
  @inline(__always)
  init?(_ data: Data) {
    guard data.count == MemoryLayout<CompactEvent>.size else { return nil }
    self = unsafe data.withUnsafeBytes { unsafe $0.loadUnaligned(as: CompactEvent.self) }
  }

  /// The layout's bytes.
  var data: Data { unsafe withUnsafeBytes(of: self) { unsafe Data($0) } }

  @inline(__always)
  private static func number(of kind: DeskEvent.Kind) -> UInt8 {
    UInt8(DeskEvent.Kind.allCases.firstIndex(of: kind) ?? 0)
  }
}

/// Names and their numbers, from 1 on.
struct NameTable {
  private var numbers: [String: UInt32] = [:]
  /// The names that nobody has taken yet, to be kept with the events that need them.
  private(set) var added: [(number: UInt32, name: String)] = []

  /// The number of a name, new or known; 0 for none.
  mutating func number(of name: String?) -> UInt32 {
    guard let name else { return 0 }
    if let number = numbers[name] { return number }
    let number = UInt32(numbers.count + 1)
    numbers[name] = number
    added.append((number, name))
    return number
  }

  /// Takes the new names.
  mutating func takeAdded() -> [(number: UInt32, name: String)] {
    defer { added.removeAll(keepingCapacity: true) }
    return added
  }
}
