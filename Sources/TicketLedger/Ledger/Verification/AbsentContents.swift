import LedgerStore

/// Tells the contents that were erased from those that are missing.
///
/// Only a logged erasure of the person whose words they were explains that they are not there.
struct AbsentContents {
  private let findings: VerificationFindings
  private let erased: Set<PersonID>
  private(set) var erasedCount: UInt64 = 0
  private(set) var missingCount: UInt64 = 0

  init(_ erased: Set<PersonID>, _ findings: VerificationFindings) {
    self.erased = erased
    self.findings = findings
  }

  /// Judges contents that are not there.
  mutating func judge(
    _ absent: [UInt64],
    tickets: TicketTable,
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    for position in absent {
      let owner = try owner(of: position, tickets, snapshot)
      if case .person(let person)? = owner, erased.contains(person) {
        erasedCount += 1
        continue
      }
      missingCount += 1
      findings.add(
        VerificationProblem(
          .missingContent,
          at: position,
          "the content at position \(position) is missing, and no erasure in the log explains it"
        )
      )
    }
  }

  /// Finds contents that are there although the log says that they were erased.
  ///
  /// - Complexity: O(n) in the contents where anybody was erased, else O(1).
  func findUnerased(
    tickets: TicketTable,
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    guard !erased.isEmpty else { return }
    var contents = try snapshot.numbered(in: .contents)
    while let content = try contents.next() {
      let owner = try owner(of: content.number, tickets, snapshot)
      guard case .person(let person)? = owner, erased.contains(person) else { continue }
      findings.add(
        VerificationProblem(
          .unerasedContent,
          at: content.number,
          "the content at position \(content.number) is there, although the log says that the words "
            + "of person \(person.rawValue) were erased"
        )
      )
    }
  }

  /// Finds contents beyond the last event; those before it were met beside the events.
  func findStray(in snapshot: borrowing LogSnapshot) throws(StoreError) {
    var contents = try snapshot.numbered(in: .contents, from: snapshot.end)
    while let content = try contents.next() {
      findings.add(.strayContent(at: content.number))
    }
  }

  private func owner(
    of position: UInt64,
    _ tickets: TicketTable,
    _ snapshot: borrowing LogSnapshot
  ) throws(StoreError) -> KeyOwner? {
    guard let bytes = try snapshot.value(in: .events, at: position),
      let recorded = try? Envelope.decode(bytes, at: Position(position))
    else { return nil }
    let requester = recorded.ticket.flatMap { tickets[$0]?.requester }
    return recorded.event.contentOwner(requester: requester)
  }
}
