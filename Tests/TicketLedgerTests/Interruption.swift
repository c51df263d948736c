@testable import TicketLedger

/// A projection that lets a test do something once in the midst of the writer thread's own work.
///
/// What is done is shared by all ledgers that have it: tests that use it do not run side by side.
struct Interruption: Projection {
  static let name = "interruption"
  static let version: UInt32 = 1

  private static let next = Locked<(@Sendable () -> Void)?>(nil)

  /// Has something done when the next event is folded or the state encoded, whichever comes first.
  static func atNextUse(_ body: @escaping @Sendable () -> Void) {
    next.withLock { $0 = body }
  }

  private static func happen() {
    let body = next.withLock { body in
      defer { body = nil }
      return body
    }
    body?()
  }

  init() {}

  mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    Interruption.happen()
  }

  func encode(into writer: inout ByteWriter) {
    Interruption.happen()
  }

  init(decoding reader: inout ByteReader) throws(DecodingFailure) {}
}
