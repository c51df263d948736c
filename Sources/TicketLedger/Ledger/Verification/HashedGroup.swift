import Transparency

/// What hashing 32 events in a row gave, beside the record of them.
struct HashedGroup: Sendable {
  /// Its place among the groups, which is its record's number.
  let number: UInt64
  /// The hash over the events; nil where one is missing.
  let own: Hash?
  /// The hash in the record; nil where no sound record is there.
  let stored: Hash?
  /// The places of events whose hashes begin otherwise than the record says, a bit each.
  let differing: UInt32

  /// The position of its first event.
  var start: UInt64 { number * UInt64(LeafGroup.width) }
  /// The position after its last event.
  var end: UInt64 { start + UInt64(LeafGroup.width) }

  /// The hash as far as the events say nothing else than the record does.
  var byEvents: Hash? { own ?? (differing == 0 ? stored : nil) }
  /// The hash as the record has it, where there is one.
  var byRecord: Hash? { stored ?? own }

  /// Whether both hashes are known, and are not the same.
  var hasOtherHash: Bool { own != nil && stored != nil && own != stored }
  /// Whether anything in the record is not what the events give.
  var differs: Bool { differing != 0 || hasOtherHash }
  /// Whether the events are those that the record's hash is of, however it says that they begin.
  var isConfirmed: Bool { own != nil && own == stored }

  /// The positions of the events that differ.
  var positions: [UInt64] { HashedGroup.positions(differing, from: start) }

  /// The positions that bits stand for, from the place of the lowest on.
  static func positions(_ bits: UInt32, from start: UInt64) -> [UInt64] {
    (0..<UInt64(LeafGroup.width)).filter { bits >> UInt32($0) & 1 == 1 }.map { start + $0 }
  }
}
