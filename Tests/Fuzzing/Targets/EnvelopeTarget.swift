import TicketExchange
import TicketLedger

/// Envelopes: what is decoded is encoded again as the same bytes, and any event can be folded.
enum EnvelopeTarget {
  private static let position = Position(7)

  static func run(_ bytes: [UInt8]) {
    _ = HistoryProof.event(bytes, at: position.rawValue)
    let span = unsafe bytes.span.bytes
    let recorded: RecordedEvent
    let label: String?
    let digest: [UInt8]?
    let commitments: [UInt8]
    do throws(DecodingFailure) {
      recorded = try Envelope.decode(span, at: position)
      label = try Envelope.label(of: span)
      digest = try Envelope.digest(of: span)
      commitments = try Envelope.commitments(of: span)
    } catch {
      return
    }
    var writer = ByteWriter()
    Envelope.encode(
      recorded,
      label: label,
      digest: digest,
      commitments: commitments,
      into: &writer
    )
    demand(writer.bytes == bytes, "\(recorded) is encoded as \(writer.bytes)")
    // No ledger folds a number beyond that of its events, by which projections make room.
    guard recorded.ticket?.rawValue ?? 0 <= 4_096 else { return }
    for projection in Ledger.coreProjections { fold(recorded, into: projection) }
  }

  private static func fold<View: Projection>(_ recorded: RecordedEvent, into type: View.Type) {
    var view = View()
    let ticket = Ticket(id: recorded.ticket ?? TicketID(1))
    for _ in 0..<2 { view.apply(recorded, to: ticket) }
    var writer = ByteWriter()
    view.encode(into: &writer)
  }
}
