import LedgerStore

/// What the log says of persons, carried on while others append.
struct LoggedPersons {
  /// How many the log has registered.
  private(set) var registered: UInt64
  /// Those whose words it says were erased.
  private(set) var erased: Set<PersonID>
  private var end: UInt64

  /// What a walk that has come to an end found; a changed event does not tell whom it erased.
  init(_ walk: borrowing LogWalk, upTo end: UInt64, except changed: DamagedPositions) {
    registered = walk.personCount
    erased = Set(walk.erasures.filter { !changed.contains($0.value) }.keys)
    self.end = end
  }

  /// Takes up what was appended since.
  mutating func follow(_ store: LogStore) throws(LedgerError) {
    try LedgerError.wrapping {
      let snapshot = try store.beginRead()
      var events = try snapshot.numbered(in: .events, from: end)
      while let event = try events.next() {
        end = event.number + 1
        guard let recorded = try? Envelope.decode(event.value, at: Position(event.number)) else {
          continue
        }
        switch recorded.event {
        case .ledger(.personRegistered): registered += 1
        case .ledger(.personErased(let erasure)): erased.insert(erasure.person)
        default: break
        }
      }
    }
  }
}
