/// What the checker knows of a ledger from the cycles before.
struct Findings {
  /// The bytes of all events, as they lay there when it was last looked at.
  var log: [[UInt8]] = []
  /// The deeds whose events are there.
  var present: [Int: Deed] = [:]
  /// The persons whose erasure was acknowledged, and those who may be erased or not.
  var erased: Set<String> = []
  var perishable: Set<String> = []
  /// The sizes that were acknowledged as signed.
  var signedSizes: Set<UInt64> = []
  /// The epoch that keys were acknowledged to be rotated to.
  var epoch: UInt32 = 0
  /// By consumer, the place that was kept.
  var places: [String: UInt64] = [:]
  /// The bytes of all events of an import that was not killed.
  var reference: [[UInt8]] = []
  /// Whether an erasure may still have to be ended by an opening.
  var mayHaveUnendedErasure = false
  /// What was counted, for the table.
  var counts: [String: Int] = [:]

  mutating func count(_ name: String, _ number: Int = 1) {
    counts[name, default: 0] += number
  }
}

/// Something that is not as it was promised.
struct Broken: Error {
  let text: String

  init(_ text: String) { self.text = text }
}

func require(_ condition: Bool, _ text: @autoclosure () -> String) throws {
  if !condition { throw Broken(text()) }
}
