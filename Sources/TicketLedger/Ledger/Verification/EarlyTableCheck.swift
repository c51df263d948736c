import Dispatch
import LedgerStore

/// Compares the tables beside the log while it is still hashed, in the hope that nothing is wrong.
///
/// Before the hashes are compared it is not known which events are changed, and so not what a table's
/// entry is to be blamed for. But an entry that is what the events give is right whatever the hashes say.
/// So all tables are compared with what an undamaged log gives, and if anything at all is found, that is
/// forgotten, and they are compared anew once all is known.
final class EarlyTableCheck: Sendable {
  private let store: LogStore
  private let known: TableCheck.Known
  /// The last transaction that was committed before the tables were read.
  private let transactionID: UInt64
  /// What is to be noted of the parts that are right.
  private let notesOfSound = Locked<[Part: [String]]>([:])

  private enum Part: CaseIterable {
    case heads
    case others
  }

  init(_ store: LogStore, _ known: TableCheck.Known) {
    self.store = store
    self.known = known
    transactionID = store.lastTransactionID
  }

  /// Begins, on threads of their own.
  func start(in group: DispatchGroup) {
    for part in Part.allCases {
      DispatchQueue.global().async(group: group) { [self] in
        // What cannot be read is read again, and thrown then.
        guard let notes = try? notes(of: part) else { return }
        notesOfSound.withLock { $0[part] = notes }
      }
    }
  }

  /// What is to be noted of the tables where all of them are as the events give them, once all threads are
  /// done.
  ///
  /// - Parameter snapshot: The state to be judged, in which the walk has come to the end.
  /// - Returns: Nil where anything is wrong, or something was committed since the tables were compared.
  func notes(in snapshot: borrowing LogSnapshot) -> [String]? {
    let notes = notesOfSound.withLock { $0 }
    guard notes.count == Part.allCases.count, snapshot.end == known.end,
      store.lastTransactionID == transactionID
    else { return nil }
    return Part.allCases.flatMap { notes[$0] ?? [] }
  }

  /// What is to be noted of a part; nil where anything is wrong.
  private func notes(of part: Part) throws(StoreError) -> [String]? {
    let snapshot = try store.beginRead()
    guard snapshot.end == known.end else { return nil }
    let findings = VerificationFindings(events: 0, progress: nil)
    switch part {
    case .heads:
      var heads = StreamHeadCheck([], findings)
      try heads.compare(known.tickets, exceptOf: [], in: snapshot)
    case .others: try TableCheck(known, findings).check(snapshot)
    }
    return findings.notesOfSound
  }
}
