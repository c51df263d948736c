import LedgerStore

/// Compares the stream heads with what their tickets' events give.
struct StreamHeadCheck {
  private let findings: VerificationFindings
  private var expected = ByteWriter(capacity: 256)

  init(_ findings: VerificationFindings) {
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
        if !doubtful.contains(id), !isEqual(found.value, to: ticket) {
          add(ticket, "is not what its events give")
        }
      } else if !doubtful.contains(id) {
        addStray(number)
      }
      head = try heads.next()
    }
    while let stray = head {
      if !doubtful.contains(TicketID(stray.number)) { addStray(stray.number) }
      head = try heads.next()
    }
  }

  private mutating func isEqual(_ bytes: RawSpan, to ticket: Ticket) -> Bool {
    expected.removeAll()
    ticket.encode(into: &expected)
    return bytes.isEqual(to: expected.bytes)
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
  func isEqual(to bytes: [UInt8]) -> Bool {
    guard byteCount == bytes.count else { return false }
    return unsafe withUnsafeBytes { unsafe $0.elementsEqual(bytes) }
  }
}
