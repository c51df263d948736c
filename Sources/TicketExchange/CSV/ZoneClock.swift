import Foundation
import TicketLedger

/// A zone's wall clock, made UTC.
///
/// A local time that comes twice, or never, because clocks were changed is read with the offset in
/// force before the change: of two moments the first, and a skipped time as if the clocks had not been
/// changed yet.
struct ZoneClock {
  /// Offsets and zone names are far shorter; what is longer is not looked up.
  private static let longestName = 64

  private let fixedOffset: Int64?
  private let zone: TimeZone?
  /// The offset of days on which it does not change; nil for days on which it may.
  private var offsetOfDay: [Int64: Int64?] = [:]

  /// Creates the clock of an IANA name (`Europe/Paris`), `UTC`, `Z`, or an offset (`+01:00`, `+0100`,
  /// `+01`); nil where the name is none of these.
  init?(_ name: String) {
    guard name.utf8.count <= ZoneClock.longestName else { return nil }
    if let offset = ZoneClock.offset(name) {
      fixedOffset = offset
      zone = nil
    } else if let zone = TimeZone(identifier: name), name.contains("/") {
      fixedOffset = nil
      self.zone = zone
    } else {
      return nil
    }
  }

  /// The seconds since 1970 in UTC of a wall clock's seconds since 1970.
  mutating func utc(_ local: Int64) -> Int64 {
    if let fixedOffset { return local - fixedOffset }
    let day = local.quotientAndRemainder(flooringBy: 86_400).quotient
    if let cached = offsetOfDay[day] {
      if let offset = cached { return local - offset }
    } else {
      let before = offset(at: (day - 1) * 86_400)
      let isSteady = before == offset(at: day * 86_400) && before == offset(at: (day + 2) * 86_400)
      offsetOfDay[day] = .some(isSteady ? before : nil)
      if isSteady { return local - before }
    }
    let before = offset(at: local - 86_400)
    let after = offset(at: local + 86_400)
    if offset(at: local - before) == before { return local - before }
    if offset(at: local - after) == after { return local - after }
    return local - before
  }

  private func offset(at utc: Int64) -> Int64 {
    Int64(zone?.secondsFromGMT(for: Date(timeIntervalSince1970: Double(utc))) ?? 0)
  }

  private static func offset(_ name: String) -> Int64? {
    if ["UTC", "GMT", "Z"].contains(name) { return 0 }
    let bytes = Array(name.utf8)
    guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return nil
    }
    let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
    let rest = bytes.dropFirst()
    let isWellFormed = rest.count == digits.count || (rest.count == 5 && bytes[3] == 58)
    guard isWellFormed, digits.count == 2 || digits.count == 4,
      digits.allSatisfy({ 48...57 ~= $0 })
    else { return nil }
    let number = digits.reduce(0) { $0 * 10 + Int64($1 - 48) }
    let (hours, minutes) = digits.count == 2 ? (number, 0) : (number / 100, number % 100)
    guard hours < 24, minutes < 60 else { return nil }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
}
