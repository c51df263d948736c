/// The references that tickets were opened under, by number, as one walk over the log met them.
///
/// So the table of references is compared without seeking the opening of each ticket again. It takes 8
/// bytes for each ticket, and its reference.
struct TicketLabels: Sendable {
  private var bytes: [UInt8] = []
  /// Where each ticket's reference ends, times two; odd where it has one.
  private var ends: ContiguousArray<UInt64> = []

  /// Takes up the opening of the next ticket; one that is out of turn is left out, with all after it.
  mutating func add(_ label: RawSpan?, of ticket: TicketID) {
    guard ticket.rawValue == UInt64(ends.count) + 1 else { return }
    if let label { unsafe label.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) } }
    ends.append(UInt64(bytes.count) << 1 | (label == nil ? 0 : 1))
  }

  /// Whether these are the bytes of the reference that a ticket was opened under; false also where that is
  /// not known here.
  ///
  /// - Complexity: O(*n*) in the bytes.
  func isLabel(_ label: RawSpan, of ticket: TicketID) -> Bool {
    let place = ticket.rawValue &- 1
    guard place < UInt64(ends.count), ends[Int(place)] & 1 == 1 else { return false }
    let start = place == 0 ? 0 : Int(ends[Int(place) - 1] >> 1)
    return unsafe label.isEqual(to: bytes.span.bytes.extracting(start..<Int(ends[Int(place)] >> 1)))
  }
}
