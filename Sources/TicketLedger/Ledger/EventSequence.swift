import LedgerStore

/// The events of a ledger from a position on: first what is there, then what comes, without end.
///
/// No event is left out or given twice, and the live view shows each before it is given. Each iterator
/// reads for itself, so a slow one holds up nobody. The sequence ends when the ledger is closed or the
/// task cancelled.
public struct EventSequence: AsyncSequence, Sendable {
  private let ledger: Ledger
  private let start: Position

  init(_ ledger: Ledger, from start: Position) {
    self.ledger = ledger
    self.start = start
  }

  /// Begins at the sequence's position.
  public func makeAsyncIterator() -> Iterator {
    Iterator(ledger, from: start)
  }

  /// Reads ahead in small groups, each in a short read transaction.
  public struct Iterator: AsyncIteratorProtocol {
    private static let groupSize = 256
    private let ledger: Ledger
    private var next: UInt64
    private var group: [RecordedEvent] = []
    private var index = 0

    fileprivate init(_ ledger: Ledger, from start: Position) {
      self.ledger = ledger
      next = start.rawValue
    }

    /// The next event; waits for it where it has not come yet.
    ///
    /// - Returns: Nil once the ledger is closed or the task cancelled.
    /// - Throws: ``LedgerError`` where the log is damaged or lost events, or in a forked child.
    public mutating func next() async throws(LedgerError) -> RecordedEvent? {
      try await next(isolation: nil)
    }

    /// The next event; waits for it where it has not come yet.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(LedgerError) -> RecordedEvent? {
      if index >= group.count {
        if let failure = ledger.engine.forkFailure { throw failure }
        guard let end = await ledger.engine.broadcast.waitForEvent(at: next), !Task.isCancelled,
          let group = try nextGroup(before: end)
        else { return nil }
        self.group = group
        index = 0
        next += UInt64(group.count)
      }
      defer { index += 1 }
      return group[index]
    }

    /// Some events from the next one on, at least one; nil where the ledger was closed meanwhile.
    ///
    /// Those of another process that the live view does not show yet are left for later.
    private func nextGroup(before end: UInt64) throws(LedgerError) -> [RecordedEvent]? {
      let count = Int(Swift.min(end - next, UInt64(Iterator.groupSize)))
      let events: [RecordedEvent]
      do throws(LedgerError) {
        events = try ledger.events(from: Position(next), atMost: count)
      } catch .closed {
        return nil
      }
      // A shorter log was copied over this one: to say that it ends would pass for closing.
      guard !events.isEmpty else { throw .beyondEnd(Position(next)) }
      return events
    }
  }
}

/// How many events the ledger holds, told whenever that changed; what came in between is skipped.
///
/// For whoever shows a projection: read it again with each value. It ends when the ledger is closed or
/// the task cancelled.
public struct ChangeSequence: AsyncSequence, Sendable {
  private let ledger: Ledger

  init(_ ledger: Ledger) {
    self.ledger = ledger
  }

  /// Begins with the present number of events.
  public func makeAsyncIterator() -> Iterator {
    Iterator(ledger)
  }

  /// Waits for the log to move.
  public struct Iterator: AsyncIteratorProtocol {
    private let ledger: Ledger
    private var seen: UInt64 = 0

    fileprivate init(_ ledger: Ledger) {
      self.ledger = ledger
    }

    /// The number of events, once it is another than last time.
    public mutating func next() async -> UInt64? {
      await next(isolation: nil)
    }

    /// The number of events, once it is another than last time.
    public mutating func next(isolation actor: isolated (any Actor)?) async -> UInt64? {
      guard ledger.engine.forkFailure == nil,
        await ledger.engine.broadcast.waitForEvent(at: seen) != nil
      else { return nil }
      seen = ledger.read { $0.eventCount }
      return seen
    }
  }
}

extension Ledger {
  /// The events from a position on: what is there, then what comes.
  ///
  /// Event by event and without end: for a host that follows the ledger. For views, use projections.
  public func events(from start: Position = Position(0)) -> EventSequence {
    EventSequence(self, from: start)
  }

  /// Tells whenever the ledger moved; the live view shows it already.
  public var changes: ChangeSequence { ChangeSequence(self) }

  /// Some events from a position on; fewer than asked for only at the end of the log.
  ///
  /// - Throws: ``LedgerError/undecodable(_:_:)`` for an event that cannot be read, ``LedgerError/storage(_:)``,
  ///   or ``LedgerError/closed``.
  /// - Complexity: O(log n + `count`).
  public func events(
    from start: Position,
    atMost count: Int
  ) throws(LedgerError) -> [RecordedEvent] {
    var position = start.rawValue
    return try LedgerError.wrapping(at: start) {
      let snapshot = try store.beginRead()
      var events: [RecordedEvent] = []
      var cursor = try snapshot.envelopes(from: position)
      while events.count < count, let bytes = try cursor.next() {
        events.append(try Envelope.decode(bytes, at: Position(position)))
        position += 1
      }
      return events
    }
  }
}
