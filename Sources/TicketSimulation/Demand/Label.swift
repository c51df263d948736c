/// Names made of a prefix and a number.
enum Label {
  private static let zeros = ["", "0", "00", "000", "0000", "00000", "000000"]

  /// A name whose number has at least so many digits, up to 6.
  static func numbered(_ prefix: String, _ number: UInt32, width: Int) -> String {
    let digits = String(number)
    let missing = width - digits.utf8.count
    return missing > 0 ? prefix + zeros[min(missing, 6)] + digits : prefix + digits
  }

  /// The reference of a ticket: `T000001`.
  static func ticket(_ number: UInt32) -> String { numbered("T", number, width: 6) }

  /// What identifies an agent: `Agent 12`.
  static func agent(_ number: UInt32) -> String { "Agent " + String(number) }

  /// What identifies a requester: `Requester 301`.
  static func requester(_ number: UInt32) -> String { "Requester " + String(number) }
}
