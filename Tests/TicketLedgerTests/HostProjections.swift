import TicketLedger

/// A host's own view: how many tickets each requester opened.
struct TicketsPerRequester: Projection {
  static let name = "ticketsPerRequester"
  static let version: UInt32 = 1

  private(set) var counts: [PersonID: UInt32] = [:]

  init() {}

  mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    guard case .ticket(.opened(let opening)) = recorded.event, let requester = opening.requester
    else { return }
    counts[requester, default: 0] += 1
  }

  func encode(into writer: inout ByteWriter) {
    writer.write(UInt32(counts.count))
    for (person, count) in counts.sorted(by: { $0.key < $1.key }) {
      writer.write(person.rawValue)
      writer.write(count)
    }
  }

  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 8)) {
      let person = PersonID(try reader.read())
      counts[person] = try reader.read()
    }
  }
}

/// The next version of ``TicketsPerRequester``, which counts reopenings too.
struct TicketsPerRequesterTwo: Projection {
  static let name = TicketsPerRequester.name
  static let version: UInt32 = 2

  private(set) var base = TicketsPerRequester()
  private(set) var reopenings: UInt64 = 0

  init() {}

  mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    base.apply(recorded, to: ticket)
    if case .ticket(.reopened) = recorded.event { reopenings += 1 }
  }

  func encode(into writer: inout ByteWriter) {
    base.encode(into: &writer)
    writer.write(reopenings)
  }

  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    base = try TicketsPerRequester(decoding: &reader)
    reopenings = try reader.read()
  }
}

/// A view that nobody may name: its name is the one the ledger keeps for itself.
struct Usurper: Projection {
  static let name = "ledger"
  static let version: UInt32 = 1

  init() {}
  mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {}
  func encode(into writer: inout ByteWriter) {}
  init(decoding reader: inout ByteReader) throws(DecodingFailure) {}
}

/// Another one: the name of the tickets.
struct TicketUsurper: Projection {
  static let name = "tickets"
  static let version: UInt32 = 1

  init() {}
  mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {}
  func encode(into writer: inout ByteWriter) {}
  init(decoding reader: inout ByteReader) throws(DecodingFailure) {}
}
