/// An open ticket as its queue shows it.
public struct OpenTicket: Hashable, BitwiseCopyable, Sendable {
  /// The ticket.
  public let ticket: TicketID
  /// When it was opened.
  public internal(set) var openedAt: Instant
  /// The queue it is in.
  public internal(set) var queue: QueueID
  /// The agent who has it; nil where nobody does.
  public internal(set) var agent: PersonID?
  /// Its priority, 1 the highest; nil where none is set.
  public internal(set) var priority: UInt8?
  /// Where it is in its life.
  public internal(set) var state: TicketState
  /// Since when it is in that state.
  public internal(set) var stateSince: Instant

  /// The bytes of an encoded row.
  static let encodedSize = 8 + 8 + 4 + 1 + 4 + 1 + 1 + 8

  func encode(into writer: inout ByteWriter) {
    writer.write(ticket.rawValue)
    writer.write(openedAt)
    writer.write(queue.team?.rawValue ?? 0)
    writer.write(queue.level)
    writer.write(agent?.rawValue ?? 0)
    writer.write(priority ?? 0)
    writer.write(state.code)
    writer.write(stateSince)
  }
}

extension OpenTicket {
  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    ticket = TicketID(try reader.read())
    openedAt = try reader.readInstant()
    queue = try QueueID(decoding: &reader)
    let agentNumber: UInt32 = try reader.read()
    agent = agentNumber == 0 ? nil : PersonID(agentNumber)
    let priorityNumber: UInt8 = try reader.read()
    priority = priorityNumber == 0 ? nil : priorityNumber
    guard let state = TicketState(code: try reader.read()) else {
      throw .invalidValue(offset: reader.offset)
    }
    self.state = state
    stateSince = try reader.readInstant()
  }
}

extension QueueID {
  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let number: UInt32 = try reader.read()
    let level: UInt8 = try reader.read()
    self.init(team: number == 0 ? nil : TermID(rawValue: number), level: level)
  }

  func encode(into writer: inout ByteWriter) {
    writer.write(team?.rawValue ?? 0)
    writer.write(level)
  }
}
