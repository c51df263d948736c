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
    let words: InlineArray<10, UInt64> = try reader.readWords()
    openedPosition = Position(words[0])
    lastPosition = Position(words[1])
    guard decodeSmall(words[2]), decodeHolders(words[3]) else {
      throw .invalidValue(offset: reader.offset)
    }
    requester = Ticket.person(words[4])
    reopenings = UInt32(truncatingIfNeeded: words[4] >> 32)
    for place in 5..<10 {
      let milliseconds = Int64(bitPattern: words[place])
      guard Instant.range.contains(milliseconds) || (place >= 8 && milliseconds == .min) else {
        throw .invalidValue(offset: reader.offset)
      }
    }
    openedAt = Ticket.instant(words[5])
    lastOccurredAt = Ticket.instant(words[6])
    stateSince = Ticket.instant(words[7])
    if Int64(bitPattern: words[8]) != .min { firstResolvedAt = Ticket.instant(words[8]) }
    if Int64(bitPattern: words[9]) != .min { resolvedAt = Ticket.instant(words[9]) }
    classification = try Classification(decoding: &reader)
  }

  /// Reads the word of what takes a byte each; false where one is not what it should be.
  private mutating func decodeSmall(_ word: UInt64) -> Bool {
    func byte(_ place: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word >> (8 * place)) }
    guard let state = TicketState(code: byte(0)), byte(1) > 0,
      let kind = TicketKind(rawValue: byte(2)), let channel = Channel(rawValue: byte(3)),
      let impact = Ticket.rank(byte(5)), let urgency = Ticket.rank(byte(6)),
      let priority = Ticket.rank(byte(7))
    else { return false }
    self.state = state
    level = byte(1)
    self.kind = kind
    self.channel = channel
    prioritisation.impact = impact
    prioritisation.urgency = urgency
    prioritisation.priority = priority
    guard byte(4) != 255 else { return true }
    causeClass = CauseClass(rawValue: byte(4))
    return causeClass != nil
  }

  /// Reads the word of team and agent; false where the team is none.
  private mutating func decodeHolders(_ word: UInt64) -> Bool {
    agent = Ticket.person(word >> 32)
    let team = TermID(rawValue: UInt32(truncatingIfNeeded: word))
    guard team.rawValue != 0 else { return true }
    guard team.dimension == .team, !team.isNone else { return false }
    self.team = team
    return true
  }

  /// A rank, or 0 for none; nil where it is neither.
  private static func rank(_ number: UInt8) -> UInt8?? {
    guard number <= Prioritisation.range.upperBound else { return nil }
    return .some(number == 0 ? nil : number)
  }

  private static func person(_ number: UInt64) -> PersonID? {
    let number = UInt32(truncatingIfNeeded: number)
    return number == 0 ? nil : PersonID(number)
  }

  private static func instant(_ milliseconds: UInt64) -> Instant {
    Instant(millisecondsSince1970: Int64(bitPattern: milliseconds))
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

  /// The state of a byte; nil where there is none of it.
  init?(code: UInt8) {
    switch code {
    case 0: self = .new
    case 1: self = .inProgress
    case 2: self = .resolved
    case 3: self = .closed
    case 4: self = .cancelled
    case 5: self = .merged
    default:
      guard code >= 16, let reason = WaitingReason(rawValue: code - 16) else { return nil }
      self = .waiting(reason)
    }
  }
}
