import Foundation
import LedgerStore

/// Compares the stream heads with what their tickets' events give.
struct StreamHeadCheck {
  private let findings: VerificationFindings
  private let damage: [DamagedPositions]
  private var expected = ByteWriter(capacity: 256)

  /// Heads that stand at damaged positions are right, and the events are not.
  init(_ damage: [DamagedPositions], _ findings: VerificationFindings) {
    self.damage = damage
    self.findings = findings
  }

  /// Compares all of them, leaving out tickets of which an event is missing or wrong.
  ///
  /// - Complexity: O(n) in the tickets.
  mutating func compare(
    _ tickets: TicketTable,
    exceptOf doubtful: Set<TicketID>,
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    var heads = try snapshot.numbered(in: .streams)
    var head = try heads.next()
    for number in 1..<UInt64(tickets.count + 1) {
      while let stray = head, stray.number < number {
        addStray(stray.number)
        head = try heads.next()
      }
      let id = TicketID(number)
      let ticket = tickets[id]
      guard let found = head, found.number == number else {
        if let ticket, !doubtful.contains(id) { add(ticket, "is missing") }
        continue
      }
      if let ticket {
        if !doubtful.contains(id), !isEqual(found.value, to: ticket), !isExcused(found.value) {
          add(ticket, "is not what its events give")
        }
      } else if !doubtful.contains(id), !isExcused(found.value) {
        addStray(number)
      }
      head = try heads.next()
    }
    while let stray = head {
      if !doubtful.contains(TicketID(stray.number)), !isExcused(stray.value) {
        addStray(stray.number)
      }
      head = try heads.next()
    }
  }

  /// Whether a head names a damaged event as its ticket's last.
  private func isExcused(_ bytes: RawSpan) -> Bool {
    guard damage.contains(where: { !$0.isEmpty }) else { return false }
    var reader = ByteReader(bytes.copied)
    guard let head = try? Ticket(id: TicketID(0), decoding: &reader) else { return false }
    return damage.contains { $0.contains(head.lastPosition.rawValue) }
  }

  private mutating func isEqual(_ bytes: RawSpan, to ticket: Ticket) -> Bool {
    expected.removeAll()
    ticket.encode(into: &expected)
    return bytes.isEqual(to: expected.span)
  }

  private func add(_ ticket: Ticket, _ what: String) {
    findings.add(
      VerificationProblem(
        .streamHead,
        at: ticket.lastPosition.rawValue,
        ticket: ticket.id,
        "the stream head of ticket \(ticket.id) \(what); its last event stands at position "
          + "\(ticket.lastPosition)"
      )
    )
  }

  private func addStray(_ number: UInt64) {
    findings.add(
      VerificationProblem(
        .streamHead,
        ticket: TicketID(number),
        "there is a stream head of ticket \(number), which no event speaks of"
      )
    )
  }
}

extension RawSpan {
  /// Whether the bytes are those of an array.
  func isEqual(to bytes: [UInt8]) -> Bool { unsafe isEqual(to: bytes.span.bytes) }

  /// Whether the bytes are the same.
  ///
  /// - Complexity: O(n), many bytes at once.
  func isEqual(to other: RawSpan) -> Bool {
    guard byteCount == other.byteCount else { return false }
    return unsafe withUnsafeBytes { raw in
      unsafe other.withUnsafeBytes { others in
        // Of no bytes there may be no address.
        guard let first = raw.baseAddress, let other = others.baseAddress else { return true }
        return unsafe memcmp(first, other, raw.count) == 0
      }
    }
  }
}
