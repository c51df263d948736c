extension LedgerEvent {
  /// Writes the fields of the event's kind, after the envelope's header.
  func encode(into writer: inout ByteWriter) {
    switch self {
    case .ledgerCreated: break
    case .termDefined(let term), .termRenamed(let term), .termRetired(let term):
      writer.write(term.rawValue)
    case .personRegistered(let person): writer.write(person.rawValue)
    case .calendarAdopted(let adoption), .policyAdopted(let adoption):
      writer.write(adoption.effectiveFrom?.millisecondsSince1970 ?? .min)
    case .rulesAdopted(let rules): rules.encode(into: &writer)
    case .noticeBroadcast(let notice): writer.write(notice.service?.rawValue ?? 0)
    case .signalRaised(let signal):
      writer.write(signal.service?.rawValue ?? 0)
      writer.write(signal.severity.rawValue)
    case .alarmRaised(let alarm):
      writer.write(alarm.ticket.rawValue)
      writer.write(alarm.clock)
      writer.write(alarm.cycle)
      writer.write(alarm.threshold)
      writer.write(alarm.policy.rawValue)
      writer.write(alarm.dueAt)
      writer.write(alarm.detectedAt)
    case .personErased(let erasure):
      writer.write(erasure.person.rawValue)
      writer.write(erasure.scope.rawValue)
    case .importAdvanced(let progress):
      writer.write(progress.source.rawValue)
      writer.write(progress.rows)
    case .signingKeyAdopted(let key): key.encode(into: &writer)
    }
  }

  /// Reads the fields of a ledger event's kind.
  init(decoding kind: EventKind, from reader: inout EnvelopeReader) throws(DecodingFailure) {
    switch kind {
    case .ledgerCreated: self = .ledgerCreated
    case .termDefined: self = .termDefined(try reader.readTerm())
    case .termRenamed: self = .termRenamed(try reader.readTerm())
    case .termRetired: self = .termRetired(try reader.readTerm())
    case .personRegistered: self = .personRegistered(try reader.readRegisteredPerson())
    case .calendarAdopted:
      self = .calendarAdopted(Adoption(effectiveFrom: try reader.readOptionalInstant()))
    case .policyAdopted:
      self = .policyAdopted(Adoption(effectiveFrom: try reader.readOptionalInstant()))
    case .rulesAdopted: self = .rulesAdopted(try LedgerRules(from: &reader))
    case .noticeBroadcast: self = .noticeBroadcast(Notice(about: try reader.readTerm(in: .service)))
    case .signalRaised:
      let service = try reader.readTerm(in: .service)
      self = .signalRaised(Signal(about: service, severity: try reader.readWord()))
    case .alarmRaised: self = .alarmRaised(try Alarm(from: &reader))
    case .personErased:
      let person = try reader.readRegisteredPerson()
      self = .personErased(Erasure(of: person, scope: try reader.readWord()))
    case .importAdvanced:
      guard let source = try reader.readTerm(in: .source) else {
        throw .invalidValue(offset: reader.offset)
      }
      self = .importAdvanced(ImportProgress(source: source, rows: try reader.read()))
    case .signingKeyAdopted: self = .signingKeyAdopted(try Bytes32(from: &reader))
    default: throw .unknownKind(kind.rawValue)
    }
  }
}

extension LedgerRules {
  func encode(into writer: inout ByteWriter) {
    writer.write(requesterReplyResumes)
    writer.write(closedMayBeReopened)
    writer.write(reopeningTimeInMilliseconds ?? .min)
    writer.write(futureToleranceInMilliseconds)
  }

  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    requesterReplyResumes = try reader.readBool()
    closedMayBeReopened = try reader.readBool()
    let reopeningTime: Int64 = try reader.read()
    reopeningTimeInMilliseconds = reopeningTime == .min ? nil : reopeningTime
    futureToleranceInMilliseconds = try reader.read()
    guard isSound else { throw .invalidValue(offset: reader.offset) }
  }

  /// Whether no duration is negative.
  var isSound: Bool {
    (reopeningTimeInMilliseconds ?? 0) >= 0 && futureToleranceInMilliseconds >= 0
  }

  fileprivate init(from reader: inout EnvelopeReader) throws(DecodingFailure) {
    requesterReplyResumes = try reader.readBool()
    closedMayBeReopened = try reader.readBool()
    let reopeningTime: Int64 = try reader.read()
    reopeningTimeInMilliseconds = reopeningTime == .min ? nil : reopeningTime
    futureToleranceInMilliseconds = try reader.read()
    guard isSound else { throw .invalidValue(offset: reader.offset) }
  }
}

extension Alarm {
  fileprivate init(from reader: inout EnvelopeReader) throws(DecodingFailure) {
    ticket = try reader.readTicket()
    clock = try reader.read()
    cycle = try reader.read()
    threshold = try reader.read()
    policy = Position(try reader.read())
    dueAt = try reader.readInstant()
    detectedAt = try reader.readInstant()
  }
}

extension EnvelopeReader {
  fileprivate mutating func readRegisteredPerson() throws(DecodingFailure) -> PersonID {
    guard let person = try readPerson() else { throw .invalidValue(offset: offset) }
    return person
  }
}
