import LedgerStore

extension Ledger {
  /// An event's words, or why they cannot be read; none beyond the end of the log.
  ///
  /// Words whose owner's key is damaged or gone are told as ``EventWords/missing``, like those that are
  /// not there themselves.
  ///
  /// - Throws: ``LedgerError/inconsistent(_:_:)`` where sealed words are not what was sealed,
  ///   ``LedgerError/undecodable(_:_:)``, ``LedgerError/storage(_:)``, or ``LedgerError/keys(_:)``
  ///   where the key-encryption key of another epoch is needed, since a rotation, and is not to be had.
  /// - Complexity: O(log n), and O(m) in the words. Words that are not there, and whose erasure another
  ///   process recorded since the live view was last moved, cost the events since.
  public func words(at position: Position) throws(LedgerError) -> EventWords {
    try LedgerError.wrapping(at: position) {
      let (kind, content): (EventKind, [UInt8])
      do {
        let snapshot = try store.beginRead()
        guard let envelope = try snapshot.value(in: .events, at: position.rawValue) else {
          return .none
        }
        let recorded = try Envelope.decode(envelope, at: position)
        guard let found = try snapshot.value(in: .contents, at: position.rawValue)?.copied else {
          guard try Envelope.digest(of: envelope) != nil else { return .none }
          return try standing(of: recorded, in: snapshot).isErased ? .erased : .missing
        }
        (kind, content) = (recorded.event.kind, found)
      }
      // A key may be looked up in the live view and another snapshot, which wait for a map that is to be
      // moved; so this snapshot, which keeps it from moving, has ended by now.
      return try Content.words(in: content, of: kind, seal)
    }
  }

  /// The bytes beside an event as they are stored; nil where there are none.
  ///
  /// - Complexity: O(log n).
  package func content(at position: Position) throws(LedgerError) -> [UInt8]? {
    try LedgerError.wrapping {
      let snapshot = try store.beginRead()
      return try snapshot.value(in: .contents, at: position.rawValue)?.copied
    }
  }

  /// Whose words stand beside an event, whether they are there, and whether their owner was erased.
  ///
  /// It needs no key, and tells an erased content from a missing one: the first is absent and its owner
  /// erased in the log, the second absent only.
  ///
  /// - Complexity: O(log n), and O(m) in the events that the live view does not show yet, where the
  ///   content is absent.
  package func contentStanding(of recorded: RecordedEvent) throws(LedgerError) -> ContentStanding {
    try LedgerError.wrapping { try standing(of: recorded, in: store.beginRead()) }
  }

  private func standing(
    of recorded: RecordedEvent,
    in log: borrowing some LogReading & ~Copyable
  ) throws(LedgerError) -> ContentStanding {
    var requester: PersonID?
    if let ticket = recorded.ticket {
      requester = live.read { $0.tickets[ticket]?.requester }
      // Opened by another process, and not folded yet.
      if requester == nil { requester = try log.ticket(ticket)?.requester }
    }
    let owner = recorded.event.contentOwner(requester: requester)
    let isPresent = try LedgerError.wrapping {
      try log.value(in: .contents, at: recorded.position.rawValue) != nil
    }
    guard case .person(let person)? = owner else {
      return ContentStanding(owner: owner, isPresent: isPresent, isErased: false)
    }
    var (isErased, known) = live.read { ($0.catalogue.isErased(person), $0.eventCount) }
    if !isErased, !isPresent { isErased = try log.records(erasureOf: person, from: known) }
    return ContentStanding(owner: owner, isPresent: isPresent, isErased: isErased)
  }
}

/// Whose words a content is, and what there is of it.
package struct ContentStanding: Hashable, Sendable {
  /// Whom the words concern; nil where the event never has words.
  package let owner: KeyOwner?
  /// Whether the content is there.
  package let isPresent: Bool
  /// Whether the log says that its owner was erased.
  package let isErased: Bool
}

extension Content {
  /// The words in what is stored beside an event of a kind, with the keys of the ledger, if it has any.
  static func words(
    in stored: [UInt8],
    of kind: EventKind,
    _ seal: LedgerSeal?
  ) throws -> EventWords {
    guard stored.first == SealedContent.form else {
      return try words(decoding: stored).map { .known($0) } ?? .none
    }
    let sealed = try SealedContent(decoding: stored)
    let content: [UInt8]
    guard let seal, seal.hasKeys, let keys = seal.keys else { return .sealed }
    do throws(SealingFailure) {
      switch try seal.sealer.open(sealed, of: kind, keys: keys) {
      case .content(let clear): content = clear
      case .erased: return .erased
      }
    } catch {
      switch error {
      // One person's lost key is not to keep the others' words back.
      case .missingKey, .keys(.missingKey), .keys(.damagedSlot), .keys(.otherKey): return .missing
      case .keys(let failure): throw LedgerError(failure, at: seal.path)
      default: throw error
      }
    }
    return try words(decoding: content).map { .known($0) } ?? .none
  }
}

extension LogReading where Self: ~Copyable {
  /// The identity that a person was registered under; nil where it cannot be read.
  func identity(registeredAt position: Position, _ seal: LedgerSeal?) throws(LedgerError) -> String?
  {
    try LedgerError.wrapping(at: position) {
      guard let content = try value(in: .contents, at: position.rawValue)?.copied else {
        return nil
      }
      return try Content.words(in: content, of: .personRegistered, seal).known?[.identity]
    }
  }

  /// Whether an erasure of a person stands from a position on.
  fileprivate func records(
    erasureOf person: PersonID,
    from start: UInt64
  ) throws(LedgerError) -> Bool {
    guard start < end else { return false }
    var position = start
    return try LedgerError.wrapping(at: Position(position)) {
      var cursor = try envelopes(from: start)
      while let bytes = try cursor.next() {
        let recorded = try Envelope.decode(bytes, at: Position(position))
        if case .ledger(.personErased(let erasure)) = recorded.event, erasure.person == person {
          return true
        }
        position += 1
      }
      return false
    }
  }
}
