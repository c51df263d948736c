import Testing

@testable import TicketLedger

/// Reads the event of an envelope.
func event(_ bytes: [UInt8], at position: Position) throws(DecodingFailure) -> RecordedEvent {
  try unsafe Envelope.decode(bytes.span.bytes, at: position)
}

/// Reads the label of an envelope.
func label(_ bytes: [UInt8]) throws(DecodingFailure) -> String? {
  try unsafe Envelope.label(of: bytes.span.bytes)
}

/// Reads all that an envelope holds.
func decoded(_ bytes: [UInt8], at position: Position) throws(DecodingFailure) -> EventSample {
  EventSample(
    recorded: try event(bytes, at: position),
    label: try label(bytes),
    digest: try unsafe Envelope.digest(of: bytes.span.bytes),
    commitments: try unsafe Envelope.commitments(of: bytes.span.bytes)
  )
}

@Suite("An envelope")
struct EnvelopeTests {
  /// An envelope of each kind, filled in each way.
  private static func samples(seed: UInt64) -> [EventSample] {
    EventSamples.Filling.allCases.flatMap { filling in
      var samples = EventSamples(seed: seed, filling)
      return EventKind.allCases.map { samples.sample($0) }
    }
  }

  @Test(
    "decodes to what was encoded, for every kind with every field there or not",
    arguments: UInt64(1)...40
  )
  func roundTrip(seed: UInt64) throws {
    var kinds: Set<EventKind> = []
    for sample in Self.samples(seed: seed) {
      let bytes = sample.bytes
      let read = try decoded(bytes, at: sample.recorded.position)
      #expect(read.recorded == sample.recorded)
      #expect(read.label.map { Array($0.utf8) } == sample.label.map { Array($0.utf8) })
      #expect(read.digest == sample.digest)
      #expect(read.commitments == sample.commitments)
      #expect(read.bytes == bytes)
      kinds.insert(sample.recorded.event.kind)
    }
    #expect(kinds == Set(EventKind.allCases))
  }

  @Test("throws when it is cut anywhere", arguments: UInt64(1)...3)
  func truncated(seed: UInt64) throws {
    for sample in Self.samples(seed: seed) {
      let bytes = sample.bytes
      for end in 0..<bytes.count {
        let cut = Array(bytes[..<end])
        #expect(throws: DecodingFailure.self, "\(sample.recorded.event.kind) cut at \(end)") {
          try event(cut, at: Position(0))
        }
      }
      let longer = bytes + [0]
      #expect(throws: DecodingFailure.trailingBytes(offset: bytes.count)) {
        try event(longer, at: Position(0))
      }
    }
  }

  @Test("with any one byte changed throws, or is another envelope in its one form")
  func flipped() throws {
    for sample in Self.samples(seed: 9) {
      let bytes = sample.bytes
      for place in bytes.indices {
        for bit in [UInt8(1), 2, 4, 8, 16, 32, 64, 128, 255] {
          var changed = bytes
          changed[place] ^= bit
          guard let read = try? decoded(changed, at: Position(5)) else { continue }
          try #require(
            read.bytes == changed,
            "\(sample.recorded.event.kind), byte \(place) with \(bit) changed"
          )
        }
      }
    }
  }

  @Test("never traps on random bytes behind a sound beginning", arguments: EventKind.allCases)
  func fuzzed(_ kind: EventKind) throws {
    var random = SeededNumbers(seed: UInt64(kind.rawValue))
    var samples = EventSamples(seed: 3)
    for _ in 0..<400 {
      let sound = samples.sample(kind).bytes
      let kept = [0, 4, 40, Envelope.headerSize][Int(random.next() % 4)]
      let count = Int(random.next() % 120)
      let bytes =
        sound.prefix(kept) + (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next() >> 7) }
      guard let read = try? decoded(Array(bytes), at: Position(5)) else { continue }
      #expect(read.bytes == Array(bytes))
    }
  }

  @Test("of a kind or layout to come says so, whatever flags it has")
  func newer() throws {
    var samples = EventSamples(seed: 4)
    for number in [UInt16(0), 15, 31, 61, 96, 105, 128, 300, .max] {
      for flags in [UInt8(0), 4, 255] {
        var bytes = samples.sample(.noted).bytes
        bytes.replaceSubrange(0..<2, with: [UInt8(number & 255), UInt8(number >> 8)])
        bytes[3] = flags
        #expect(throws: DecodingFailure.unknownKind(number)) {
          try event(bytes, at: Position(0))
        }
      }
    }
    var bytes = samples.sample(.rated).bytes
    bytes[2] = 2
    bytes[3] = 255
    let failure = DecodingFailure.unknownLayout(kind: EventKind.rated.rawValue, layout: 2)
    #expect(throws: failure) { try event(bytes, at: Position(0)) }
    #expect(failure.description.contains("layout 2"))
    #expect(failure.description.contains("kind 54"))
    bytes[2] = 0
    #expect(throws: DecodingFailure.invalidValue(offset: 3)) {
      try event(bytes, at: Position(0))
    }
  }

  @Test("stays below 2,000 bytes with the longest label and sixteen dimensions")
  func size() throws {
    var greatest = 0
    for kind in EventKind.allCases {
      for seed in UInt64(1)...5 {
        var samples = EventSamples(seed: seed, .all)
        var sample = samples.sample(kind)
        sample.label = String(repeating: "é", count: Envelope.maximumLabelSize / 2)
        let bytes = sample.bytes
        #expect(try decoded(bytes, at: sample.recorded.position).recorded == sample.recorded)
        greatest = max(greatest, bytes.count)
      }
    }
    #expect(greatest == 56 + 10 + 64 + 2 + 1024 + 32)
    #expect(greatest < 2_000)
  }

  @Test("with a label longer than a label may be, or not of UTF-8, is refused")
  func badLabels() throws {
    var samples = EventSamples(seed: 6, .none)
    var bytes = samples.sample(.noted).bytes
    bytes[3] = 1
    let long = bytes + [1, 4] + [UInt8](repeating: 65, count: 1025)
    #expect(throws: DecodingFailure.self) {
      try event(long, at: Position(0))
    }
    let broken = bytes + [2, 0, 0xC3, 0x28]
    #expect(throws: DecodingFailure.invalidText(offset: 60)) {
      try label(broken)
    }
  }

  @Test("refuses values that nothing accepted can hold", arguments: DecisionTests.outOfRange)
  func outOfRange(_ proposed: TicketEvent) {
    // An empty change is refused when asked for, and has nothing impossible in it.
    if proposed == .prioritised(Prioritisation()) || proposed == .classified(Classification()) {
      return
    }
    let sample = EventSample(
      recorded: RecordedEvent(
        position: Position(1),
        recordedAt: Given.start,
        occurredAt: Given.start,
        actor: .ledger,
        event: .ticket(proposed),
        ticket: TicketID(1),
        revision: 1
      )
    )
    let bytes = sample.bytes
    let isSentinel: Bool =
      switch proposed {
      case .prioritised(let change): [change.impact, change.urgency, change.priority].contains(0)
      case .opened(let opening): opening.prioritisation.priority == 0
      case .diagnosed(let diagnosis): diagnosis.confidence == 255
      default: false
      }
    if isSentinel {
      #expect((try? decoded(bytes, at: Position(1)))?.recorded != sample.recorded)
    } else {
      #expect(throws: DecodingFailure.self, "\(proposed)") {
        try event(bytes, at: Position(1))
      }
    }
  }
}
