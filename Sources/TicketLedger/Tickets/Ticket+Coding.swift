extension Ticket {
  /// Writes the ticket without its number: what a stream head and a checkpoint hold of it.
  func encode(into writer: inout ByteWriter) {
    writer.write(revision)
    guard revision > 0 else { return }
    let words: InlineArray<10, UInt64> = [
      openedPosition.rawValue,
      lastPosition.rawValue,
      UInt64([
        state.code, level, kind.rawValue, channel.rawValue, causeClass?.rawValue ?? 255,
        prioritisation.impact ?? 0, prioritisation.urgency ?? 0, prioritisation.priority ?? 0,
      ]),
      UInt64(team?.rawValue ?? 0, agent?.rawValue ?? 0),
      UInt64(requester?.rawValue ?? 0, reopenings),
      UInt64(bitPattern: openedAt.millisecondsSince1970),
      UInt64(bitPattern: lastOccurredAt.millisecondsSince1970),
      UInt64(bitPattern: stateSince.millisecondsSince1970),
      UInt64(bitPattern: firstResolvedAt?.millisecondsSince1970 ?? .min),
      UInt64(bitPattern: resolvedAt?.millisecondsSince1970 ?? .min),
    ]
    writer.write(words)
    classification.encode(into: &writer)
  }

  /// Reads a ticket of that number.
  init(id: TicketID, decoding reader: inout ByteReader) throws(DecodingFailure) {
    self.init(id: id)
    revision = try reader.read()
    guard revision > 0 else { return }
    openedPosition = Position(try reader.read())
    lastPosition = Position(try reader.read())
    state = try TicketState(code: reader.read(), at: reader.offset)
    level = try reader.read()
    guard level > 0 else { throw .invalidValue(offset: reader.offset) }
    kind = try reader.readWord()
    channel = try reader.readWord()
    let cause: UInt8 = try reader.read()
    if cause != 255 {
      guard let known = CauseClass(rawValue: cause) else {
        throw .invalidValue(offset: reader.offset)
      }
      causeClass = known
    }
    prioritisation.impact = try reader.readRank()
    prioritisation.urgency = try reader.readRank()
    prioritisation.priority = try reader.readRank()
    team = try reader.readTeam()
    agent = try reader.readPerson()
    requester = try reader.readPerson()
    reopenings = try reader.read()
    openedAt = try reader.readInstant()
    lastOccurredAt = try reader.readInstant()
    stateSince = try reader.readInstant()
    firstResolvedAt = try reader.readOptionalInstant()
    resolvedAt = try reader.readOptionalInstant()
    classification = try Classification(decoding: &reader)
  }
}

extension TicketState {
  /// The byte of the state: 0 new, 1 in progress, 2 resolved, 3 closed, 4 cancelled, 5 merged,
  /// 16 + n waiting for reason n.
  var code: UInt8 {
    switch self {
    case .new: 0
    case .inProgress: 1
    case .resolved: 2
    case .closed: 3
    case .cancelled: 4
    case .merged: 5
    case .waiting(let reason): 16 + reason.rawValue
    }
  }

  init(code: UInt8, at offset: Int) throws(DecodingFailure) {
    switch code {
    case 0: self = .new
    case 1: self = .inProgress
    case 2: self = .resolved
    case 3: self = .closed
    case 4: self = .cancelled
    case 5: self = .merged
    default:
      guard code >= 16, let reason = WaitingReason(rawValue: code - 16) else {
        throw .invalidValue(offset: offset)
      }
      self = .waiting(reason)
    }
  }
}

extension ByteReader {
  fileprivate mutating func readRank() throws(DecodingFailure) -> UInt8? {
    let number: UInt8 = try read()
    guard number <= Prioritisation.range.upperBound else { throw .invalidValue(offset: offset) }
    return number == 0 ? nil : number
  }

  fileprivate mutating func readTeam() throws(DecodingFailure) -> TermID? {
    let term = TermID(rawValue: try read())
    guard term.rawValue != 0 else { return nil }
    guard term.dimension == .team, !term.isNone else { throw .invalidValue(offset: offset) }
    return term
  }

  fileprivate mutating func readPerson() throws(DecodingFailure) -> PersonID? {
    let number: UInt32 = try read()
    return number == 0 ? nil : PersonID(number)
  }

  fileprivate mutating func readOptionalInstant() throws(DecodingFailure) -> Instant? {
    let milliseconds: Int64 = try read()
    guard milliseconds != .min else { return nil }
    guard Instant.range.contains(milliseconds) else { throw .invalidValue(offset: offset) }
    return Instant(millisecondsSince1970: milliseconds)
  }
}
