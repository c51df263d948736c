import LedgerStore

/// A reader of events whose place in the log is kept in the ledger, under a name.
///
/// ```swift
/// let mailer = ledger.consumer(named: "mailer")
/// for try await event in try mailer.events() {
///   send(event)
///   if event.position.rawValue.isMultiple(of: 100) {
///     try await mailer.acknowledge(event.position)
///   }
/// }
/// ```
/// After a restart it goes on behind the last event it acknowledged: each event is given at least
/// once. An acknowledgement is a durable commit; acknowledge every so many events where many come.
public struct Consumer: Sendable {
  /// The name its place is kept under.
  public let name: String
  private let ledger: Ledger

  init(_ ledger: Ledger, name: String) {
    self.ledger = ledger
    self.name = name
  }

  /// The last event acknowledged; nil where there is none yet.
  public func acknowledged() throws(LedgerError) -> Position? {
    let number = try LedgerError.wrapping {
      try ledger.store.beginRead().number(in: .consumers, for: Array(name.utf8))
    }
    return number.map { Position($0) }
  }

  /// The events behind the last one acknowledged: what is there, then what comes.
  public func events() throws(LedgerError) -> EventSequence {
    let start = try acknowledged().map { $0.rawValue &+ 1 } ?? 0
    return ledger.events(from: Position(start))
  }

  /// Keeps that everything up to an event was dealt with; returns once that is durable.
  ///
  /// An earlier position than the one kept is ignored.
  ///
  /// - Throws: ``LedgerError/beyondEnd(_:)`` for an event that is not there, or
  ///   ``LedgerError/storage(_:)``.
  public func acknowledge(_ position: Position) async throws(LedgerError) {
    let key = Array(name.utf8)
    try await ledger.onEngine { engine in
      try engine.append { transaction in
        guard position.rawValue < transaction.writer.end else {
          throw LedgerError.beyondEnd(position)
        }
        let kept = try transaction.writer.number(in: .consumers, for: key)
        guard kept ?? 0 <= position.rawValue else { return }
        try transaction.put(position.rawValue, in: .consumers, for: key)
      }
    }
  }
}

extension Ledger {
  /// The durable consumer of a name, new or known.
  ///
  /// - Precondition: The name has 1 to 255 bytes of UTF-8.
  public func consumer(named name: String) -> Consumer {
    precondition(1...255 ~= name.utf8.count, "a consumer's name has 1 to 255 bytes of UTF-8")
    return Consumer(self, name: name)
  }
}
