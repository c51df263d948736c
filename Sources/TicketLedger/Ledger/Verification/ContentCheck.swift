import LedgerStore

/// Judges what was found of contents, once it is known which events are changed.
///
/// Only a logged erasure of the person whose words they were explains that contents are not there. What
/// a changed envelope says of its content tells nothing: the event is blamed, and not the content.
struct ContentCheck {
  private let known: Known
  private let findings: VerificationFindings
  private(set) var presentCount: UInt64
  private(set) var erasedCount: UInt64 = 0
  private(set) var missingCount: UInt64 = 0

  /// What the events tell.
  struct Known {
    let tickets: TicketTable
    /// The persons whom the log calls erased.
    let erased: Set<PersonID>
    /// Events that are not those that were appended.
    let changed: DamagedPositions
    /// A changed event that may have logged an erasure: whom it erased cannot be told; nil where none is.
    let changedErasure: UInt64?
  }

  init(presentCount: UInt64, _ known: Known, _ findings: VerificationFindings) {
    self.presentCount = presentCount
    self.known = known
    self.findings = findings
  }

  /// Judges what the hashing found, stretch by stretch.
  mutating func judge(
    _ chunks: [HashedChunk],
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    for chunk in chunks {
      for position in chunk.changedContents where !known.changed.contains(position) {
        findings.add(
          VerificationProblem(
            .changedContent,
            at: position,
            "the content at position \(position) is not the one that its event was appended with"
          )
        )
      }
      for position in chunk.strayContents where !known.changed.contains(position) {
        findings.add(.strayContent(at: position))
      }
      for position in chunk.absent where !known.changed.contains(position) {
        try judgeAbsent(position, in: snapshot)
      }
    }
    guard let erasure = known.changedErasure, missingCount > 0 else { return }
    findings.note(
      "whether the event at position \(erasure) erased somebody's words, and whose, is not known, since "
        + "it was changed; \(counted(missingCount, "content")) that nothing else explains may be theirs"
    )
  }

  private mutating func judgeAbsent(
    _ position: UInt64,
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    if case .person(let person)? = try owner(of: position, snapshot), known.erased.contains(person)
    {
      erasedCount += 1
      return
    }
    missingCount += 1
    guard known.changedErasure == nil else { return }
    findings.add(
      VerificationProblem(
        .missingContent,
        at: position,
        "the content at position \(position) is missing, and no erasure in the log explains it"
      )
    )
  }

  /// Finds contents that are there although the log says that they were erased, and counts those as
  /// missing whose key is lost.
  ///
  /// - Complexity: O(n) in the contents where anybody was erased or a key is lost, else O(1).
  mutating func findUnerased(
    without lost: LostKeys,
    in snapshot: borrowing LogSnapshot
  ) throws(StoreError) {
    guard !known.erased.isEmpty || !lost.isEmpty else { return }
    var contents = try snapshot.numbered(in: .contents)
    while let content = try contents.next() {
      guard !known.changed.contains(content.number),
        let owner = try owner(of: content.number, snapshot)
      else { continue }
      if case .person(let person) = owner, known.erased.contains(person) {
        addUnerased(content.number, person)
      } else if lost.contains(owner) {
        missingCount += 1
        presentCount -= min(presentCount, 1)
      }
    }
  }

  private func addUnerased(_ position: UInt64, _ person: PersonID) {
    guard known.changedErasure == nil else { return }
    findings.add(
      VerificationProblem(
        .unerasedContent,
        at: position,
        person: person,
        "the content at position \(position) is there, although the log says that the words of person "
          + "\(person.rawValue) were erased"
      )
    )
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
    _ snapshot: borrowing LogSnapshot
  ) throws(StoreError) -> KeyOwner? {
    guard let bytes = try snapshot.value(in: .events, at: position),
      let recorded = try? Envelope.decode(bytes, at: Position(position))
    else { return nil }
    let requester = recorded.ticket.flatMap { known.tickets[$0]?.requester }
    return recorded.event.contentOwner(requester: requester)
  }
}

extension VerificationProblem {
  /// A content that no event has.
  fileprivate static func strayContent(at position: UInt64) -> VerificationProblem {
    VerificationProblem(
      .strayContent,
      at: position,
      "a content stands at position \(position), and no event there has one"
    )
  }
}
