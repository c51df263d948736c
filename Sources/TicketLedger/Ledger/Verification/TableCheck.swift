import LedgerStore

/// Checks the tables of names and notes beside the log, as far as the events tell what they hold.
struct TableCheck {
  private let findings: VerificationFindings
  private let walk: Known

  /// What the events tell.
  struct Known: Sendable {
    let end: UInt64
    let tickets: TicketTable
    let catalogue: Catalogue
    let referenceCount: UInt64
    /// The references that tickets were opened under.
    let labels: TicketLabels
    /// The most rows of each source that an event says were imported.
    let importedRows: [TermID: UInt64]
    /// Whether words are sealed.
    let isSealed: Bool
    /// What opens words; nil without keys.
    let seal: LedgerSeal?
    /// Whether some events are missing or wrong, so that counts tell nothing.
    let isDamaged: Bool
  }

  init(_ known: Known, _ findings: VerificationFindings) {
    walk = known
    self.findings = findings
  }

  /// Checks all of them.
  func check(_ snapshot: borrowing LogSnapshot) throws(StoreError) {
    var references = ReferenceCheck(walk, findings)
    try references.check(snapshot)
    try checkImports(snapshot)
    try checkConsumers(snapshot)
    try checkMeta(snapshot)
  }

  // MARK: Notes of those who read and write

  /// Marks only grow, so those of a source count at least as many rows together as the log ever said
  /// were imported of it.
  private func checkImports(_ snapshot: borrowing LogSnapshot) throws(StoreError) {
    var rows: [TermID: UInt64] = [:]
    var entries = try snapshot.entries(in: .imports)
    while let entry = try entries.next() {
      let key = entry.key.copied
      let source = TermID(rawValue: key.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
      let isSource =
        source.dimension == .source && (walk.isDamaged || walk.catalogue.name(of: source) != nil)
      guard isSource, 5...LedgerTransaction.maximumNameSize + 4 ~= key.count,
        String(validating: key.dropFirst(4), as: UTF8.self) != nil, entry.value.byteCount == 40
      else {
        addEntry("a mark of an import is not of the documented form")
        continue
      }
      let count = TableCheck.number(entry.value.extracting(first: 8)) ?? 0
      let (sum, isTooLarge) = rows[source, default: 0].addingReportingOverflow(count)
      rows[source] = isTooLarge ? .max : sum
    }
    guard !walk.isDamaged else { return }
    for (source, expected) in walk.importedRows.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let found = rows[source, default: 0]
      guard found < expected else { continue }
      let name = walk.catalogue.name(of: source) ?? ""
      addEntry("\(expected) rows of \(name) were imported, and its marks count \(found)")
    }
  }

  private func checkConsumers(_ snapshot: borrowing LogSnapshot) throws(StoreError) {
    var entries = try snapshot.entries(in: .consumers)
    while let entry = try entries.next() {
      guard (Self.number(entry.value) ?? .max) >= walk.end else { continue }
      let name = String(decoding: entry.key.copied.prefix(80), as: UTF8.self)
      addEntry("the consumer \(name) stands beyond the log")
    }
  }

  private func checkMeta(_ snapshot: borrowing LogSnapshot) throws(StoreError) {
    var storesLeaves = false
    var entries = try snapshot.entries(in: .meta)
    while let entry = try entries.next() {
      let name = String(decoding: entry.key.copied.prefix(80), as: UTF8.self)
      switch name {
      case "format", "frontier": break
      case "leaves": storesLeaves = true
      case "alarms":
        let moment = Self.number(entry.value).map { Int64(bitPattern: $0) }
        if !(moment.map(Instant.range.contains) ?? false) {
          addEntry("the moment since when alarms are raised is none")
        }
      case "uncompacted":
        guard let position = Self.number(entry.value), position < walk.end else {
          addEntry("the erasure whose bytes may be left stands beyond the log")
          continue
        }
        findings.note(
          "bytes of words that the event at position \(position) erased may be left in unused parts of "
            + "the file; erase again, or compact the ledger, while nobody has it open"
        )
      case "erasing":
        guard let count = Self.number(entry.value), count < UInt64(walk.catalogue.erasedPersonCount)
        else {
          // Erasures may be among the events that cannot be read.
          if walk.isDamaged { continue }
          addEntry("the erasures whose keys may be left stand beyond the log")
          continue
        }
        findings.note(
          "the keys of persons who were erased may not be gone for good, since the erasure was cut off; "
            + "open the ledger for writing, which ends it"
        )
      default: findings.note("the table meta has a key \(name), which is not known here")
      }
    }
    guard try EvidenceTree.openPrefixes(of: snapshot) == nil, snapshot.end > 0 else { return }
    findings.add(
      VerificationProblem(
        .tile,
        storesLeaves
          ? "the stored leaves of the last events are not as many as those"
          : "the stored leaves of the last events are missing"
      )
    )
  }

  private func addEntry(_ what: String) {
    findings.add(VerificationProblem(.entry, what))
  }

  /// The number that a value is; nil where it is none.
  static func number(_ bytes: RawSpan) -> UInt64? {
    guard bytes.byteCount == 8 else { return nil }
    return UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(as: UInt64.self))
  }
}
