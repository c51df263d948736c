import Testing

@testable import TicketLedger

@Suite("A stream head")
struct StreamHeadTests {
  private static func bytes(_ ticket: Ticket) -> [UInt8] {
    var writer = ByteWriter()
    ticket.encode(into: &writer)
    return writer.bytes
  }

  private static func read(_ bytes: [UInt8]) throws(DecodingFailure) -> Ticket {
    var reader = ByteReader(bytes)
    let ticket = try Ticket(id: TicketID(7), decoding: &reader)
    try reader.finish()
    return ticket
  }

  /// Tickets that random events made, whether or not commands could have.
  private static func tickets(seed: UInt64, count: Int) -> [Ticket] {
    var random = SeededNumbers(seed: seed)
    var samples = EventSamples(seed: seed)
    let kinds = EventKind.allCases.filter { $0.rawValue >= EventKind.opened.rawValue }
    return (0..<count).map { _ in
      var history = Given([])
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        history.apply(samples.ticketEvent(kinds[Int(random.next() % UInt64(kinds.count))]))
      }
      return history.ticket
    }
  }

  @Test("decodes to the ticket that was encoded", arguments: UInt64(1)...10)
  func roundTrip(seed: UInt64) throws {
    for ticket in Self.tickets(seed: seed, count: 60) {
      let bytes = Self.bytes(ticket)
      #expect(try Self.read(bytes) == ticket)
      #expect(bytes.count == (ticket.revision == 0 ? 4 : 85 + 4 * ticket.classification.count))
    }
  }

  @Test("throws when cut, and when changed throws or is another head in its one form")
  func damaged() throws {
    for ticket in Self.tickets(seed: 3, count: 12) {
      let bytes = Self.bytes(ticket)
      for place in bytes.indices {
        #expect(throws: DecodingFailure.self) { try Self.read(Array(bytes[..<place])) }
        for bit in [UInt8(1), 2, 4, 8, 16, 32, 64, 128, 255] {
          var changed = bytes
          changed[place] ^= bit
          guard let read = try? Self.read(changed) else { continue }
          try #require(Self.bytes(read) == changed, "byte \(place) with \(bit) changed")
        }
      }
    }
  }
}
