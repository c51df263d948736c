extension TicketEvent {
  /// Writes the fields of the event's kind, after the envelope's header.
  func encode(into writer: inout ByteWriter) {
    switch self {
    case .opened(let opening): opening.encode(into: &writer)
    case .classified(let change): change.encode(into: &writer)
    case .prioritised(let change): change.encode(into: &writer)
    case .routed(let routing):
      writer.write(routing.team?.rawValue ?? 0)
      writer.write(routing.level)
      writer.write(routing.reason.rawValue)
    case .escalated(let escalation):
      writer.write(escalation.person?.rawValue ?? 0)
      writer.write(escalation.reason.rawValue)
    case .assigned(let person): writer.write(person?.rawValue ?? 0)
    case .started, .resumed, .noted, .touched: break
    case .paused(let pause):
      writer.write(pause.reason.rawValue)
      writer.write(pause.expectedUntil?.millisecondsSince1970 ?? .min)
    case .replied(let reply):
      writer.write(reply.purpose.rawValue)
      writer.write(reply.channel?.rawValue ?? 255)
    case .requesterReplied(let channel): writer.write(channel?.rawValue ?? 255)
    case .attached(let size): writer.write(size)
    case .workLogged(let work):
      writer.write(work.minutes)
      writer.write(work.activity?.rawValue ?? 0)
      writer.write(work.mode?.rawValue ?? 255)
    case .diagnosed(let diagnosis):
      writer.write(diagnosis.causeClass.rawValue)
      writer.write(diagnosis.cause?.rawValue ?? 0)
      writer.write(diagnosis.confidence ?? 255)
    case .linked(let link), .unlinked(let link):
      writer.write(link.relation.rawValue)
      writer.write(link.ticket?.rawValue ?? 0)
    case .merged(let ticket): writer.write(ticket.rawValue)
    case .resolved(let resolution):
      writer.write(resolution.code?.rawValue ?? 0)
      writer.write(resolution.causeClass?.rawValue ?? 255)
      writer.write(resolution.article?.rawValue ?? 0)
    case .reopened(let reason): writer.write(reason.rawValue)
    case .closed(let reason): writer.write(reason.rawValue)
    case .cancelled(let reason): writer.write(reason.rawValue)
    case .rated(let score): writer.write(score)
    case .messageReviewed(let review):
      writer.write(review.reply.rawValue)
      writer.write(review.clarity)
      writer.write(review.courtesy)
      writer.write(review.accuracy)
    case .articleApplied(let use):
      writer.write(use.article.rawValue)
      writer.write(use.helped)
    case .suggested(let suggestion):
      writer.write(suggestion.kind.rawValue)
      writer.write(suggestion.confidence)
    case .suggestionAccepted(let kind), .suggestionOverridden(let kind):
      writer.write(kind.rawValue)
    }
  }

  /// Reads the fields of a ticket event's kind.
  init(decoding kind: EventKind, from reader: inout EnvelopeReader) throws(DecodingFailure) {
    switch kind {
    case .opened: self = .opened(try Opening(from: &reader))
    case .classified: self = .classified(try reader.readClassification(clearing: true))
    case .prioritised: self = .prioritised(try Prioritisation(from: &reader))
    case .routed:
      let team = try reader.readTerm(in: .team)
      let level = try reader.read(within: 1...255)
      self = .routed(Routing(team: team, level: level, reason: try reader.readWord()))
    case .assigned: self = .assigned(to: try reader.readPerson())
    case .started: self = .started
    case .paused:
      let reason = try reader.readWord(WaitingReason.self)
      self = .paused(Pause(reason, expectedUntil: try reader.readOptionalInstant()))
    case .resumed: self = .resumed
    case .resolved:
      let code = try reader.readTerm(in: .resolutionCode)
      let causeClass = try reader.readOptionalWord(CauseClass.self)
      let article = try reader.readTerm(in: .article)
      self = .resolved(Resolution(code: code, causeClass: causeClass, article: article))
    case .reopened: self = .reopened(try reader.readWord())
    case .closed: self = .closed(try reader.readWord())
    case .cancelled: self = .cancelled(try reader.readWord())
    case .touched: self = .touched
    default: self = try TicketEvent(decodingRarer: kind, from: &reader)
    }
  }

  private init(
    decodingRarer kind: EventKind,
    from reader: inout EnvelopeReader
  ) throws(DecodingFailure) {
    switch kind {
    case .escalated:
      let person = try reader.readPerson()
      self = .escalated(Escalation(to: person, reason: try reader.readWord()))
    case .replied:
      let purpose = try reader.readWord(ReplyPurpose.self)
      self = .replied(Reply(purpose, channel: try reader.readOptionalWord()))
    case .requesterReplied: self = .requesterReplied(channel: try reader.readOptionalWord())
    case .noted: self = .noted
    case .attached: self = .attached(sizeInBytes: try reader.read())
    case .workLogged:
      let minutes: UInt32 = try reader.read()
      let activity = try reader.readTerm(in: .activity)
      self = .workLogged(
        Work(minutes: minutes, activity: activity, mode: try reader.readOptionalWord())
      )
    case .diagnosed:
      let causeClass = try reader.readWord(CauseClass.self)
      let cause = try reader.readTerm(in: .cause)
      let confidence: UInt8 = try reader.read()
      guard confidence <= 100 || confidence == 255 else {
        throw .invalidValue(offset: reader.offset)
      }
      self = .diagnosed(
        Diagnosis(causeClass, cause: cause, confidence: confidence == 255 ? nil : confidence)
      )
    case .linked: self = .linked(try Link(from: &reader))
    case .unlinked: self = .unlinked(try Link(from: &reader))
    case .merged: self = .merged(into: try reader.readTicket())
    case .rated: self = .rated(score: try reader.read(within: 1...5))
    case .messageReviewed:
      let reply = Position(try reader.read())
      let clarity = try reader.read(within: 1...5)
      let courtesy = try reader.read(within: 1...5)
      let accuracy = try reader.read(within: 1...5)
      self = .messageReviewed(
        MessageReview(of: reply, clarity: clarity, courtesy: courtesy, accuracy: accuracy)
      )
    case .articleApplied:
      guard let article = try reader.readTerm(in: .article) else {
        throw .invalidValue(offset: reader.offset)
      }
      self = .articleApplied(ArticleUse(article, helped: try reader.readBool()))
    case .suggested:
      let kind = try reader.readWord(SuggestionKind.self)
      self = .suggested(Suggestion(kind, confidence: try reader.read(within: 0...100)))
    case .suggestionAccepted: self = .suggestionAccepted(try reader.readWord())
    case .suggestionOverridden: self = .suggestionOverridden(try reader.readWord())
    default: throw .unknownKind(kind.rawValue)
    }
  }
}

extension Opening {
  fileprivate func encode(into writer: inout ByteWriter) {
    writer.write(kind.rawValue)
    writer.write(channel.rawValue)
    writer.write(requester?.rawValue ?? 0)
    prioritisation.encode(into: &writer)
    classification.encode(into: &writer)
  }

  fileprivate init(from reader: inout EnvelopeReader) throws(DecodingFailure) {
    kind = try reader.readWord()
    channel = try reader.readWord()
    requester = try reader.readPerson()
    prioritisation = try Prioritisation(from: &reader)
    classification = try reader.readClassification(clearing: false)
  }
}

extension Prioritisation {
  func encode(into writer: inout ByteWriter) {
    writer.write(impact ?? 0)
    writer.write(urgency ?? 0)
    writer.write(priority ?? 0)
  }

  init(from reader: inout EnvelopeReader) throws(DecodingFailure) {
    impact = try reader.readRank()
    urgency = try reader.readRank()
    priority = try reader.readRank()
  }
}

extension Classification {
  func encode(into writer: inout ByteWriter) {
    let terms = terms
    writer.write(UInt8(terms.count))
    for index in 0..<terms.count { writer.write(terms[index].rawValue) }
  }

  /// Reads what a ticket is about, so without "no term" entries.
  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let count: UInt8 = try reader.read()
    guard count > Classification.inlineCount else {
      self = try Classification(few: Int(count), decoding: &reader)
      return
    }
    var terms = DimensionTerms()
    var last: UInt8 = 0
    for _ in 0..<count {
      let term = try reader.readTerm(after: last)
      guard terms.insert(term) else { throw .invalidValue(offset: reader.offset) }
      last = term.dimension.rawValue
    }
    self.init(terms)
  }

  /// Reads as many terms as stand in the value itself, without a detour.
  private init(few count: Int, decoding reader: inout ByteReader) throws(DecodingFailure) {
    var slots = InlineArray<8, UInt32>(repeating: 0)
    var last: UInt8 = 0
    for place in 0..<count {
      let term = try reader.readTerm(after: last)
      slots[place] = term.rawValue
      last = term.dimension.rawValue
    }
    self.init(slots)
  }
}

extension ByteReader {
  /// A term that a ticket is classified by, of a dimension after another.
  fileprivate mutating func readTerm(after last: UInt8) throws(DecodingFailure) -> TermID {
    let term = TermID(rawValue: try read())
    guard term.dimension.rawValue > last, term.dimension.classifiesTickets, !term.isNone else {
      throw .invalidValue(offset: offset)
    }
    return term
  }
}

extension Link {
  fileprivate init(from reader: inout EnvelopeReader) throws(DecodingFailure) {
    relation = try reader.readWord()
    let number: UInt64 = try reader.read()
    ticket = number == 0 ? nil : TicketID(number)
  }
}
