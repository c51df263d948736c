/// A view rebuilt by replay: equal histories give equal views.
///
/// A host implements it for views of its own and names the type in ``Ledger/Options/projections``.
/// Live, restart, replay and as-of all go through the same ``apply(_:to:)``; so it must be total (any
/// event in any order is folded, nothing traps) and pure (no clock, no I/O, no randomness). Switch over
/// the event without a `default`, so that a new kind has to be placed by hand.
public protocol Projection: Sendable {
  /// What checkpoints and reports call it; unique among the projections of a ledger.
  static var name: String { get }
  /// Raised when ``apply(_:to:)`` or the encoding changes meaning, to drop old checkpoints.
  static var version: UInt32 { get }

  /// Creates the view of an empty ledger.
  init()

  /// Folds one event into the view; amortised O(1).
  ///
  /// - Parameters:
  ///   - recorded: The event.
  ///   - ticket: Its ticket as it was before the event; revision 0 for an opening and for events of
  ///     the ledger itself.
  mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket)

  /// Writes the one encoding that equal views share; checkpoints and digests are made of it.
  func encode(into writer: inout ByteWriter)

  /// Creates the view from what ``encode(into:)`` wrote.
  init(decoding reader: inout ByteReader) throws(DecodingFailure)
}
