/// Where a ticket's stream ends: by this a stream head that was damaged, or put back, is told from the
/// one that the last event left.
struct StreamEnd: Equatable {
  private var revision: UInt32
  private var position: UInt64

  /// The end of a ticket's stream; nil for a ticket that is not there.
  init?(of ticket: Ticket?) {
    guard let ticket else { return nil }
    revision = ticket.revision
    position = ticket.lastPosition.rawValue
  }

  /// The end that a stored head names, without reading the rest of it; nil where there is no head.
  init?(ofHead bytes: RawSpan?) {
    guard let bytes else { return nil }
    (revision, position) = (0, .max)
    guard bytes.byteCount >= 20 else { return }
    revision = unsafe UInt32(
      littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self)
    )
    position = unsafe UInt64(
      littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 12, as: UInt64.self)
    )
  }
}
